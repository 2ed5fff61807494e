"""Branches of the road: returned, referred, waiting, extended, called together, with a sample of rules."""

import django.db.models.deletion
import huying.core.ids
from django.db import migrations, models


SAMPLE = "示例，请按本地规定改"
RULES = (
    ("wait_entry", "stops", None, ""), ("wait_materials", "runs", None, ""), ("wait_weather", "stops", None, ""),
    ("wait_other", "runs", None, ""), ("carried_over", "runs", None, ""), ("ruling", "", 1, "working_days"),
    ("consult", "", 3, "working_days"), ("joint_call", "", 1, "working_days"), ("extend", "", 15, "days"),
    ("extend_times", "", 2, ""),
)  # fmt: skip


def lay_out(apps, schema_editor):
    """A division that has limits gets the sample of branch rules that a new one starts from."""
    alias = schema_editor.connection.alias
    rule, limit = apps.get_model("cases", "BranchRule"), apps.get_model("cases", "Limit")
    for division in limit._base_manager.using(alias).values_list("division", flat=True).distinct():
        for code, clock, amount, unit in RULES:
            rule._base_manager.using(alias).create(
                division_id=division, code=code, clock=clock, amount=amount, unit=unit, source=SAMPLE
            )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_ledgers"),
        ("people", "0003_sealed_phones"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="stopped_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("solved", "已解决"),
                    ("partly", "部分解决"),
                    ("unsolved", "没解决"),
                    ("answered", "已答复"),
                    ("declined", "不归社区办"),
                    ("unreached", "三次没联系上"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="callback",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("solved", "已解决"),
                    ("partly", "部分解决"),
                    ("unsolved", "没解决"),
                    ("answered", "已答复"),
                    ("declined", "不归社区办"),
                    ("unreached", "三次没联系上"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "新，等人接手"),
                    ("accepted", "已受理，待派"),
                    ("dispatched", "已派出"),
                    ("in_hand", "在办"),
                    ("handled", "修完，待核查"),
                    ("verified", "核查合格，待回访"),
                    ("closed", "办结"),
                    ("reopened", "重新办"),
                    ("declined", "不归社区办"),
                    ("referred", "转给别的单位了"),
                    ("objected", "在定由谁来办"),
                    ("consulting", "在商量由谁来办"),
                    ("waiting", "先等着"),
                    ("carried_over", "暂时办不了，到日子再看"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="verified_how",
            field=models.CharField(
                blank=True,
                choices=[("on_site", "别人到现场看过"), ("resident", "居民本人确认"), ("unit", "办的单位答复")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="verification",
            field=models.CharField(
                choices=[("on_site", "别人到现场看过"), ("resident", "居民本人确认"), ("unit", "办的单位答复")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="commitment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("triage", "受理、派人"),
                    ("visit", "上门看、盯到修好"),
                    ("order", "修"),
                    ("verify", "核查"),
                    ("call_back", "回访"),
                    ("follow_up", "追问转去的单位"),
                    ("ruling", "裁定退单"),
                    ("consult", "召集会商"),
                    ("await", "盯着等的东西"),
                    ("recheck", "到期再看"),
                    ("joint_call", "吹哨报到"),
                    ("answer_supervision", "答复督办"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.UUIDField(default=huying.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("was_by", models.DateTimeField()),
                ("until_by", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="JointCall",
            fields=[
                (
                    "id",
                    models.UUIDField(default=huying.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("meet_by", models.DateTimeField()),
                ("place", models.CharField(max_length=60)),
                ("result", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="joint_calls", to="cases.case"
                    ),
                ),
                (
                    "commitment",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="cases.commitment"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=huying.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("unit", models.CharField(max_length=60)),
                ("phone", models.CharField(max_length=30)),
                ("follow_up_by", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("solved", models.BooleanField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BranchRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("wait_entry", "等进门"),
                            ("wait_materials", "等材料"),
                            ("wait_weather", "等天气"),
                            ("wait_other", "等别的"),
                            ("carried_over", "挂账"),
                            ("ruling", "裁定退单"),
                            ("consult", "会商"),
                            ("joint_call", "吹哨报到后记结果"),
                            ("extend", "一次最多延"),
                            ("extend_times", "最多延几次"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "clock",
                    models.CharField(blank=True, choices=[("runs", "时限照走"), ("stops", "时限停下")], max_length=5),
                ),
                ("amount", models.PositiveSmallIntegerField(null=True)),
                ("unit", models.CharField(blank=True, max_length=15)),
                ("source", models.CharField(max_length=200)),
                ("source_date", models.DateField(null=True)),
                ("confirmed", models.BooleanField(default=False)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="branch_rules", to="places.division"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("division", "code"), name="branch_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=huying.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("duty_list", "不在职责清单上"),
                            ("wrong_place", "不是我这里的地方"),
                            ("others", "该由别的单位办"),
                            ("beyond", "超出我能办的"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "ruling",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "退得对"), ("rejected", "还是由原来的人办"), ("consulted", "会商定了")],
                        max_length=10,
                    ),
                ),
                ("ruled_at", models.DateTimeField(null=True)),
                ("ruled_by", models.CharField(blank=True, max_length=80)),
                ("took_part", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="cases.case"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="people.post",
                    ),
                ),
                (
                    "suggested",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggested_in",
                        to="people.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ruling", "")), fields=("case",), name="objection_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.UUIDField(default=huying.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("entry", "进不了门"),
                            ("materials", "等材料"),
                            ("weather", "等天气"),
                            ("other", "等别的"),
                            ("carried_over", "暂时办不了，过些日子再看"),
                        ],
                        max_length=15,
                    ),
                ),
                ("stops", models.BooleanField()),
                ("started_at", models.DateTimeField()),
                ("expected_by", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="pause_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                (
                    "id",
                    models.UUIDField(default=huying.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("unit", models.CharField(blank=True, max_length=60)),
                (
                    "came",
                    models.CharField(
                        blank=True, choices=[("came", "来了"), ("deputy", "派人来了"), ("absent", "没来")], max_length=8
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="summoned", to="cases.jointcall"
                    ),
                ),
                ("post", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="people.post")),
                (
                    "vendor",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="people.vendor"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("post__isnull", False), ("unit", ""), ("vendor", None)),
                            models.Q(("post", None), ("unit", ""), ("vendor__isnull", False)),
                            models.Q(("post", None), ("vendor", None), models.Q(("unit", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="summons_one_party",
                    )
                ],
            },
        ),
        migrations.RunPython(lay_out, migrations.RunPython.noop),
    ]
