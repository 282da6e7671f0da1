from django.db import migrations

# A version of a licence is written once; a licence is never deleted, its end never undone, and it stays that of the case,
# the body and the holder to whom it was given. A case stays about the licence that it was filed for.
FORWARD = """
CREATE FUNCTION power_operation_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a licence is kept as it was written: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_version BEFORE UPDATE OR DELETE ON power_operation_licenceversion
    FOR EACH ROW EXECUTE FUNCTION power_operation_keep_version();

CREATE FUNCTION power_operation_keep_licence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'licence % is kept for good', OLD.identifier USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.case_id, NEW.entry_id, NEW.body_id, NEW.holder_identity, NEW.valid_from)
       IS DISTINCT FROM (OLD.case_id, OLD.entry_id, OLD.body_id, OLD.holder_identity, OLD.valid_from) THEN
        RAISE EXCEPTION 'licence % stays what was given to whom by whom', OLD.identifier
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.ended <> '' AND (NEW.ended, NEW.ended_at, NEW.version) IS DISTINCT FROM (OLD.ended, OLD.ended_at, OLD.version)
    THEN
        RAISE EXCEPTION 'licence % has ended and stays so', OLD.identifier
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_licence BEFORE UPDATE OR DELETE ON power_operation_licence
    FOR EACH ROW EXECUTE FUNCTION power_operation_keep_licence();

CREATE FUNCTION power_operation_keep_matter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'case % keeps what it was filed for', OLD.number;
END $$;
CREATE TRIGGER keep_matter BEFORE UPDATE OF matter, licence_id ON power_operation_case
    FOR EACH ROW WHEN ((NEW.matter, NEW.licence_id) IS DISTINCT FROM (OLD.matter, OLD.licence_id))
    EXECUTE FUNCTION power_operation_keep_matter();
"""
BACKWARD = """
DROP TRIGGER keep_version ON power_operation_licenceversion;
DROP TRIGGER keep_licence ON power_operation_licence;
DROP TRIGGER keep_matter ON power_operation_case;
DROP FUNCTION power_operation_keep_version();
DROP FUNCTION power_operation_keep_licence();
DROP FUNCTION power_operation_keep_matter();
"""


class Migration(migrations.Migration):
    dependencies = [("power_operation", "0012_licences")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
