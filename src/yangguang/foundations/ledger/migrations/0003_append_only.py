from django.db import migrations

# Three guards, one behind the other: nobody holds the right to change a row, not even the owner of the tables; a trigger
# refuses it to whoever takes the right back; and what gets past both is found by `yangguang ledger verify`.
TABLES = ("ledger_ledgerevent", "ledger_sealedleaf", "ledger_sealedsubtree", "ledger_checkpoint")

FUNCTION = """
CREATE FUNCTION ledger_refuses_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Record a further event that corrects the earlier one.';
END $$;
ALTER TABLE ledger_ledgerevent ALTER COLUMN transaction_id SET DEFAULT pg_current_xact_id()::text::bigint;
"""
NO_FUNCTION = """
ALTER TABLE ledger_ledgerevent ALTER COLUMN transaction_id DROP DEFAULT;
DROP FUNCTION ledger_refuses_change();
"""
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER, PUBLIC;
"""
NO_GUARD = """
GRANT UPDATE, DELETE, TRUNCATE ON {table} TO CURRENT_USER;
DROP TRIGGER {table}_append_only ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_stream_transactions_and_subtrees")]
    operations = [
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        *(migrations.RunSQL(GUARD.format(table=table), NO_GUARD.format(table=table)) for table in TABLES),
    ]
