"""What a reporter left is found by a blind index, and a reporter may leave a mailbox."""

from django.db import migrations

from huying.core import sealed


def index(apps, schema_editor):
    appeals = apps.get_model("cases", "Appeal")._base_manager.using(schema_editor.connection.alias)
    rows = list(appeals.only("pk", "reporter_phone").iterator())
    for row in rows:
        row.phone_index = sealed.blind(sealed.plain(row.reporter_phone))
    # Not by bulk_update, which would seal every number anew.
    for row in rows:
        if row.phone_index:
            appeals.filter(pk=row.pk).update(phone_index=row.phone_index)


def one(of):
    return sealed.BlindIndex(of=of, default="")


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_after_the_end")]

    operations = [
        migrations.AddField("appeal", "phone_index", one("reporter_phone"), preserve_default=False),
        migrations.AddField(
            "appeal", "reporter_email", sealed.SealedField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField("appeal", "email_index", one("reporter_email"), preserve_default=False),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
