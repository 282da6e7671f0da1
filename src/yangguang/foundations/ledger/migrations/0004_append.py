from django.db import migrations

# The one writer of the ledger, beside the rows it chains: one statement an act, however many events, and the head of the
# stream locked only for its length and the rest of the transaction. `canonical.event_hash` says the same in Python, and
# `yangguang ledger verify` compares the two on every row.
FORWARD = r"""
CREATE FUNCTION ledger_frame(field bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN field IS NULL THEN '\xffffffff'::bytea ELSE int4send(octet_length(field)) || field END
$$;
CREATE FUNCTION ledger_frame(field text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT ledger_frame(convert_to(field, 'UTF8'))
$$;
CREATE FUNCTION ledger_microseconds(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT (extract(epoch FROM moment) * 1000000)::bigint::text
$$;

CREATE FUNCTION ledger_append(
    to_stream text, kinds text[], versions integer[], payloads text[],
    actor bigint, post bigint, place text, happened timestamptz, recorded timestamptz
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    head ledger_streamhead%ROWTYPE;
    digest bytea;
    hash bytea;
BEGIN
    LOOP
        SELECT * INTO head FROM ledger_streamhead WHERE stream = to_stream FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO ledger_streamhead (stream, position, event_hash, transaction_id)
            VALUES (to_stream, 0, decode(repeat('00', 32), 'hex'), 0) ON CONFLICT (stream) DO NOTHING;
    END LOOP;
    -- A transaction may have got its number before another that has already written to this stream. Its events take the
    -- greater number, so that readers, who go by transaction and sequence, meet every stream in its own order.
    head.transaction_id := greatest(head.transaction_id, pg_current_xact_id()::text::bigint);
    FOR i IN 1 .. cardinality(kinds) LOOP
        head.position := head.position + 1;
        digest := sha256(convert_to(payloads[i], 'UTF8'));
        hash := sha256(
            convert_to(E'yangguang ledger event 1\n', 'UTF8') || ledger_frame(head.event_hash)
            || ledger_frame(to_stream) || ledger_frame(head.position::text)
            || ledger_frame(kinds[i]) || ledger_frame(versions[i]::text)
            || ledger_frame(actor::text) || ledger_frame(post::text) || ledger_frame(place)
            || ledger_frame(ledger_microseconds(happened)) || ledger_frame(ledger_microseconds(recorded))
            || ledger_frame(digest)
        );
        INSERT INTO ledger_ledgerevent (
            transaction_id, stream, position, kind, version, actor_id, post_id, place_path,
            occurred_at, recorded_at, payload, payload_hash, previous_hash, event_hash
        ) VALUES (
            head.transaction_id, to_stream, head.position, kinds[i], versions[i], actor, post, place,
            happened, recorded, payloads[i]::jsonb, digest, head.event_hash, hash
        );
        head.event_hash := hash;
    END LOOP;
    UPDATE ledger_streamhead
        SET position = head.position, event_hash = head.event_hash, transaction_id = head.transaction_id
        WHERE stream = to_stream;
    RETURN head.position;
END $$;
"""
BACKWARD = """
DROP FUNCTION ledger_append(text, text[], integer[], text[], bigint, bigint, text, timestamptz, timestamptz);
DROP FUNCTION ledger_microseconds(timestamptz);
DROP FUNCTION ledger_frame(text);
DROP FUNCTION ledger_frame(bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
