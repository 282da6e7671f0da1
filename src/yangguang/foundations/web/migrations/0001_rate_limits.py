from django.db import migrations

# Unlogged: counts are worth nothing after a crash, and must not burden the write-ahead log.
FORWARD = """
CREATE UNLOGGED TABLE web_rate_limit (
    name text NOT NULL,
    key text NOT NULL,
    fill double precision NOT NULL,
    measured_at timestamptz NOT NULL,
    accepted boolean NOT NULL,
    PRIMARY KEY (name, key)
) WITH (fillfactor = 70);
CREATE INDEX web_rate_limit_idle ON web_rate_limit (measured_at);
"""
BACKWARD = "DROP TABLE web_rate_limit;"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
