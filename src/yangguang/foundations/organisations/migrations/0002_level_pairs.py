from django.db import migrations

# Ties `parent_level` to the level that the parent really has, so that the CHECK on the pair cannot be talked round.
FORWARD = """
ALTER TABLE organisations_division ADD CONSTRAINT division_parent_has_its_level
    FOREIGN KEY (parent_id, parent_level) REFERENCES organisations_division (code, level)
    DEFERRABLE INITIALLY DEFERRED;
"""
BACKWARD = "ALTER TABLE organisations_division DROP CONSTRAINT division_parent_has_its_level;"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
