"""Telephone numbers of residents are sealed where they lie, and found by a blind index."""

from django.db import migrations, models

from huying.core import sealed

PLACE = "people.resident.phone"


def seal(apps, schema_editor):
    residents = apps.get_model("people", "Resident")._base_manager.using(schema_editor.connection.alias)
    for pk, phone in list(residents.exclude(phone="").values_list("pk", "phone")):
        index = sealed.blind(sealed.digits(phone))
        residents.filter(pk=pk).update(phone=sealed.seal(phone, PLACE), phone_index=index)


def unseal(apps, schema_editor):
    residents = apps.get_model("people", "Resident")._base_manager.using(schema_editor.connection.alias)
    for pk, phone in list(residents.exclude(phone="").values_list("pk", "phone")):
        residents.filter(pk=pk).update(phone=sealed.unseal(phone, PLACE))


class Migration(migrations.Migration):
    dependencies = [("people", "0002_wrong_tries")]

    operations = [
        migrations.AlterField("resident", "phone", models.TextField(blank=True)),
        migrations.AddField(
            "resident", "phone_index",
            models.CharField(max_length=16, editable=False, db_index=True, default=""), preserve_default=False,
        ),
        # As plain text on both sides: the rows hold plain numbers before, and sealed ones after.
        migrations.RunPython(seal, unseal),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("resident", "phone", sealed.SealedField(blank=True)),
                migrations.AlterField("resident", "phone_index", sealed.BlindIndex(of="phone")),
            ]
        ),
    ]
