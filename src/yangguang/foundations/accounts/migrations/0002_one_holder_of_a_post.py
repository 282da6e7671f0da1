from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations
from django.db.models import Func


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        BtreeGistExtension(),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=ExclusionConstraint(
                name="one_holder_of_a_post_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (
                        Func("from_date", "to_date", function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ),
    ]
