from django.db import migrations

SAMPLE_CENTS = 500_000
SAMPLE = "示例，请按本地规定改"


def lay_out(apps, schema_editor):
    """A division that has limits gets the sample of the approval line that a new one starts from."""
    alias = schema_editor.connection.alias
    line, limit = apps.get_model("field", "SpendingLine"), apps.get_model("cases", "Limit")
    for division in limit._base_manager.using(alias).values_list("division", flat=True).distinct():
        line._base_manager.using(alias).get_or_create(
            division_id=division, defaults={"amount_cents": SAMPLE_CENTS, "source": SAMPLE}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_ladder"),
        ("field", "0005_turnouts"),
    ]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
