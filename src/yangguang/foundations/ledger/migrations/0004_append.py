from django.db import migrations

# The one writer of the ledger, beside the rows it chains: one statement an act, however many events, and the head of the
# stream locked only for its length and the rest of the transaction. `canonical.event_hash` says the same in Python, and
# `yangguang ledger verify` compares the two on every row.
# A field of the hash is its length in four bytes and its bytes; written out, because a function of SQL costs 30 µs a call.
FORWARD = r"""
CREATE FUNCTION ledger_append(
    to_stream text, kinds text[], versions integer[], payloads text[],
    actor bigint, post bigint, place text, happened timestamptz, recorded timestamptz
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    head ledger_streamhead%ROWTYPE;
    line CONSTANT bytea := convert_to(E'yangguang ledger event 1\n', 'UTF8') || int4send(32);
    stream_bytes CONSTANT bytea := convert_to(to_stream, 'UTF8');
    actor_bytes CONSTANT bytea := convert_to(actor::text, 'UTF8');
    post_bytes CONSTANT bytea := convert_to(post::text, 'UTF8');
    place_bytes CONSTANT bytea := convert_to(place, 'UTF8');
    happened_bytes CONSTANT bytea := convert_to((extract(epoch FROM happened) * 1000000)::bigint::text, 'UTF8');
    recorded_bytes CONSTANT bytea := convert_to((extract(epoch FROM recorded) * 1000000)::bigint::text, 'UTF8');
    before CONSTANT bytea := int4send(octet_length(stream_bytes)) || stream_bytes;
    after CONSTANT bytea := coalesce(int4send(octet_length(actor_bytes)) || actor_bytes, '\xffffffff')
        || coalesce(int4send(octet_length(post_bytes)) || post_bytes, '\xffffffff')
        || int4send(octet_length(place_bytes)) || place_bytes
        || int4send(octet_length(happened_bytes)) || happened_bytes
        || int4send(octet_length(recorded_bytes)) || recorded_bytes
        || int4send(32);
    digest bytea;
    hash bytea;
    position_bytes bytea;
    kind_bytes bytea;
    version_bytes bytea;
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
        position_bytes := convert_to(head.position::text, 'UTF8');
        kind_bytes := convert_to(kinds[i], 'UTF8');
        version_bytes := convert_to(versions[i]::text, 'UTF8');
        digest := sha256(convert_to(payloads[i], 'UTF8'));
        hash := sha256(
            line || head.event_hash || before
            || int4send(octet_length(position_bytes)) || position_bytes
            || int4send(octet_length(kind_bytes)) || kind_bytes
            || int4send(octet_length(version_bytes)) || version_bytes
            || after || digest
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
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
