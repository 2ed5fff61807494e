"""A one-time code travels sealed with its message, until it is out or of no use."""

from django.db import migrations, models

from huying.core import sealed


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_messages")]

    operations = [
        migrations.AddField(
            "message", "secret", sealed.SealedField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField("message", "expires_at", models.DateTimeField(null=True)),
    ]
