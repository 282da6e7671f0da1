from django.db import migrations

# The last guard of `law.procedures`: whatever code writes a case, its state moves only along these lines, and what was
# pinned at filing stays.
FORWARD = """
CREATE FUNCTION power_operation_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('received', 'awaiting_correction'), ('received', 'under_review'), ('received', 'concluded'),
        ('awaiting_correction', 'received'), ('awaiting_correction', 'under_review'),
        ('awaiting_correction', 'concluded'),
        ('under_review', 'concluded'), ('concluded', 'delivered')
    ) THEN
        RAISE EXCEPTION 'case % cannot go from % to %', OLD.number, OLD.state, NEW.state;
    END IF;
    IF (NEW.number, NEW.item_version_id, NEW.entry_id, NEW.promised_limit, NEW.statutory_limit, NEW.counting_rule,
        NEW.thresholds_version, NEW.received_at)
       IS DISTINCT FROM
       (OLD.number, OLD.item_version_id, OLD.entry_id, OLD.promised_limit, OLD.statutory_limit, OLD.counting_rule,
        OLD.thresholds_version, OLD.received_at) THEN
        RAISE EXCEPTION 'case % keeps what it was filed under', OLD.number;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_case BEFORE UPDATE ON power_operation_case
    FOR EACH ROW EXECUTE FUNCTION power_operation_guard_case();
CREATE FUNCTION power_operation_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'cases are closed, never deleted';
END $$;
CREATE TRIGGER no_delete BEFORE DELETE ON power_operation_case
    FOR EACH ROW EXECUTE FUNCTION power_operation_no_delete();
"""
BACKWARD = """
DROP TRIGGER guard_case ON power_operation_case;
DROP TRIGGER no_delete ON power_operation_case;
DROP FUNCTION power_operation_guard_case();
DROP FUNCTION power_operation_no_delete();
"""


class Migration(migrations.Migration):
    dependencies = [("power_operation", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
