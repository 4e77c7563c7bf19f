"""What is owed already, as one debt an account: by its last refund or chargeback, which is what paying it counts for."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def note_debts(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """One row for each account of the ledger that says that coins are owed."""
    wallet = {name: apps.get_model("wallet", name) for name in ("LedgerAccount", "Transfer", "CoinLot", "Debt")}
    account_model = apps.get_model("accounts", "Account")
    for held in wallet["LedgerAccount"].objects.filter(name__startswith="debt:", balance__gt=0):
        account = account_model.objects.get(public_id=held.name.partition(":")[2])
        guests = account_model.objects.filter(joined_into=account)
        causes = wallet["Transfer"].objects.filter(kind__in=("refund", "chargeback"), account__in=[account, *guests])
        cause = causes.filter(legs__account__name__startswith="debt:", legs__amount__gt=0).order_by("-pk").first()
        lot = wallet["CoinLot"].objects.filter(account=account, paid=True, taken_coins__gt=0).order_by("-pk").first()
        if cause is not None and lot is not None:
            row = {"account": account, "transfer": cause, "lot": lot}
            wallet["Debt"].objects.create(**row, coins=held.balance, left=held.balance)


class Migration(migrations.Migration):
    dependencies = [("wallet", "0103_debts")]

    operations = [migrations.RunPython(note_debts, migrations.RunPython.noop)]
