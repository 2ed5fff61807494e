"""志愿者召集的表单: what hands are called for, who signs up, how long they helped, what came of it, and the safety notes."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import clock
from huying.core.forms import Form, KeptWords, PhoneField, PhotosField
from huying.people.models import Volunteer
from huying.rules import turnouts as rules

from .actions import Person, Wanted
from .entry_forms import _day, _time, moment, spelled
from .forms import Pictured, one_of
from .forms import words as few
from .models import SignUp
from .turnout_queries import Note


class CallForm(KeptWords):
    """发召集: what, where, how many, from when until when, what to beware of, who leads."""

    what = few(lazy("做什么"), 200, required=True, missing=lazy("还没写做什么。"))
    place = few(lazy("在哪里碰头"), 100, required=True, missing=lazy("还没写在哪里碰头。"), rows=1)
    slots = forms.IntegerField(
        label=lazy("要几个人"),
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "input num", "inputmode": "numeric"}),
        error_messages={
            "required": lazy("还没写要几个人。"), "invalid": lazy("写个数字，比如 4。"),
            "min_value": lazy("至少要一个人。"), "max_value": lazy("一次最多 200 人。"),
        },
    )  # fmt: skip
    starts_on = _day(lazy("哪天开始"))
    starts_at = _time(lazy("几点起"))
    ends_on = _day(lazy("到哪天"))
    ends_at = _time(lazy("几点止"))
    danger = one_of(lazy("是哪一类活"), [], missing=lazy("还没选是哪一类活。"))
    leader = forms.ChoiceField(label=lazy("谁带队"), error_messages={"required": lazy("还没选谁带队。")})

    def __init__(
        self,
        data: Any = None,
        *,
        notes: Iterable[Note],
        leaders: Iterable[Any],
        leader: Any = None,
        place: str = "",
        what: str = "",
    ) -> None:
        start = clock.local(clock.now()).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        initial = {
            "slots": 3, "danger": "general", "what": what, "place": place, "leader": leader,
            **spelled("starts", start), **spelled("ends", start + timedelta(hours=2)),
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.leaders = {str(one.pk): one for one in leaders}
        never = _("碰电的活不喊志愿者，请有证的电工。")
        self.fields["danger"].help_text = self.fields["danger"].error_messages["invalid_choice"] = never
        self.fields["danger"].choices = [  # type: ignore[attr-defined]
            (one.danger, _("%(kind)s：%(note)s") % {"kind": one.label, "note": one.text})
            for one in notes
            if not one.never
        ]
        self.fields["leader"].choices = [(key, one.name) for key, one in self.leaders.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = moment(data, "starts"), moment(data, "ends")
        if start and end and not rules.sound(start, end, clock.now(), 1):
            self.add_error("ends_on", _("结束要在开始以后，而且还没过去。"))
        return data

    @property
    def wanted(self) -> Wanted:
        data = self.cleaned_data
        start, end = moment(data, "starts"), moment(data, "ends")
        if start is None or end is None:
            raise ValueError("asked before it was clean")
        return Wanted(
            what=data["what"], place=data["place"], slots=data["slots"], starts_at=start, ends_at=end,
            danger=data["danger"], leader=self.leaders[data["leader"]],
        )  # fmt: skip


class PersonForm(Form):
    """报名: a name and a number, whether they are of age, and whether they may be asked another time."""

    name = forms.CharField(label=lazy("怎么称呼"), max_length=40, error_messages={"required": lazy("还没写怎么称呼。")})
    phone = PhoneField(
        label=lazy("电话"), help_text=lazy("有变化好告诉您，不给别人看。"),
        error_messages={"required": lazy("还没写电话。")},
    )  # fmt: skip
    adult = forms.BooleanField(label=lazy("我满 18 岁了"), required=False)
    asks = forms.BooleanField(label=lazy("下次有事，也可以喊我"), required=False)

    @property
    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("name", "phone", "adult", "asks")})


class RosterForm(Form):
    """替人报名: somebody of the roster who rang or said so."""

    volunteer = forms.ChoiceField(label=lazy("名册上的人"), error_messages={"required": lazy("还没选是谁。")})

    def __init__(self, data: Any = None, *, roster: Iterable[Volunteer]) -> None:
        super().__init__(data)
        self.known = {str(one.pk): one for one in roster if one.asks}
        choices = [(key, f"{one.name} {one.masked}") for key, one in self.known.items()]
        self.fields["volunteer"].choices = [("", _("选一位")), *choices]  # type: ignore[attr-defined]


class MinutesForm(Form):
    """时长: whole minutes for each who came; empty is nothing to write."""

    def __init__(self, data: Any = None, *, came: Iterable[SignUp]) -> None:
        super().__init__(data)
        for one in came:
            self.fields[f"m-{one.pk}"] = forms.IntegerField(
                label=one.volunteer.name, required=False, min_value=0, max_value=rules.LONGEST, initial=one.minutes,
                widget=forms.NumberInput(attrs={"class": "input num", "inputmode": "numeric"}),
                error_messages={
                    "invalid": _("%(name)s：写整的分钟数，比如 90。") % {"name": one.volunteer.name},
                    "max_value": _("%(name)s：一次最多 24 小时，就是 1440 分钟。") % {"name": one.volunteer.name},
                    "min_value": _("%(name)s：分钟数不能小于 0。") % {"name": one.volunteer.name},
                },
            )  # fmt: skip

    @property
    def minutes(self) -> dict[UUID, int]:
        given = {UUID(name[2:]): value for name, value in self.cleaned_data.items()}
        return {key: value for key, value in given.items() if value is not None}


class EndForm(Pictured):
    """结束: a word, and photos if somebody took any."""

    result = few(lazy("办成什么样"), 300, required=True, missing=lazy("还没写办成什么样。"))
    photos = PhotosField(label=lazy("拍照"), required=False)


class OffForm(KeptWords):
    reason = few(lazy("为什么取消"), 300, required=True, missing=lazy("还没写为什么取消。"))


class NoteForm(Form):
    """安全提示: the text, whether minors may come, and where it is from."""

    text = few(lazy("告诉志愿者的话"), 300, required=True, missing=lazy("还没写告诉志愿者的话。"))
    minors = forms.BooleanField(label=lazy("未满 18 岁的也能来"), required=False)
    source = few(lazy("依据"), 200, rows=1)
    source_on = forms.DateField(
        label=lazy("依据的日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-12-07 这样。")},
    )  # fmt: skip
