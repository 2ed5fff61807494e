from django.db import migrations

from huying.funds.actions.local import GENERIC, KINDS, NUMBERS, PAPERS, TEXTS


def lay_out(apps, schema_editor):
    """A division that has limits gets the samples that a new one starts from, none of them confirmed."""
    alias = schema_editor.connection.alias
    rule, kind, paper = (apps.get_model("funds", name) for name in ("FundRule", "EmergencyKind", "RequiredPaper"))
    limit = apps.get_model("cases", "Limit")
    for division in limit._base_manager.using(alias).values_list("division", flat=True).distinct():
        figures = [{"key": key, "number": number, "source": source} for key, number, source in NUMBERS]
        figures += [{"key": key, "text": text, "source": source} for key, text, source in TEXTS]
        rule._base_manager.using(alias).bulk_create(rule(division_id=division, **one) for one in figures)
        kind._base_manager.using(alias).bulk_create(
            kind(division_id=division, code=code, name=name, source="示例：杭州第七十三条六种") for code, name in KINDS
        )
        paper._base_manager.using(alias).bulk_create(
            paper(
                division_id=division, lane=lane, number=number, code=code, name=name, before=before,
                made_here=made_here, source=GENERIC,
            )
            for number, code, name, before, made_here, lanes in PAPERS
            for lane in lanes
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_fund_kind"),
        ("funds", "0004_levy_split"),
    ]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
