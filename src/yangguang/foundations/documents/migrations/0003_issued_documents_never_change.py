from django.db import migrations

# What was issued stays as it was issued: a mistake is mended by a further document. UPDATE cannot be taken from the owner
# as it is in the ledger, because foreign keys lock the row they point at.
FORWARD = """
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an issued document never changes: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Issue a further document.';
END $$;
CREATE TRIGGER documents_official_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON documents_officialdocument
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse_change();
"""
BACKWARD = """
DROP TRIGGER documents_official_append_only ON documents_officialdocument;
DROP FUNCTION documents_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_number_unique_within_body")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
