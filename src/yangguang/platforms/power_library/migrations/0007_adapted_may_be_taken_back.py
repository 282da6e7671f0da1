from django.db import migrations

# A body may take back an improvement that has not begun: its period becomes empty, and nothing else may.
FUNCTION = """
CREATE OR REPLACE FUNCTION power_library_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'item version % is published and cannot be deleted', OLD.id;
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'draft' AND (
        NEW.item_id, NEW.number, NEW.name, NEW.name_en, NEW.case_kind, NEW.statutory_limit, NEW.promised_limit,
        NEW.content, NEW.content_sha256, NEW.published_at{fields_new}
    ) IS DISTINCT FROM (
        OLD.item_id, OLD.number, OLD.name, OLD.name_en, OLD.case_kind, OLD.statutory_limit, OLD.promised_limit,
        OLD.content, OLD.content_sha256, OLD.published_at{fields_old}
    ) THEN
        RAISE EXCEPTION 'item version % is published and cannot be changed', OLD.id;
    END IF;
    IF OLD.state <> 'draft' AND lower(NEW.in_force) IS DISTINCT FROM lower(OLD.in_force){unless} THEN
        RAISE EXCEPTION 'item version % is published and cannot be changed', OLD.id;
    END IF;
    IF OLD.state <> 'draft' AND NEW.state = 'draft' THEN
        RAISE EXCEPTION 'item version % is published and cannot become a draft', OLD.id;
    END IF;
    RETURN NEW;
END $$;
"""
FORWARD = FUNCTION.format(
    fields_new=", NEW.entry_id, NEW.improvements",
    fields_old=", OLD.entry_id, OLD.improvements",
    unless="\n            AND NOT (OLD.state = 'adapted' AND isempty(NEW.in_force))",
)
BACKWARD = FUNCTION.format(fields_new="", fields_old="", unless="")


class Migration(migrations.Migration):
    dependencies = [("power_library", "0006_adapted_versions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
