"""A category may be retired."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_sealed_phones")]

    operations = [migrations.AddField("category", "active", models.BooleanField(default=True))]
