"""A grid may be called otherwise than its ledgers call it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0002_register_version")]

    operations = [
        migrations.AddField("grid", "label", models.CharField(max_length=20, blank=True, default=""), preserve_default=False)
    ]
