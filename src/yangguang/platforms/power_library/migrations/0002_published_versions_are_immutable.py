from django.db import migrations

# A case is judged by the version it was filed under, so a published version never changes. What may change is only its
# end: `in_force` is closed and `state` goes to cancelled when a successor is published.
FORWARD = """
CREATE FUNCTION power_library_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'item version % is published and cannot be deleted', OLD.id;
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'draft' AND (
        NEW.item_id, NEW.number, NEW.name, NEW.name_en, NEW.case_kind, NEW.statutory_limit, NEW.promised_limit,
        NEW.content, NEW.content_sha256, NEW.published_at, lower(NEW.in_force)
    ) IS DISTINCT FROM (
        OLD.item_id, OLD.number, OLD.name, OLD.name_en, OLD.case_kind, OLD.statutory_limit, OLD.promised_limit,
        OLD.content, OLD.content_sha256, OLD.published_at, lower(OLD.in_force)
    ) THEN
        RAISE EXCEPTION 'item version % is published and cannot be changed', OLD.id;
    END IF;
    IF OLD.state <> 'draft' AND NEW.state = 'draft' THEN
        RAISE EXCEPTION 'item version % is published and cannot become a draft', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON power_library_itemversion
    FOR EACH ROW EXECUTE FUNCTION power_library_keep_published();
"""
BACKWARD = """
DROP TRIGGER keep_published ON power_library_itemversion;
DROP FUNCTION power_library_keep_published();
"""


class Migration(migrations.Migration):
    dependencies = [("power_library", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
