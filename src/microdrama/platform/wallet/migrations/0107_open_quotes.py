"""What quotes that may still be ordered sell: what their product sells now; those of before did not say it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill_open(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Copy coins and days of each product; a quote of a product that is gone sells nothing, and orders nothing."""
    quotes = apps.get_model("wallet", "Quote").objects.filter(price_minor__isnull=False, used_at=None)
    for product in apps.get_model("catalogue", "Product").objects.all():
        goods = {"coins": product.coins, "bonus_coins": product.bonus_coins, "days": product.days}
        quotes.filter(product=product.code).update(**goods)


class Migration(migrations.Migration):
    dependencies = [("wallet", "0106_quoted_goods"), ("catalogue", "0007_spelt")]

    operations = [migrations.RunPython(fill_open, migrations.RunPython.noop)]
