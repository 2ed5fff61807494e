"""联系与入户的表单: whom we tried to reach; what an owner is asked for and what they give; an entry in danger."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core import clock
from huying.core.forms import Form, PhoneField, PhotosField
from huying.people.models import Resident
from huying.places.models import Home
from huying.rules import masks

from .actions import Asked, Entered
from .forms import Pictured, one_of
from .forms import words as few
from .models import ContactAttempt, EmergencyEntry, EntryAuthorisation

OTHER = "other"


class ContactForm(StepForm):
    """记一次联系: three taps where the reporter was rung; a name and number only for others."""

    looks: ClassVar = {"whom": "pill", "channel": "pill", "outcome": "pill"}

    whom = one_of(lazy("找谁"), ContactAttempt.Whom.choices)
    channel = one_of(lazy("怎么找的"), ContactAttempt.Channel.choices)
    outcome = one_of(lazy("结果"), ContactAttempt.Outcome.choices, missing=lazy("还没选结果：联系上了没有。"))
    name = few(lazy("对方是谁"), 40, rows=1)
    phone = PhoneField(label=lazy("对方电话"), required=False)
    note = few(lazy("说了什么"), 300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"whom": "reporter", "channel": "phone"})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("whom") in ("relative", "other") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("写一下对方是谁，比如“汪小梅，侄女”。"))
        return data


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-12-07 这样。")},
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": lazy("时间没看懂，写成 18:00 这样。")},
    )


def moment(data: dict[str, Any], name: str) -> datetime | None:
    """A day and an hour as one instant on the clock of the place."""
    day, time = data.get(f"{name}_on"), data.get(f"{name}_at")
    return datetime.combine(day, time, tzinfo=clock.ZONE) if day and time else None


def spelled(name: str, at: datetime) -> dict[str, str]:
    """The same the other way round, for a form's first values."""
    return {f"{name}_on": clock.local(at).date().isoformat(), f"{name}_at": f"{clock.local(at):%H:%M}"}


# From the next full hour, for two days: long enough for a firm to come again.
TERM = timedelta(days=2)


class AskForm(Pictured):
    """请业主授权: whom, whose hands open the door, what is allowed, from when until when, how it is given."""

    principal = one_of(lazy("谁来授权"), [], missing=lazy("还没选谁来授权。"))
    name = few(lazy("姓名"), 40, rows=1)
    phone = PhoneField(label=lazy("电话"), required=False)
    principal_is = one_of(lazy("他是"), EntryAuthorisation.Principal.choices)
    agent_name = few(lazy("请谁来开门"), 40, rows=1)
    agent_phone = PhoneField(label=lazy("开门人的电话"), required=False)
    agent_is = few(lazy("跟业主什么关系"), 40, rows=1)
    purpose = few(lazy("进去做什么"), 200, required=True, missing=lazy("还没写进去做什么。"))
    photograph = forms.BooleanField(label=lazy("可以在屋里拍照"), required=False)
    repair = forms.BooleanField(label=lazy("可以动手修"), required=False)
    starts_on = _day(lazy("从哪天"))
    starts_at = _time(lazy("几点起"))
    ends_on = _day(lazy("到哪天"))
    ends_at = _time(lazy("几点止"))
    how = one_of(lazy("怎么授权"), EntryAuthorisation.How.choices)
    evidence = few(lazy("凭据在哪里"), 200, rows=1)
    photos = PhotosField(label=lazy("拍下凭据"), required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, residents: Iterable[Resident] = (), purpose: str = ""
    ) -> None:
        start = clock.local(clock.now()).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        self.residents = {str(one.pk): one for one in residents}
        initial = {
            "principal": next(iter(self.residents), OTHER), "principal_is": "owner", "how": "link",
            "purpose": purpose, **spelled("starts", start), **spelled("ends", start + TERM),
        }  # fmt: skip
        super().__init__(data, files, initial=initial)
        known = [(key, f"{one.name} {_masked(one)}".strip()) for key, one in self.residents.items()]
        self.fields["principal"].choices = [*known, (OTHER, _("别人"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        person = self.residents.get(data.get("principal", ""))
        if person and not person.phone and not data.get("phone"):
            self.add_error("phone", _("台账里没有他的电话，写一个：要打给他本人确认。"))
        if data.get("principal") == OTHER:
            for name, said in (("name", _("写一下是谁。")), ("phone", _("写一下电话：要打给他本人确认。"))):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, said)
        if data.get("agent_name") and not data.get("agent_is"):
            self.add_error("agent_is", _("写一下跟业主什么关系。"))
        how = data.get("how")
        if how and how != EntryAuthorisation.How.LINK and not (data.get("evidence") or data.get("photos")):
            self.add_error("evidence", _("写明凭据放在哪里，或者拍一张。"))
        start, end = moment(data, "starts"), moment(data, "ends")
        if start and end and (end <= start or end <= clock.now()):
            self.add_error("ends_on", _("到几时要在从几时以后，而且还没过去。"))
        return data

    def asked(self, home: Home) -> Asked:
        """As the action takes it. A number on file never leaves the server."""
        data = self.cleaned_data
        person = self.residents.get(data["principal"])
        start, end = moment(data, "starts"), moment(data, "ends")
        if start is None or end is None:
            raise ValueError("asked before it was clean")
        return Asked(
            home=home,
            principal_name=person.name if person else data["name"],
            principal_phone=(person.phone if person else "") or data["phone"],
            starts_at=start,
            ends_at=end,
            **{name: data[name] for name in PLAIN},
        )


PLAIN = (
    "principal_is", "agent_name", "agent_phone", "agent_is", "purpose", "photograph", "repair", "how", "evidence",
)  # fmt: skip


def _masked(resident: Resident) -> str:
    return masks.phone(resident.phone)


class OwnerForm(Form):
    """业主确认: less than was asked, if they like, and the code from their own telephone."""

    photograph = forms.BooleanField(label=lazy("可以在屋里拍照"), required=False)
    repair = forms.BooleanField(label=lazy("可以动手修"), required=False)
    ends_on = _day(lazy("到哪天"))
    ends_at = _time(lazy("几点止"))
    code = forms.CharField(
        label=lazy("六位数字"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": lazy("写上电话里听到的六位数字。")},
    )

    def __init__(self, data: Any = None, *, entry: EntryAuthorisation) -> None:
        initial = {"photograph": entry.photograph, "repair": entry.repair, **spelled("ends", entry.ends_at)}
        super().__init__(data, initial=initial)
        for name in ("photograph", "repair"):
            if not getattr(entry, name):
                del self.fields[name]

    def clean_code(self) -> str:
        """In any width and spacing."""
        return "".join(str(int(mark)) for mark in self.cleaned_data["code"] if mark.isdecimal())

    @property
    def kept(self) -> dict[str, Any]:
        """What the owner gives, as the action takes it."""
        data = self.cleaned_data
        return {
            "photograph": data.get("photograph", False), "repair": data.get("repair", False), "code": data["code"],
            "ends_at": moment(data, "ends"),
        }  # fmt: skip


class EmergencyForm(Pictured):
    """紧急进入: what the danger was, who stood by, who was called, how it looked, and whether the owner knows."""

    home = forms.ChoiceField(label=lazy("哪一户"), error_messages={"required": lazy("还没选是哪一户。")})
    danger = one_of(lazy("什么危险"), EmergencyEntry.Danger.choices, missing=lazy("还没选什么危险。"))
    words = few(lazy("看到什么、怎么进去的"), 300, required=True, missing=lazy("还没写看到什么。"))
    witness_1 = few(lazy("在场的人，第一个"), 60, required=True, missing=lazy("还没写在场的人。"), rows=1)
    witness_2 = few(lazy("在场的人，第二个"), 60, required=True, missing=lazy("要有两个人在场。"), rows=1)
    witness_3 = few(lazy("还有谁在场"), 60, rows=1)
    reported_to = one_of(lazy("报给了谁"), EmergencyEntry.Reported.choices, missing=lazy("还没选报给了谁。"))
    report_number = few(
        lazy("接警编号或警号"), 40, required=True, missing=lazy("还没写接警编号；电话里问一下就有。"), rows=1
    )
    inventory = few(
        lazy("屋里情况：动了什么，门锁怎样"), 500, required=True, missing=lazy("还没写屋里情况；没动东西就写没动。")
    )
    before = PhotosField(label=lazy("进去之前的门锁"), required=False)
    after = PhotosField(label=lazy("出来以后的门锁"), required=False)
    told_how = one_of(lazy("告诉户主了没有"), [], required=False)
    why_not_told = few(lazy("还没告诉，为什么"), 200, rows=1)

    def __init__(self, data: Any = None, files: Any = None, *, homes: Iterable[Home] = ()) -> None:
        super().__init__(data, files, initial={"told_how": ""})
        self.homes = {str(one.pk): one for one in homes}
        self.fields["home"].choices = [("", _("选一户")), *((key, one.label) for key, one in self.homes.items())]  # type: ignore[attr-defined]
        self.fields["home"].widget.attrs["class"] = "input"
        self.fields["told_how"].choices = [*EmergencyEntry.ToldHow.choices, ("", _("还没有"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("witness_1") and data.get("witness_1") == data.get("witness_2"):
            self.add_error("witness_2", _("要两个不同的人。"))
        if not data.get("told_how") and not data.get("why_not_told") and "why_not_told" not in self.errors:
            self.add_error("why_not_told", _("还没告诉户主，写一句为什么；书记会接着办。"))
        return data

    @property
    def entered(self) -> Entered:
        data = self.cleaned_data
        witnesses = tuple(data[f"witness_{nth}"] for nth in (1, 2, 3) if data[f"witness_{nth}"])
        names = ("danger", "words", "reported_to", "report_number", "inventory", "told_how", "why_not_told")
        return Entered(home=self.homes[data["home"]], witnesses=witnesses, **{name: data[name] for name in names})


class ToldForm(Form):
    """告诉户主: how."""

    how = one_of(lazy("怎么告诉的"), EmergencyEntry.ToldHow.choices, missing=lazy("还没选怎么告诉的。"))
