"""Gives what was published before there were studios and rights to the house, shown everywhere as it was.

A migration of its own: PostgreSQL changes no table whose rows were changed in the same transaction.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def settle_in(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    house = apps.get_model("accounts", "Studio").objects.get(slug="house")
    rights = apps.get_model("catalogue", "Right")
    for series in apps.get_model("catalogue", "Series").objects.all():
        series.studio = house
        series.save(update_fields=["studio"])
        rights.objects.create(series=series, territory="*", starts_at=series.published_at)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_rights_and_prices")]

    operations = [migrations.RunPython(settle_in, migrations.RunPython.noop)]
