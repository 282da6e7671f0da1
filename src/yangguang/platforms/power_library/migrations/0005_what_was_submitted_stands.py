from django.db import migrations

# What was checked is what is published: the content of a proposal stands from its submission on. And an ended version
# never governs again: its period may be cut short, not drawn out.
FORWARD = """
CREATE FUNCTION power_library_keep_submitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (NEW.item_key, NEW.number, NEW.content)
            IS DISTINCT FROM (OLD.item_key, OLD.number, OLD.content) THEN
        RAISE EXCEPTION 'proposal % was submitted and cannot be changed', OLD.id;
    END IF;
    IF OLD.state IN ('published', 'withdrawn') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'proposal % is closed', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_submitted BEFORE UPDATE ON power_library_proposal
    FOR EACH ROW EXECUTE FUNCTION power_library_keep_submitted();

CREATE FUNCTION power_library_keep_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND NOT upper_inf(OLD.in_force)
            AND (upper_inf(NEW.in_force) OR upper(NEW.in_force) > upper(OLD.in_force)) THEN
        RAISE EXCEPTION 'item version % has ended and its period cannot be drawn out', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_ended BEFORE UPDATE OF in_force ON power_library_itemversion
    FOR EACH ROW EXECUTE FUNCTION power_library_keep_ended();
"""
BACKWARD = """
DROP TRIGGER keep_ended ON power_library_itemversion;
DROP FUNCTION power_library_keep_ended();
DROP TRIGGER keep_submitted ON power_library_proposal;
DROP FUNCTION power_library_keep_submitted();
"""


class Migration(migrations.Migration):
    dependencies = [("power_library", "0004_life_of_a_version")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
