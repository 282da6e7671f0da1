from django.db import migrations

# What was submitted is what is checked, approved and published: lines change only while they are being collected. A
# published round never changes again.
FORWARD = """
CREATE FUNCTION power_library_keep_round_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
BEGIN
    IF NOT EXISTS (SELECT FROM power_library_adjustmentround WHERE id = changed AND state = 'draft') THEN
        RAISE EXCEPTION 'the lines of round % were submitted and stand', changed;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_round_lines BEFORE INSERT OR UPDATE OR DELETE ON power_library_roundline
FOR EACH ROW EXECUTE FUNCTION power_library_keep_round_lines();

CREATE FUNCTION power_library_keep_rounds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'round % is published and cannot be changed', OLD.id;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_rounds BEFORE UPDATE OR DELETE ON power_library_adjustmentround
FOR EACH ROW EXECUTE FUNCTION power_library_keep_rounds();
"""
BACKWARD = """
DROP TRIGGER keep_rounds ON power_library_adjustmentround;
DROP FUNCTION power_library_keep_rounds();
DROP TRIGGER keep_round_lines ON power_library_roundline;
DROP FUNCTION power_library_keep_round_lines();
"""


class Migration(migrations.Migration):
    dependencies = [("power_library", "0008_adjustment_rounds")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
