"""调解的表单: who the sides are, what was tried, what was lost, what they agree, and how it ended."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core import clock
from huying.core.forms import PhoneField, PhotosField, YuanField
from huying.people.models import Post
from huying.places.models import Home

from .actions import Side
from .entry_forms import _day as day
from .entry_forms import _time as time
from .entry_forms import moment, spelled
from .forms import Pictured, one_of
from .forms import words as few
from .mediation_models import LeakTest, Loss, Mediation, Party, Responsibility
from .mediations import ROUTES
from .models import Zone


class OpenForm(StepForm):
    """开始调解: two homes with who speaks for each, a mediator, a day."""

    looks: ClassVar = {"harmed_speaks_as": "pill", "source_speaks_as": "pill"}

    harmed_home = forms.ChoiceField(label=lazy("受损的一户"), error_messages={"required": lazy("还没选受损的一户。")})
    harmed_name = few(lazy("谁替这一户说话"), 40, required=True, missing=lazy("写一下这一户谁说话。"), rows=1)
    harmed_phone = PhoneField(label=lazy("他的电话"), error_messages={"required": lazy("写一下电话：签字要用。")})
    harmed_speaks_as = one_of(lazy("他是"), Party.Speaks.choices)
    source_home = forms.ChoiceField(
        label=lazy("可能漏水的一户"), error_messages={"required": lazy("还没选可能漏水的一户。")}
    )
    source_name = few(lazy("谁替那一户说话"), 40, required=True, missing=lazy("写一下那一户谁说话。"), rows=1)
    source_phone = PhoneField(label=lazy("他的电话"), error_messages={"required": lazy("写一下电话：签字要用。")})
    source_speaks_as = one_of(lazy("他是"), Party.Speaks.choices)
    question = few(lazy("要谈什么"), 300, required=True, missing=lazy("还没写要谈什么。"))
    post = forms.ChoiceField(label=lazy("谁来调解"), error_messages={"required": lazy("还没选谁来调解。")})
    apart = forms.BooleanField(
        label=lazy("调解人跟两家都没有亲戚、钱财上的关系"),
        error_messages={"required": lazy("当事人不能自己调解；请换一位不相干的，再勾这一格。")},
    )
    due_on = day(lazy("哪天以前有结果"))

    def __init__(
        self, data: Any = None, *, homes: Iterable[Home], posts: Iterable[Post], mine: str = "", due: datetime
    ) -> None:
        initial = {
            "harmed_speaks_as": "owner", "source_speaks_as": "owner", "post": mine,
            "due_on": clock.local(due).date().isoformat(),
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.homes = {str(one.pk): one for one in homes}
        self.posts = {str(one.pk): one for one in posts if one.seat}  # type: ignore[attr-defined]
        labels = [(key, one.label) for key, one in self.homes.items()]
        for name in ("harmed_home", "source_home"):
            self.fields[name].choices = [("", _("选一户")), *labels]  # type: ignore[attr-defined]
        seats = [(key, f"{one.seat.user.name} {one.title}") for key, one in self.posts.items()]  # type: ignore[attr-defined]
        self.fields["post"].choices = [("", _("选一位")), *seats]  # type: ignore[attr-defined]
        for name in ("harmed_home", "source_home", "post"):
            self.fields[name].widget.attrs["class"] = "input"

    def side(self, which: str) -> Side:
        data = self.cleaned_data
        words = {name: data[f"{which}_{name}"] for name in ("name", "phone", "speaks_as")}
        return Side(home=self.homes[data[f"{which}_home"]], **words)


class PicturedStep(Pictured, StepForm):
    """A step with photos: its own ids, and how its choices lie."""


class TestForm(PicturedStep):
    """查漏."""

    looks: ClassVar = {"result": "pill"}

    method = one_of(lazy("用什么办法"), LeakTest.Method.choices, missing=lazy("还没选用什么办法。"))
    result = one_of(lazy("结果"), LeakTest.Result.choices, missing=lazy("还没选结果。"))
    present = few(lazy("谁在场"), 200, required=True, missing=lazy("还没写谁在场。"), rows=1)
    note = few(lazy("看到什么"), 300)
    photos = PhotosField(label=lazy("照片"), required=False)


class MeetForm(StepForm):
    """碰头."""

    met_on = day(lazy("哪天"))
    met_at = time(lazy("几点"))
    place = few(lazy("在哪里"), 60, required=True, missing=lazy("还没写在哪里。"), rows=1)
    present = few(lazy("谁在场"), 200, required=True, missing=lazy("还没写谁在场。"), rows=1)
    note = few(lazy("谈到哪里了"), 500)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial=spelled("met", clock.now()))

    @property
    def at(self) -> datetime:
        found = moment(self.cleaned_data, "met")
        assert found is not None
        return found


class LossForm(StepForm):
    """记损失."""

    looks: ClassVar = {"side": "pill", "kind": "pill"}

    side = one_of(lazy("哪一户的"), Party.Side.choices)
    kind = one_of(lazy("哪一种"), Loss.Kind.choices)
    words = few(lazy("是什么"), 200, required=True, missing=lazy("还没写是什么。"), rows=1)
    cents = YuanField(label=lazy("值多少元"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"side": "harmed", "kind": "suffered"})


class ResponsibilityForm(StepForm):
    """定责任."""

    looks: ClassVar = {"pays": "pill"}

    zone = one_of(lazy("归谁"), Zone.choices)
    pays = one_of(lazy("谁出钱"), Responsibility.Pays.choices)
    reason = few(lazy("为什么这样定"), 300, required=True, missing=lazy("还没写为什么。"))


class AgreementForm(StepForm):
    """写协议."""

    terms = few(lazy("说好了什么"), 2000, required=True, missing=lazy("还没写说好了什么。"), rows=6)
    paid_cents = YuanField(label=lazy("一共付多少元"), required=False)
    done_on = forms.DateField(
        label=lazy("哪天以前做到"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("日期没看懂，写成 2023-12-07 这样。")},
    )


class EndForm(PicturedStep):
    """有结果了."""

    looks: ClassVar = {"outcome": "pill"}

    outcome = one_of(lazy("结果"), Mediation.Outcome.choices, missing=lazy("还没选结果。"))
    photos = PhotosField(label=lazy("纸上签的，拍一张签好字的协议"), required=False)
    routes = forms.MultipleChoiceField(
        label=lazy("没谈成，告诉他们可以去"),
        choices=list(ROUTES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = few(lazy("还想写的"), 300)


class SignForm(StepForm):
    """签协议, with the code from one's own telephone."""

    code = forms.CharField(
        label=lazy("社区念给您的六位数字"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": lazy("还没填六位数字。")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).replace(" ", "")
