"""批次与审件的表单."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import AREA, StepForm, reason
from huying.core.forms import YuanField

from .models import Batch, Place


class JoinForm(StepForm):
    """编进哪一批: of those that are not filed yet."""

    batch = forms.ChoiceField(
        label=lazy("编进哪一批"),
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选哪一批。"), "invalid_choice": lazy("这一批刚报出去，请另选一批。")},
    )

    def __init__(self, data: Any = None, *, batches: Iterable[Batch]) -> None:
        self.listed = {str(one.pk): one for one in batches}
        super().__init__(data, initial={"batch": next(iter(self.listed), "")})
        self.fields["batch"].choices = [  # type: ignore[attr-defined]
            (pk, lazy("第 %(n)s 批") % {"n": one.number}) for pk, one in self.listed.items()
        ]


class MoveForm(StepForm):
    reason = reason(lazy("为什么挪到下一批"), lazy("请写明为什么挪。"))


class SubmitForm(StepForm):
    """报局: which places of the batch go with it; those that are ready are ticked."""

    places = forms.MultipleChoiceField(
        label=lazy("报哪几处"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("请勾选要报的，至少一处。")},
    )

    def __init__(self, data: Any = None, *, places: Iterable[Place]) -> None:
        super().__init__(data)
        self.fields["places"].choices = [(str(one.pk), str(one)) for one in places]  # type: ignore[attr-defined]


QUICK = (
    ("缺页", lazy("缺页")),
    ("没盖章", lazy("没盖章")),
    ("面积不符", lazy("面积不符")),
    ("看不清", lazy("看不清")),
)


class ReviewForm(StepForm):
    """答复一处: the sum is there already; a return wants a word or a tick."""

    looks: ClassVar = {"quick": "pill", "papers": "pill"}

    sum = YuanField(label=lazy("批多少（元）"), required=False)
    reason = forms.CharField(
        label=lazy("为什么"),
        max_length=300,
        required=False,
        widget=AREA,
        help_text=lazy("退回、挪批、不同意、少批，都要写或者勾一条。"),
    )
    quick = forms.MultipleChoiceField(
        label=lazy("常见的"), choices=QUICK, required=False, widget=forms.CheckboxSelectMultiple
    )
    papers = forms.MultipleChoiceField(
        label=lazy("退回的话，哪几份要改"), required=False, widget=forms.CheckboxSelectMultiple
    )
    clerk = forms.CharField(
        label=lazy("您贵姓大名"),
        max_length=60,
        help_text=lazy("只问这一次，社区看得到是谁答复的。"),
        error_messages={"required": lazy("请留个姓名，社区好知道是谁答复的。")},
    )

    def __init__(
        self, data: Any = None, *, budget: int | None = None, papers: Iterable[tuple[str, str]] = (), ask: bool = False
    ) -> None:
        super().__init__(data, initial={"sum": budget})
        self.fields["papers"].choices = list(papers)  # type: ignore[attr-defined]
        if not papers:
            del self.fields["papers"]
        if not ask:
            del self.fields["clerk"]

    def why(self) -> str:
        """What was ticked, then what was written."""
        return "；".join([*self.cleaned_data.get("quick", []), *filter(None, [self.cleaned_data.get("reason", "")])])


class PaperForm(StepForm):
    """这一份: right, or what is wrong."""

    why = forms.CharField(label=lazy("哪里不对"), max_length=300, required=False, widget=AREA)
