"""预算和报价的表单."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core.forms import YuanField
from huying.people.models import Vendor

from .actions.plans import Line
from .models import BudgetLine
from .property_forms import MeasureField
from .sentences import MISSING

ROWS, SPARE, MOST = 6, 3, 60
COLUMNS = ("name", "unit", "quantity", "price")
# 还没写 what, by column.
EMPTY = {
    "name": lazy("第 %(n)s 行还没写做什么。"),
    "unit": lazy("第 %(n)s 行还没写单位，比如“㎡”“米”“项”。"),
    "quantity": lazy("第 %(n)s 行还没写数量。"),
    "price": lazy("第 %(n)s 行还没写单价。"),
}


class BudgetForm(StepForm):
    """预算: a table of lines; those left empty are not there."""

    def __init__(self, data: Any = None, *, held: Sequence[BudgetLine] = ()) -> None:
        initial: dict[str, Any] = {}
        for at, line in enumerate(held):
            cells = (line.name, line.unit, line.quantity, line.price_cents)
            initial |= {f"{name}_{at}": cell for name, cell in zip(COLUMNS, cells, strict=True)}
        sent = sum(name.startswith("name_") for name in data or ())
        self.count = min(max(ROWS, len(held) + SPARE, sent), MOST)
        super().__init__(data, initial=initial)
        for at in range(self.count):
            for name, field in _line().items():
                said = _("第 %(n)s 行，%(what)s") % {"n": at + 1, "what": field.label}
                field.widget.attrs |= {"class": "input", "aria-label": said}
                self.fields[f"{name}_{at}"] = field

    def lines_of(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{at}"] for name in COLUMNS] for at in range(self.count)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        any_line = False
        for at in range(self.count):
            cells = {name: cleaned.get(f"{name}_{at}") for name in COLUMNS}
            if all(cell in (None, "") for cell in cells.values()):
                continue
            any_line = True
            for name, cell in cells.items():
                if cell in (None, "") and f"{name}_{at}" not in self.errors:
                    self.add_error(f"{name}_{at}", EMPTY[name] % {"n": at + 1})
        if not any_line and not self.errors:
            self.add_error(None, _("没有保存。%(why)s") % {"why": MISSING["budget"]})
        return cleaned

    def lines(self) -> list[Line]:
        given = [[self.cleaned_data[f"{name}_{at}"] for name in COLUMNS] for at in range(self.count)]
        return [Line(*cells) for cells in given if cells[0]]


def _line() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label=_("做什么"), max_length=60, required=False),
        "unit": forms.CharField(label=_("单位"), max_length=10, required=False),
        "quantity": MeasureField(label=_("数量"), required=False),
        "price": YuanField(label=_("单价"), required=False),
    }


class QuoteForm(StepForm):
    """记一家的报价."""

    vendor = forms.ChoiceField(label=lazy("哪一家"), error_messages={"required": lazy("还没选哪一家。")})
    sum = YuanField(label=lazy("报多少（元）"), error_messages={"required": lazy("还没写报多少。")})

    def __init__(self, data: Any = None, *, vendors: Sequence[Vendor]) -> None:
        super().__init__(data)
        self.vendors = {str(vendor.pk): vendor for vendor in vendors}
        choices = [("", _("请选一家")), *((key, str(vendor)) for key, vendor in self.vendors.items())]
        self.fields["vendor"].choices = choices  # type: ignore[attr-defined]

    def firm(self) -> Vendor:
        return self.vendors[self.cleaned_data["vendor"]]


class TakeQuoteForm(StepForm):
    why = forms.CharField(
        label=lazy("为什么用这一家"), max_length=200, required=False, help_text=lazy("不是最低的才要写。")
    )
