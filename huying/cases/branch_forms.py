"""岔路的表单: returned, referred, waiting, extended, called together. The desk's page and the grid worker's ask the same."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import clock
from huying.core.forms import PhoneField
from huying.people.models import Post, Vendor

from .defaults import ROUTES
from .desk_forms import AREA, StepForm, reason
from .models import Objection, Pause, Summons

NO_DATE = {"required": lazy("还没选日子。"), "invalid": lazy("日期没看懂，写成 2023-09-20 这样。")}
SOON = timedelta(days=3)


def day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget, error_messages=NO_DATE)


def words(label: str, most: int = 300) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=AREA)


def people_of(posts: Iterable[Any]) -> list[tuple[str, str]]:
    """李敏，G01: who sits there, and where."""
    named = _("%(name)s，%(where)s")
    return [
        (str(post.pk), named % {"name": post.holder or post.title, "where": post.grid or post.title}) for post in posts
    ]


class DeclineForm(StepForm):
    """不予受理: the proper route, and what the reporter is told."""

    route = forms.ChoiceField(
        label=lazy("该找哪里"), widget=forms.RadioSelect, error_messages={"required": lazy("请选该找哪里。")}
    )
    reply = forms.CharField(
        label=lazy("怎么答复的"),
        max_length=1000,
        widget=AREA,
        help_text=lazy("诉求人看得到这几句；不同意的，可以再来。"),
        error_messages={"required": lazy("请写下答复。")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["route"].choices = [
            (code, _("%(name)s：%(tell)s") % {"name": _(name), "tell": _(tell)}) for code, name, tell in ROUTES
        ]  # type: ignore[attr-defined]


class TakeOnForm(StepForm):
    """The reopening of what was declined."""

    reason = reason(lazy("为什么还是受理"), lazy("请写明为什么还是受理。"))


class ReferForm(StepForm):
    unit = forms.CharField(
        label=lazy("转给哪个单位"), max_length=60, error_messages={"required": lazy("请写明转给哪个单位。")}
    )
    phone = PhoneField(label=lazy("那边的电话"), error_messages={"required": lazy("请写下那边的电话，到日子好追问。")})
    follow_up_on = day(lazy("哪天追问"), lazy("到这天由前台打电话问，不会转出去就没人管。"))
    note = words(lazy("跟那边怎么说的"))


class FollowUpForm(StepForm):
    follow_up_on = day(lazy("下次哪天追问"))
    note = words(lazy("那边怎么说"))


class ReferAnsweredForm(StepForm):
    solved = forms.ChoiceField(
        label=lazy("办得怎样"),
        widget=forms.RadioSelect,
        choices=[("yes", lazy("办好了")), ("no", lazy("没办，退回来了"))],
        error_messages={"required": lazy("还没选办得怎样。")},
    )
    note = reason(lazy("那边怎么答复的（诉求人看得到）"), lazy("请写下那边的答复。"))

    def clean_solved(self) -> bool:
        return bool(self.cleaned_data["solved"] == "yes")


class ObjectForm(StepForm):
    """退单: what it rests on, why, and who should have it."""

    basis = forms.ChoiceField(
        label=lazy("为什么退"),
        widget=forms.RadioSelect,
        choices=Objection.Basis.choices,
        error_messages={"required": lazy("还没选为什么退。")},
    )
    reason = reason(lazy("说清楚"), lazy("请把退的道理写清楚，别人照着裁定。"))
    suggested = forms.ChoiceField(label=lazy("该由谁办"), required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, posts: Iterable[Post] = ()) -> None:
        super().__init__(data, initial={"suggested": ""})
        self.fields["suggested"].choices = [("", _("说不好")), *people_of(posts)]  # type: ignore[attr-defined]


class RuleForm(StepForm):
    ruling = forms.ChoiceField(
        label=lazy("退得对不对"),
        widget=forms.RadioSelect,
        choices=[("upheld", lazy("退得对，重新派")), ("rejected", lazy("还是由原来的人办"))],
        error_messages={"required": lazy("还没选退得对不对。")},
    )
    note = words(lazy("为什么这样定"))


class ConsultForm(StepForm):
    took_part = forms.CharField(
        label=lazy("哪些人参加了"), max_length=200, error_messages={"required": lazy("请写下哪些人参加了会商。")}
    )
    post = forms.ChoiceField(
        label=lazy("定下由谁办"), widget=forms.RadioSelect, error_messages={"required": lazy("还没选由谁办。")}
    )
    note = words(lazy("怎么定的"), 200)

    def __init__(self, data: Any = None, *, posts: Iterable[Post] = ()) -> None:
        super().__init__(data)
        self.fields["post"].choices = people_of(posts)  # type: ignore[attr-defined]


class TransferForm(StepForm):
    post = forms.ChoiceField(
        label=lazy("移交给"), widget=forms.RadioSelect, error_messages={"required": lazy("还没选移交给谁。")}
    )
    reason = reason(lazy("为什么移交"), lazy("请写明为什么移交。"))

    def __init__(self, data: Any = None, *, posts: Iterable[Post] = ()) -> None:
        super().__init__(data)
        self.fields["post"].choices = people_of(posts)  # type: ignore[attr-defined]


class WaitForm(StepForm):
    why = forms.ChoiceField(
        label=lazy("等什么"),
        widget=forms.RadioSelect,
        choices=[one for one in Pause.Why.choices if one[0] != Pause.Why.CARRIED_OVER],
        error_messages={"required": lazy("还没选等什么。")},
    )
    expected_on = day(lazy("大概等到哪天"), lazy("到这天还没等到，名下会显示超期，再定一个日子。"))
    note = words(lazy("还要说的"))


class CarryOverForm(StepForm):
    reason = reason(lazy("为什么现在办不了（诉求人看得到）"), lazy("请写明为什么现在办不了。"))
    next_on = day(lazy("哪天再看"))


class ResumeForm(StepForm):
    note = words(lazy("等到了什么"))


class ExtendForm(StepForm):
    until = day(lazy("延到哪天"))
    reason = reason(lazy("为什么延（诉求人看得到）"), lazy("请写明为什么延，诉求人要看的。"))


class RemindForm(StepForm):
    note = words(lazy("催一句"))
    public = forms.BooleanField(label=lazy("让诉求人也看到催过"), required=False)


class SuperviseForm(StepForm):
    question = reason(lazy("督办什么"), lazy("请写明督办什么。"))
    reply_on = day(lazy("哪天前答复"))


class AnswerSupervisionForm(StepForm):
    reply = reason(lazy("答复"), lazy("请写下答复。"))


class JointCallForm(StepForm):
    """吹哨: who is to come, where and when."""

    posts = forms.MultipleChoiceField(label=lazy("叫哪些人"), required=False, widget=forms.CheckboxSelectMultiple)
    vendors = forms.MultipleChoiceField(
        label=lazy("叫哪些维修公司"), required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.CharField(
        label=lazy("叫哪些单位"), max_length=300, required=False, widget=AREA, help_text=lazy("一行写一个单位。")
    )
    place = forms.CharField(
        label=lazy("在哪里碰头"), max_length=60, error_messages={"required": lazy("请写明在哪里碰头。")}
    )
    meet_on = day(lazy("哪天"))
    meet_at = forms.TimeField(
        label=lazy("几点"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": lazy("还没写几点。"), "invalid": lazy("时间没看懂，写成 18:00 这样。")},
    )
    note = words(lazy("去看什么"))

    def __init__(self, data: Any = None, *, posts: Iterable[Post] = (), vendors: Iterable[Vendor] = ()) -> None:
        super().__init__(data, initial={"meet_on": (clock.today() + SOON).isoformat(), "meet_at": "09:00"})
        self.fields["posts"].choices = people_of(posts)  # type: ignore[attr-defined]
        self.fields["vendors"].choices = [(str(one.pk), one.name) for one in vendors]  # type: ignore[attr-defined]

    def clean_units(self) -> tuple[str, ...]:
        lines = [line.strip()[:60] for line in self.cleaned_data["units"].splitlines()]
        return tuple(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("posts") or cleaned.get("vendors") or cleaned.get("units")):
            raise forms.ValidationError(_("还没选叫谁来。"))
        if cleaned.get("meet_on") and cleaned.get("meet_at"):
            cleaned["meet_by"] = datetime.combine(cleaned["meet_on"], cleaned["meet_at"], tzinfo=clock.ZONE)
        return cleaned


class AskAssistForm(StepForm):
    """请人协办: who, with what, until when."""

    post = forms.ChoiceField(
        label=lazy("请谁协办"), widget=forms.RadioSelect, error_messages={"required": lazy("还没选请谁协办。")}
    )
    task = reason(lazy("请他做什么"), lazy("请写明请他做什么。"))
    due_on = day(lazy("哪天前做完"))

    def __init__(self, data: Any = None, *, posts: Iterable[Post] = ()) -> None:
        super().__init__(data, initial={"due_on": (clock.today() + SOON).isoformat()})
        self.fields["post"].choices = people_of(posts)  # type: ignore[attr-defined]


class EndAssistForm(StepForm):
    """协办做完了: whose, asked only when there are several, and a word of what was done."""

    assist = forms.ChoiceField(
        label=lazy("谁的协办"), widget=forms.RadioSelect, error_messages={"required": lazy("还没选是谁的协办。")}
    )
    done = reason(lazy("做了什么"), lazy("请写一句做了什么。"))

    def __init__(self, data: Any = None, *, assists: Iterable[tuple[str, str]] = ()) -> None:
        self.open = list(assists)
        super().__init__(data, initial={"assist": self.open[0][0] if self.open else ""})
        self.fields["assist"].choices = self.open  # type: ignore[attr-defined]
        if len(self.open) < 2:
            del self.fields["assist"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.open:
            raise forms.ValidationError(_("没有等着做完的协办。没有保存，请刷新看看。"))
        cleaned.setdefault("assist", self.open[0][0])
        return cleaned


class EndJointCallForm(StepForm):
    """报到: who came, and what came of it. One question a party."""

    result = reason(lazy("商量出什么结果"), lazy("请写下结果。"))

    def __init__(self, data: Any = None, *, parties: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.looks = {}  # type: ignore[misc]
        for key, who in parties:
            name = f"party_{key}"
            self.fields[name] = forms.ChoiceField(
                label=who,
                choices=Summons.Came.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("%(who)s来没来，还没点。") % {"who": who}},
            )
            self.looks[name] = "chips"  # type: ignore[index]
        self.order_fields([name for name in self.fields if name != "result"])

    @staticmethod
    def attendance_in(given: dict[str, Any]) -> dict[UUID, str]:
        """Who came, by party, in what the form was given."""
        start = "party_"
        return {UUID(name.removeprefix(start)): came for name, came in given.items() if name.startswith(start)}
