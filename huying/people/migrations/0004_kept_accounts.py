"""Accounts know which community keeps them; firms are told from responsible units, and may be retired."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_sealed_phones"), ("places", "0003_grid_label")]

    operations = [
        migrations.AddField(
            "user", "community",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="users", to="places.community"
            ),
        ),
        migrations.AddField("user", "must_change", models.BooleanField(default=False)),
        migrations.AddField(
            "vendor", "kind",
            models.CharField(
                max_length=20, choices=[("vendor", "维修公司"), ("responsible_unit", "责任单位")], default="vendor"
            ),
        ),
        migrations.AddField("vendor", "always", models.BooleanField(default=False)),
        migrations.AddField("vendor", "active", models.BooleanField(default=True)),
    ]
