from django.db import migrations

# A draw that could be changed afterwards would be no draw; what an inspector found stays as it was found.
FORWARD = """
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON electronic_supervision_inspectionplan
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_row();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON electronic_supervision_inspector
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_row();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON electronic_supervision_inspectionphoto
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_row();

CREATE FUNCTION electronic_supervision_keep_inspection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.done_at IS NOT NULL THEN
        RAISE EXCEPTION 'inspection % is kept as it was written', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.plan_id, NEW.ordinal, NEW.window_id, NEW.place_path, NEW.until_date)
        IS DISTINCT FROM (OLD.plan_id, OLD.ordinal, OLD.window_id, OLD.place_path, OLD.until_date) THEN
        RAISE EXCEPTION 'what was drawn as inspection % never changes', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_inspection BEFORE UPDATE OR DELETE ON electronic_supervision_inspection
    FOR EACH ROW EXECUTE FUNCTION electronic_supervision_keep_inspection();
"""
BACKWARD = """
DROP TRIGGER keep_inspection ON electronic_supervision_inspection;
DROP FUNCTION electronic_supervision_keep_inspection();
DROP TRIGGER keep_row ON electronic_supervision_inspectionphoto;
DROP TRIGGER keep_row ON electronic_supervision_inspector;
DROP TRIGGER keep_row ON electronic_supervision_inspectionplan;
"""


class Migration(migrations.Migration):
    dependencies = [("electronic_supervision", "0012_inspections")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
