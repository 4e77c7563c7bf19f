"""What studios were paid; the database itself refuses to change or remove a row of it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def refuse_changes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As 0002 has it for transfers."""
    with schema_editor.connection.cursor() as cursor:
        for act in ("UPDATE", "DELETE"):
            head = f"CREATE TRIGGER wallet_payout_refuses_{act.lower()} BEFORE {act} ON wallet_payout"
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
            else:
                cursor.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'rows of wallet_payout are only ever added'); END")


def allow_changes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back to a table without triggers."""
    on = " ON wallet_payout" if schema_editor.connection.vendor == "postgresql" else ""
    with schema_editor.connection.cursor() as cursor:
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER wallet_payout_refuses_{act}{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_spelt"),
        ("wallet", "0107_open_quotes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("minor", models.BigIntegerField()),
                ("month", models.DateField(null=True)),
                ("reference", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "studio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payouts", to="accounts.studio"
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payout", to="wallet.transfer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("studio", "reference"), name="payout_once_a_reference"),
                    models.CheckConstraint(condition=models.Q(("minor__gt", 0)), name="payout_pays_something"),
                    models.CheckConstraint(
                        condition=models.Q(("month", None), ("month__day", 1), _connector="OR"),
                        name="payout_month_is_its_first_day",
                    ),
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
