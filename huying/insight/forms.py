"""Which days 哪几天: a named period, or from one day to another."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import clock
from huying.core.forms import Form
from huying.rules import periods
from huying.rules.periods import Period

USUAL = "year"
CHOICES = (("week", lazy("本周")), ("month", lazy("本月")), ("quarter", lazy("本季")), ("year", lazy("今年")))


class PeriodForm(Form):
    """Asked by address, so that a page can be kept and sent on; what cannot be a period is said, and the usual one shown."""

    period = forms.CharField(required=False, max_length=10)
    since = forms.DateField(label=lazy("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["chosen"] = self._chosen(cleaned) or periods.named(USUAL, clock.today())
        return cleaned

    def _chosen(self, cleaned: dict[str, Any]) -> Period | None:
        since, last = cleaned.get("since"), cleaned.get("last")
        if since and last:
            found = periods.between(since, last)
            if found is None:
                self.add_error("last", _("“到”要在“从”的后面，三年以内。先给您看今年的。"))
            return found
        return periods.named(cleaned.get("period") or USUAL, clock.today())

    @property
    def chosen(self) -> Period:
        self.is_valid()
        found: Period = self.cleaned_data.get("chosen") or periods.named(USUAL, clock.today())  # type: ignore[assignment]
        return found
