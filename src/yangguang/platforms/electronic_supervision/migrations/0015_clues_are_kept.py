from django.db import migrations

# Who points to a wrong has a right to be answered: a clue is never lost, and what it said stays as it was said.
FORWARD = """
CREATE FUNCTION electronic_supervision_keep_clue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'clue % is kept for good', OLD.number
            USING ERRCODE = 'insufficient_privilege', HINT = 'Merge it, or answer it.';
    END IF;
    IF (to_jsonb(NEW) - 'state' - 'merged_into_id' - 'founded' - 'answered_at' - 'order_id')
        IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'merged_into_id' - 'founded' - 'answered_at' - 'order_id') THEN
        RAISE EXCEPTION 'what clue % says never changes', OLD.number USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state IN ('merged', 'answered') AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'clue % is settled and kept so', OLD.number USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_clue BEFORE UPDATE OR DELETE ON electronic_supervision_clue
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_clue();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON electronic_supervision_clueact
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_row();
"""
BACKWARD = """
DROP TRIGGER keep_row ON electronic_supervision_clueact;
DROP TRIGGER keep_clue ON electronic_supervision_clue;
DROP FUNCTION electronic_supervision_keep_clue();
"""


class Migration(migrations.Migration):
    dependencies = [("electronic_supervision", "0014_clues")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
