from django.db import migrations, models

# A case keeps the hours that it was filed under, like everything else that judges it.
GUARD = """
CREATE OR REPLACE FUNCTION power_operation_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
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
        NEW.thresholds_version, NEW.received_at{new})
       IS DISTINCT FROM
       (OLD.number, OLD.item_version_id, OLD.entry_id, OLD.promised_limit, OLD.statutory_limit, OLD.counting_rule,
        OLD.thresholds_version, OLD.received_at{old}) THEN
        RAISE EXCEPTION 'case % keeps what it was filed under', OLD.number;
    END IF;
    RETURN NEW;
END $$;
"""
# Cases that an item counted in office hours before hours were kept: by the hours that stand where none were set.
BACKFILL = """
UPDATE power_operation_case SET office_hours = '09:00-12:00,14:00-17:00' WHERE counting_rule = 'office_hours';
"""


class Migration(migrations.Migration):
    dependencies = [("power_operation", "0007_tolerance"), ("calendars", "0003_office_hours")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="office_hours",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            GUARD.format(new=", NEW.office_hours", old=", OLD.office_hours"),
            GUARD.format(new="", old=""),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counting_rule", "office_hours"), _negated=True),
                    models.Q(("office_hours", ""), _negated=True),
                    _connector="OR",
                ),
                name="case_counted_in_hours_names_them",
            ),
        ),
    ]
