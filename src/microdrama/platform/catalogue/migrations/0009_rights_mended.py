"""Rights and ratings as the next migration asks for them: the forms of before took any letters."""

import re

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from microdrama.platform.catalogue.languages import canonical_tag

_PLACE = r"^([A-Z]{2}|\*)\Z"
_LANGUAGE = r"^([a-z]{2,8}(-[A-Za-z0-9]{1,8})*|\*)\Z"


def mend(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write what was meant: fr is FR, EN is en, a refusal is nobody's alone.

    What names no territory or no language at all counted nowhere, and goes.
    """
    right, rating = apps.get_model("catalogue", "Right"), apps.get_model("catalogue", "AgeRating")
    right.objects.filter(allowed=False, exclusive=True).update(exclusive=False)
    for pk, territory, language in list(right.objects.values_list("pk", "territory", "language").iterator()):
        place, tag = territory.strip().upper(), canonical_tag(language)
        if not re.match(_PLACE, place) or not re.match(_LANGUAGE, tag):
            right.objects.filter(pk=pk).delete()
        elif (place, tag) != (territory, language):
            right.objects.filter(pk=pk).update(territory=place, language=tag)
    for row in rating.objects.exclude(territory__regex=_PLACE):
        place = row.territory.strip().upper()
        if re.match(_PLACE, place) and not rating.objects.filter(series=row.series_id, territory=place).exists():
            rating.objects.filter(pk=row.pk).update(territory=place)
        else:
            rating.objects.filter(pk=row.pk).delete()
    rating.objects.filter(label="").update(label="-")


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0008_refusals_found"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
