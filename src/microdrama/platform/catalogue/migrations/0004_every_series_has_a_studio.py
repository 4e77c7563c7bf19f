import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_house_and_worldwide")]

    operations = [
        migrations.AlterField(
            model_name="series",
            name="studio",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="series", to="accounts.studio"
            ),
        ),
    ]
