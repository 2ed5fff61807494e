"""资金规矩的表单: one figure or sentence, one emergency, one paper of the checklist."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.setup_forms import SourcedForm
from huying.core.forms import YuanField

from .models import FundRule, RequiredPaper

Unit = FundRule.Unit
# How every sample begins that nobody has asked the district about (see actions/local.py).
SAMPLE = "示例"


class LocalForm(SourcedForm):
    """What a division lays down. A sample is not confirmed as it stands: first comes the paper that says so."""

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if asked.get("confirmed") and asked.get("source", "").startswith(SAMPLE) and "source" not in self.errors:
            self.add_error("source", _("确认以前，把依据换成本地的规定。"))
        return asked


def _whole(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput({"class": "input num", "inputmode": "numeric"})
    errors = {"required": lazy("还没写数字。"), "invalid": lazy("写成整数，比如 5。")}
    return forms.IntegerField(label=label, widget=widget, error_messages=errors)


def _figure(unit: str) -> forms.Field:
    if unit == Unit.CENTS:
        return YuanField(label=lazy("多少（元）"), error_messages={"required": lazy("还没写多少钱。")})
    if unit == Unit.YES_NO:
        return forms.TypedChoiceField(
            label=lazy("是不是"), coerce=int, choices=((1, lazy("是")), (0, lazy("不是"))), widget=forms.RadioSelect,
            error_messages={"required": lazy("请选是，或者不是。")},
        )  # fmt: skip
    return _whole(_("多少（%(unit)s）") % {"unit": Unit(unit).label})


class RuleForm(LocalForm):
    """资金规矩 of one key."""

    field_order = ("number", "text")

    def __init__(self, *given: Any, key: str, **more: Any) -> None:
        unit = FundRule.UNITS[key]
        if unit == Unit.WORDS:
            self.base_fields = self.base_fields | {
                "text": forms.CharField(
                    label=lazy("怎么写"), max_length=200, widget=forms.Textarea({"rows": 2}),
                    error_messages={"required": lazy("还没写是什么。")},
                )
            }  # fmt: skip
        else:
            self.base_fields = self.base_fields | {"number": _figure(unit)}
        super().__init__(*given, **more)
        self.look = "pill" if unit == Unit.YES_NO else ""
        self.answer = "text" if unit == Unit.WORDS else "number"

    def figure(self) -> forms.BoundField:
        """The question itself, apart from where the answer comes from."""
        return self[self.answer]


def _name(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=60, error_messages={"required": lazy("还没写名称。")})


class KindForm(LocalForm):
    """应急情形."""

    field_order = ("name",)

    name = _name(lazy("哪一种情形"))


class PaperForm(LocalForm):
    """要交的材料. Only what huying can print asks whether it does."""

    field_order = ("name", "before", "number", "made_here")

    name = _name(lazy("材料名称"))
    before = forms.ChoiceField(
        label=lazy("哪一步以前要有"), choices=RequiredPaper.Before.choices, widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选哪一步以前要有。")},
    )  # fmt: skip
    number = _whole(lazy("排第几"))
    made_here = forms.BooleanField(
        label=lazy("用系统里印的"), required=False, help_text=lazy("从登记过的填好印出来，签了字再收回来。")
    )

    def __init__(self, *given: Any, printable: bool, most: int, **more: Any) -> None:
        super().__init__(*given, **more)
        if not printable:
            del self.fields["made_here"]
        self.fields["number"].help_text = _("清单里一共 %(n)s 份；写几，就排到第几。") % {"n": most}
        self.most = most

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if not 1 <= number <= self.most:
            raise forms.ValidationError(_("写一个 1 到 %(n)s 的数字。") % {"n": self.most})
        return number
