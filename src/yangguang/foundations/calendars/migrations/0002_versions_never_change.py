from django.db import migrations

# Cases name the version their dates were computed with: a version that changed would move their dates in silence.
# The right to UPDATE cannot be taken from the owner here as it is in the ledger: foreign keys lock the row they point at.
FORWARD = """
CREATE FUNCTION calendars_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published calendar version never changes: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Publish a further version.';
END $$;
CREATE TRIGGER calendars_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON calendars_calendarversion
    FOR EACH STATEMENT EXECUTE FUNCTION calendars_refuse_change();
"""
BACKWARD = """
DROP TRIGGER calendars_version_append_only ON calendars_calendarversion;
DROP FUNCTION calendars_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
