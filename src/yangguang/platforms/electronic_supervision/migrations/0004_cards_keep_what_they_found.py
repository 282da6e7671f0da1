from django.db import migrations

# A card is evidence: what it found, on which rule, and whom it told never changes, and it is never deleted. What may
# change is where it stands: its state, and the moment of its revocation. What was done about it is only added to.
FORWARD = """
CREATE FUNCTION electronic_supervision_keep_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'card % is kept for good', OLD.number
            USING ERRCODE = 'insufficient_privilege', HINT = 'Revoke it, with a reason.';
    END IF;
    IF (to_jsonb(NEW) - 'state' - 'revoked_at') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'revoked_at') THEN
        RAISE EXCEPTION 'what card % found never changes', OLD.number
            USING ERRCODE = 'insufficient_privilege', HINT = 'Revoke it, with a reason.';
    END IF;
    IF OLD.state = 'revoked' AND NEW.state <> 'revoked' THEN
        RAISE EXCEPTION 'card % is revoked and stays so', OLD.number USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_card BEFORE UPDATE OR DELETE ON electronic_supervision_card
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_card();

CREATE FUNCTION electronic_supervision_keep_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an answer, confirmation or revocation is kept as it was written: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_act BEFORE UPDATE OR DELETE ON electronic_supervision_cardact
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_act();
"""
BACKWARD = """
DROP TRIGGER keep_card ON electronic_supervision_card;
DROP TRIGGER keep_act ON electronic_supervision_cardact;
DROP FUNCTION electronic_supervision_keep_card();
DROP FUNCTION electronic_supervision_keep_act();
"""


class Migration(migrations.Migration):
    dependencies = [("electronic_supervision", "0003_breaches_without_a_clock")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
