"""Gives what is published its words and labels, and its first right the name by which a rights sheet replaces it.

A migration of its own: PostgreSQL changes no table whose rows were changed in the same transaction.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from microdrama.platform.catalogue.terms import terms_of


def name(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unnamed = apps.get_model("catalogue", "Right").objects.filter(territory="*", language="*", holder="", reference="")
    unnamed.filter(allowed=True, exclusive=False, ends_at__isnull=True).update(reference="publication")
    term, label = apps.get_model("catalogue", "Term"), apps.get_model("catalogue", "Label")
    for series in apps.get_model("catalogue", "Series").objects.iterator():
        labels = [*series.genres, *series.tropes]
        found = terms_of(title=series.title, synopsis=series.synopsis, labels=labels, language=series.language)
        term.objects.bulk_create(
            [term(series=series, word=x.word, language=x.language, title=x.title) for x in found], ignore_conflicts=True
        )
        label.objects.bulk_create(
            [
                label(series=series, kind=kind, name=text.strip()[:80])
                for kind, texts in (("genre", series.genres), ("trope", series.tropes))
                for text in texts
                if text.strip()
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_dubs_labels_and_terms")]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
