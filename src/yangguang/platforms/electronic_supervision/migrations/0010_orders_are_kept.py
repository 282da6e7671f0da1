from django.db import migrations

# An order is evidence as a card is: what was demanded never changes and is never deleted. What may change is where it
# stands, the day for an answer, and who decides. What was done about it, and on whom, is only added to.
FORWARD = """
CREATE FUNCTION electronic_supervision_keep_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'order % is kept for good', OLD.number
            USING ERRCODE = 'insufficient_privilege', HINT = 'Revoke it, with a reason.';
    END IF;
    IF (to_jsonb(NEW) - 'state' - 'settled_at' - 'answer_due_date' - 'judged_from')
        IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'settled_at' - 'answer_due_date' - 'judged_from') THEN
        RAISE EXCEPTION 'what order % demands never changes', OLD.number
            USING ERRCODE = 'insufficient_privilege', HINT = 'Revoke it, and issue another.';
    END IF;
    IF OLD.settled_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'order % is settled and stays so', OLD.number USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_order BEFORE UPDATE OR DELETE ON electronic_supervision_supervisionorder
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_order();

CREATE FUNCTION electronic_supervision_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept as it was written: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON electronic_supervision_ordercard
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_row();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON electronic_supervision_orderact
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_row();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON electronic_supervision_accountabilitymeasure
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_row();

CREATE FUNCTION electronic_supervision_keep_accountability() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'record % is kept for good', OLD.number USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (to_jsonb(NEW) - 'conclusion' - 'closed_at' - 'closed_by_id')
        IS DISTINCT FROM (to_jsonb(OLD) - 'conclusion' - 'closed_at' - 'closed_by_id') THEN
        RAISE EXCEPTION 'why record % was opened never changes', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_accountability BEFORE UPDATE OR DELETE ON electronic_supervision_accountabilityrecord
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_accountability();
"""
BACKWARD = """
DROP TRIGGER keep_accountability ON electronic_supervision_accountabilityrecord;
DROP TRIGGER keep_row ON electronic_supervision_accountabilitymeasure;
DROP TRIGGER keep_row ON electronic_supervision_orderact;
DROP TRIGGER keep_row ON electronic_supervision_ordercard;
DROP TRIGGER keep_order ON electronic_supervision_supervisionorder;
DROP FUNCTION electronic_supervision_keep_accountability();
DROP FUNCTION electronic_supervision_keep_row();
DROP FUNCTION electronic_supervision_keep_order();
"""


class Migration(migrations.Migration):
    dependencies = [("electronic_supervision", "0009_orders")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
