from typing import Any

from django.db import migrations, models


def give_types(apps: Any, _schema: Any) -> None:
    """Items that were published before: a serial in the series of their department, by their codes."""
    item_model, body_model = (
        apps.get_model("power_library", "PowerItem"),
        apps.get_model("organisations", "Body"),
    )
    provincial = dict(body_model.objects.filter(division__level=2).values_list("department_id", "uscc"))
    serials: dict[str, int] = {}
    for item in item_model.objects.order_by("basic_code"):
        authority = provincial.get(item.department_id) or provincial.get("government")
        if authority is None:
            continue
        serials[authority] = serials.get(authority, 0) + 1
        item.licence_type = f"{authority}{serials[authority]:03d}"
        item.save(update_fields=["licence_type"])


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_servicecentre_unified_on"),
        ("power_library", "0013_publishing_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="poweritem",
            name="licence_type",
            field=models.CharField(max_length=21, null=True, unique=True),
        ),
        migrations.RunPython(give_types, migrations.RunPython.noop),
    ]
