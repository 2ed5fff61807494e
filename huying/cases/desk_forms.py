"""案件页的表单: one form for each step that the desk may take. What the page shows beside a form is not in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import spoken
from huying.core.forms import KeptWords
from huying.core.sealed import digits
from huying.people.models import Post

from .models import Appeal, Batch, CaseHome

AREA = forms.Textarea(attrs={"rows": 2})
# A try that did not get through has no outcome yet.
NOT_REACHED = ""
_PICKED = re.compile(r"([0-9a-f-]{36}):([a-z_]{1,15})")


class StepForm(KeptWords):
    """A step's form. `looks` says how each choice lies (see the `field` tag)."""

    looks: ClassVar[Mapping[str, str]] = {}

    def named(self, name: str) -> Self:
        """With ids of its own: several forms on the page ask for a reason."""
        self.auto_id = f"{name}-%s"
        return self

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        return [(bound, self.looks.get(bound.name, "")) for bound in self]


def reason(label: str, said: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=AREA, error_messages={"required": said})


class OneOfForm(StepForm):
    """A step about one reporter of possibly several: whose appeal, asked only when there is a choice."""

    appeal = forms.ChoiceField(
        label=lazy("哪一位诉求人"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选是哪一位。"), "invalid_choice": lazy("这一位刚才有变化，请再选一次。")},
    )

    def __init__(self, data: Any = None, *, appeals: Sequence[Appeal] = ()) -> None:
        super().__init__(data)
        if len(appeals) > 1:
            self.fields["appeal"].choices = [(str(one.pk), _reporter(one)) for one in appeals]  # type: ignore[attr-defined]
        else:
            del self.fields["appeal"]


def _reporter(appeal: Appeal) -> str:
    """江秋莲，2309 0001."""
    facts = {"name": appeal.reporter_name or _("没留姓名"), "number": spoken.number(str(appeal.number))}
    return _("%(name)s，%(number)s") % facts


class DispatchForm(StepForm):
    """派给谁: the grid's own worker first and chosen already."""

    post = forms.ChoiceField(
        label=lazy("派给"),
        widget=forms.RadioSelect(attrs={"data-key": "d"}),
        error_messages={"required": lazy("还没选派给谁。")},
    )

    def __init__(
        self, data: Any = None, *, workers: Iterable[Post] = (), suggested: object = None, by_rule: bool = False
    ) -> None:
        super().__init__(data, initial={"post": str(suggested or "")})
        self.fields["post"].choices = [(str(post.pk), _worker(post, suggested, by_rule)) for post in workers]  # type: ignore[attr-defined]


def _worker(post: Any, suggested: object, by_rule: bool) -> str:
    """李敏，G01，手上 4 件，这里归 G01."""
    facts = {"name": post.holder or post.title, "grid": post.grid or post.title, "n": post.open_count}
    if post.pk == suggested and by_rule:
        return _("%(name)s，按社区的规则派，手上 %(n)s 件") % facts
    if post.pk == suggested:
        return _("%(name)s，这里归 %(grid)s，手上 %(n)s 件") % facts
    return _("%(name)s，%(grid)s，手上 %(n)s 件") % facts


class AnswerNowForm(StepForm):
    reply = forms.CharField(
        label=lazy("怎么答复的"), max_length=1000, widget=AREA, error_messages={"required": lazy("请写下答复。")}
    )


class VerifyForm(StepForm):
    """核查: on site; where the resident has confirmed and the team is small, the secretary may let that stand."""

    method = forms.ChoiceField(label=lazy("怎么核查的"), widget=forms.RadioSelect, initial="on_site")
    note = forms.CharField(label=lazy("到现场看到什么"), max_length=300, required=False, widget=AREA)

    def __init__(self, data: Any = None, *, confirmed: bool = False) -> None:
        super().__init__(data)
        choices = [("on_site", _("我到现场看过，合格"))]
        if confirmed:
            choices.append(("resident", _("居民说修好了，以居民确认为准")))
        else:
            self.fields["method"].widget = forms.HiddenInput()
        self.fields["method"].choices = choices  # type: ignore[attr-defined]


class SendBackForm(StepForm):
    reason = reason(lazy("哪里不合格"), lazy("请写明哪里不合格。"))


class CallBackForm(OneOfForm):
    """回访: what the reporter says on the telephone. Without an answer it is a try."""

    looks: ClassVar = {"outcome": "chips", "satisfaction": "chips"}

    outcome = forms.ChoiceField(label=lazy("解决了没有"), required=False, widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(label=lazy("满意不满意"), required=False, widget=forms.RadioSelect)
    rained_on = forms.DateField(
        label=lazy("哪天下过雨"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=lazy("漏水要等下过雨才办结：问一句修完以后哪天下过雨，填那一天。"),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-09-20 这样。")},
    )
    note = forms.CharField(label=lazy("对方还说了什么"), max_length=300, required=False, widget=AREA)

    def __init__(
        self, data: Any = None, *, appeals: Sequence[Appeal] = (), ask_rain: bool = False, tries: int = 0
    ) -> None:
        super().__init__(data, appeals=appeals)
        outcome = Appeal.Outcome
        choices = [(one.value, one.label) for one in (outcome.SOLVED, outcome.PARTLY, outcome.UNSOLVED)]
        choices.append(("no_answer", _("没接通")))
        if tries >= 2:
            choices.append((outcome.UNREACHED.value, _("还是没接通，了结")))
        if any(not one.phones for one in appeals):
            choices.append((outcome.NO_PHONE.value, _("没留电话，了结")))
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        faces = (Appeal.Satisfaction.SATISFIED, Appeal.Satisfaction.MOSTLY, Appeal.Satisfaction.DISSATISFIED)
        self.fields["satisfaction"].choices = [(face.value, face.label) for face in faces]  # type: ignore[attr-defined]
        self.fields["outcome"].required = True
        self.fields["outcome"].error_messages["required"] = _("还没选解决了没有；没接通也点一下。")
        if not ask_rain:
            del self.fields["rained_on"]

    def clean(self) -> dict[str, Any]:
        """In the words of the action: a try has an empty outcome, an answer without a face is no_answer."""
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome", "")
        if outcome == "no_answer":
            cleaned["outcome"] = NOT_REACHED
        cleaned["satisfaction"] = cleaned.get("satisfaction") or Appeal.Satisfaction.NO_ANSWER.value
        return cleaned


class WaiveRainForm(StepForm):
    reason = reason(lazy("为什么不等下雨"), lazy("请写明为什么不等下雨。"))


class LookInForm(StepForm):
    """回头看: three taps; nobody is asked for a picture."""

    looks: ClassVar = {"how": "pill", "came": "pill"}

    how = forms.ChoiceField(
        label=lazy("怎么看的"), widget=forms.RadioSelect, choices=[("visit", lazy("上门")), ("phone", lazy("打电话"))],
        error_messages={"required": lazy("还没选怎么看的。")},
    )  # fmt: skip
    came = forms.ChoiceField(
        label=lazy("怎么样"),
        widget=forms.RadioSelect,
        choices=[("fine", lazy("都好")), ("nobody", lazy("没见着人")), ("again", lazy("又有问题"))],
        error_messages={"required": lazy("还没选怎么样。")},
    )
    note = forms.CharField(label=lazy("还想写两句"), max_length=300, required=False, widget=AREA)


class ReopenForm(OneOfForm):
    reason = reason(lazy("还有什么没修好"), lazy("请写明还有什么没修好。"))


class WithdrawForm(OneOfForm):
    """不用办了, as the reporter said on the telephone."""

    words = forms.CharField(label=lazy("对方怎么说的"), max_length=300, required=False, widget=AREA)


class StandDownForm(StepForm):
    reason = reason(lazy("为什么不办也没有危险"), lazy("请写明为什么不办也没有危险。"))


def clean_number(text: str) -> str:
    number = digits(text)
    if not number:
        raise forms.ValidationError(_("编号是一串数字，比如 2309 0001。"))
    return number


class MergeForm(StepForm):
    """并案: the other case by its number, and which of the two goes on."""

    looks: ClassVar = {"keep": "pill"}

    number = forms.CharField(
        label=lazy("另一件的编号"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": lazy("请写另一件的编号。")},
    )
    keep = forms.ChoiceField(
        label=lazy("留下哪一件接着办"),
        choices=[("this", lazy("这一件")), ("other", lazy("另一件"))],
        initial="this",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=lazy("怎么看出是同一件事"), max_length=300, required=False, widget=AREA)

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])


class UnmergeForm(StepForm):
    reason = reason(lazy("为什么拆开"), lazy("请写明为什么拆开。"))


class HomeForm(StepForm):
    """涉及的户: a further home as people say it, and as what."""

    address = forms.CharField(
        label=lazy("哪一户"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": lazy("请写哪一户，比如“新3栋101”。")},
    )
    role = forms.ChoiceField(
        label=lazy("算什么"),
        choices=CaseHome.Role.choices,
        initial=CaseHome.Role.AFFECTED,
    )


class LinkForm(StepForm):
    """相似: the other matter by its number, in any spacing."""

    number = forms.CharField(
        label=lazy("另一件的编号"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": lazy("请写另一件的编号。")},
    )

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])


class BatchForm(StepForm):
    """成批: which matters, each with the state it was seen in, and the one step for all of them."""

    verb = forms.ChoiceField(choices=Batch.Verb.choices)
    words = forms.CharField(label=lazy("怎么答复的"), max_length=1000, required=False, widget=AREA)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["cases"] = self.cases()
        return cleaned

    def cases(self) -> dict[UUID, str]:
        """Case id → the state it was seen in; what is no such pair was not sent by our page."""
        found = (_PICKED.fullmatch(one) for one in self.data.getlist("cases")) if self.is_bound else ()
        return {UUID(one[1]): one[2] for one in found if one}

    @property
    def ticked(self) -> set[UUID]:
        return set(self.cases())
