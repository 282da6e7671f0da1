from django.db import migrations

# One round trip reads the file of a case: it waits for whoever holds the case, then reads steps and clocks as that one
# left them. (In one plain SELECT they would be read as they stood before the wait.) The plans are kept by the session.
FORWARD = """
CREATE FUNCTION power_operation_case_file(wanted bigint)
RETURNS TABLE (
    held power_operation_case, body organisations_body, step power_operation_casestep, clock power_operation_clock
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT one.* INTO held FROM power_operation_case AS one WHERE one.id = wanted FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT one.* INTO body FROM organisations_body AS one WHERE one.id = held.body_id;
    RETURN NEXT;
    RETURN QUERY
        SELECT NULL::power_operation_case, NULL::organisations_body, one, NULL::power_operation_clock
        FROM power_operation_casestep AS one WHERE one.case_id = wanted ORDER BY one.ordinal;
    RETURN QUERY
        SELECT NULL::power_operation_case, NULL::organisations_body, NULL::power_operation_casestep, one
        FROM power_operation_clock AS one WHERE one.case_id = wanted ORDER BY one.id;
END $$;
"""
BACKWARD = "DROP FUNCTION power_operation_case_file(bigint);"


class Migration(migrations.Migration):
    dependencies = [("power_operation", "0003_case_clocks_touched"), ("organisations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
