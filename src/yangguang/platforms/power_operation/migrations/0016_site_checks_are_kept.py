from django.db import migrations

FORWARD = """
CREATE FUNCTION power_operation_keep_site_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of a check on site is kept as it was written: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_site_check BEFORE UPDATE OR DELETE ON power_operation_sitecheck
    FOR EACH ROW EXECUTE FUNCTION power_operation_keep_site_check();
"""
BACKWARD = """
DROP TRIGGER keep_site_check ON power_operation_sitecheck;
DROP FUNCTION power_operation_keep_site_check();
"""


class Migration(migrations.Migration):
    dependencies = [("power_operation", "0015_site_checks")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
