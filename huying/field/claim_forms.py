"""认领的表单: who takes a task on and until when, what was done, and what the desk says of a single one."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core import clock
from huying.core.forms import PhotosField
from huying.rules import claims as rules
from huying.rules import turnouts

from .entry_forms import _day
from .forms import Pictured, one_of
from .forms import words as few
from .models import ClaimMark, Danger
from .turnout_forms import PersonForm


class ClaimForm(PersonForm):
    """认领: a name and a number as for a turnout, the team if they are one, and until when."""

    team = forms.CharField(label=lazy("几个人一起的，写队名"), max_length=60, required=False)
    until = _day(lazy("哪天前做好"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"until": rules.usual(clock.today()).isoformat()})
        self.fields["until"].help_text = _("最长七天。做不了随时还回来；到日子没消息，就自动还回来，不怪您。")
        self.fields["until"].error_messages["required"] = _("还没写哪天前做好。")

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not rules.fits(clock.today(), until):
            raise forms.ValidationError(_("请选今天起七天以内的一天。"))
        return until


class DoneForm(Pictured):
    """做完了: a word, and photos if they took any."""

    result = few(lazy("做了什么"), 300, required=True, missing=lazy("还没写做了什么，写一句就行。"))
    photos = PhotosField(label=lazy("拍照，不拍也行"), required=False)


class MarkForm(StepForm):
    """放不放出来: the desk's word on this one, and what to beware of."""

    looks: ClassVar = {"offered": "pill", "danger": "pill"}
    SAID: ClassVar = {"yes": True, "no": False, "category": None}

    offered = one_of(
        lazy("这一件"), [("yes", lazy("放出来")), ("no", lazy("不放")), ("category", lazy("跟着类别"))],
        missing=lazy("还没选放不放出来。"),
    )  # fmt: skip
    danger = one_of(
        lazy("是哪一类活"), [choice for choice in Danger.choices if choice[0] not in turnouts.NEVER],
        missing=lazy("还没选是哪一类活。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, mark: ClaimMark | None = None) -> None:
        said = "category" if mark is None else "yes" if mark.offered else "no"
        super().__init__(data, initial={"offered": said, "danger": mark.danger if mark else Danger.GENERAL})
        never = _("碰电的活不喊志愿者，请有证的电工。")
        self.fields["danger"].help_text = self.fields["danger"].error_messages["invalid_choice"] = never


class TakeBackForm(StepForm):
    reason = few(lazy("为什么收回"), 300, required=True, missing=lazy("还没写为什么收回。"))
