import django.db.models.deletion
from django.db import migrations, models

# What was in force on a day is what cases of that day were filed under.
FORWARD = """
CREATE FUNCTION calendars_refuse_change_of_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published office hours never change: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Set further hours from a coming day on.';
END $$;
CREATE TRIGGER calendars_hours_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON calendars_bodyofficehours
    FOR EACH STATEMENT EXECUTE FUNCTION calendars_refuse_change_of_hours();
"""
BACKWARD = """
DROP TRIGGER calendars_hours_append_only ON calendars_bodyofficehours;
DROP FUNCTION calendars_refuse_change_of_hours();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0002_versions_never_change"),
        ("organisations", "0003_servicecentre_unified_on"),
    ]
    operations = [
        migrations.CreateModel(
            name="BodyOfficeHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("in_force_from", models.DateField()),
                ("hours", models.CharField(max_length=120)),
                ("citation", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                ("set_by_id", models.BigIntegerField(null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office_hours",
                        to="organisations.body",
                    ),
                ),
            ],
            options={"ordering": ["body", "-in_force_from"]},
        ),
        migrations.AddConstraint(
            model_name="bodyofficehours",
            constraint=models.UniqueConstraint(
                fields=("body", "in_force_from"), name="one_office_day_from_a_day"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
