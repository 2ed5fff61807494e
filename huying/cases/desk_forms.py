"""案件页的表单: one form for each step that the desk may take. What the page shows beside a form is not in it."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core.forms import KeptWords
from huying.core.sealed import digits
from huying.people.models import Post

from .models import Appeal

AREA = forms.Textarea(attrs={"rows": 2})
# A try that did not get through has no outcome yet.
NOT_REACHED = ""


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


class DispatchForm(StepForm):
    """派给谁: the grid's own worker first and chosen already."""

    post = forms.ChoiceField(
        label=lazy("派给"),
        widget=forms.RadioSelect(attrs={"data-key": "d"}),
        error_messages={"required": lazy("还没选派给谁。")},
    )

    def __init__(self, data: Any = None, *, workers: Iterable[Post] = (), suggested: object = None) -> None:
        super().__init__(data, initial={"post": str(suggested or "")})
        self.fields["post"].choices = [(str(post.pk), _worker(post, suggested)) for post in workers]  # type: ignore[attr-defined]


def _worker(post: Any, suggested: object) -> str:
    """李敏，G01，手上 4 件，这里归 G01."""
    facts = {"name": post.holder or post.title, "grid": post.grid or post.title, "n": post.open_count}
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


class CallBackForm(StepForm):
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

    def __init__(self, data: Any = None, *, ask_rain: bool = False, tries: int = 0) -> None:
        super().__init__(data)
        outcome = Appeal.Outcome
        choices = [(one.value, one.label) for one in (outcome.SOLVED, outcome.PARTLY, outcome.UNSOLVED)]
        choices.append(("no_answer", _("没接通")))
        if tries >= 2:
            choices.append((outcome.UNREACHED.value, _("还是没接通，了结")))
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


class ReopenForm(StepForm):
    reason = reason(lazy("还有什么没修好"), lazy("请写明还有什么没修好。"))


class LinkForm(StepForm):
    """相似: the other matter by its number, in any spacing."""

    number = forms.CharField(
        label=lazy("另一件的编号"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": lazy("请写另一件的编号。")},
    )

    def clean_number(self) -> str:
        number = digits(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("编号是一串数字，比如 2309 0001。"))
        return number
