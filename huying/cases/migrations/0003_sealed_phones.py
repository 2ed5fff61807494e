"""Telephone numbers of reporters are sealed where they lie; further ones found in the words have a place of their own."""

from django.db import migrations, models

from huying.core import sealed

PLACE = "cases.appeal.reporter_phone"


def seal(apps, schema_editor):
    turn(apps, schema_editor, sealed.seal)


def unseal(apps, schema_editor):
    turn(apps, schema_editor, sealed.unseal)


def turn(apps, schema_editor, to):
    appeals = apps.get_model("cases", "Appeal")._base_manager.using(schema_editor.connection.alias)
    found = appeals.exclude(reporter_phone="").values_list("pk", "reporter_phone")
    for pk, phone in list(found):  # read whole: SQLite may not update what it is still reading
        appeals.filter(pk=pk).update(reporter_phone=to(phone, PLACE))


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_searchdoc")]

    operations = [
        migrations.AlterField("appeal", "reporter_phone", models.TextField(blank=True)),
        # As plain text on both sides: the rows hold plain numbers before, and sealed ones after.
        migrations.RunPython(seal, unseal),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField("appeal", "reporter_phone", sealed.SealedField(blank=True))]
        ),
        migrations.AddField("appeal", "other_phones", sealed.SealedField(blank=True, default=""), preserve_default=False),
    ]
