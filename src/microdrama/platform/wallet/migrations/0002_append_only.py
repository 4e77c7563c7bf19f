"""Has the database itself refuse every change of what was written into the ledger and into the log of staff."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("wallet_transfer", "wallet_leg", "wallet_spending", "accounts_staffaction")
ACTS = ("UPDATE", "DELETE")


def refuse_changes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A trigger for each table and act; SQLite and PostgreSQL say it in different words."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION refuse_change() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'check_violation'; "
                "END $$ LANGUAGE plpgsql"
            )
        for table in TABLES:
            for act in ACTS:
                cursor.execute(_trigger(schema_editor.connection.vendor, table, act))


def allow_changes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back to tables without triggers."""
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            for act in ACTS:
                on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {table}_refuses_{act.lower()}{on}")
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION refuse_change()")


def _trigger(vendor: str, table: str, act: str) -> str:
    head = f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table}"
    if vendor == "postgresql":
        return f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    return f"{head} BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"


class Migration(migrations.Migration):
    dependencies = [("wallet", "0001_ledger"), ("accounts", "0001_accounts_and_studios")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
