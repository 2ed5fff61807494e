"""公示的表单: where it hangs since when; what somebody says against it; what they are answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core import clock
from huying.field.forms import words


class PostForm(StepForm):
    """贴公示: the day it was put up, and where. Asked for both kinds of notice alike."""

    posted_on = forms.DateField(
        label=lazy("哪天贴的"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=lazy("贴了几天才来写的，写贴的那天，最多往前 30 天。"),
        error_messages={
            "invalid": lazy("日期没看懂，写成 2023-12-07 这样。"), "required": lazy("还没写哪天贴的。"),
        },
    )  # fmt: skip
    where = words(lazy("贴在哪里"), 100, required=True, missing=lazy("还没写贴在哪里，比如“两个单元门口”。"), rows=1)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"posted_on": clock.today().isoformat()})


class ObjectionForm(StepForm):
    """提意见: in the person's own words; they need not say who they are."""

    text = words(lazy("有什么意见"), 1000, required=True, missing=lazy("还没写有什么意见。"))
    who = words(lazy("谁提的"), 60, rows=1)


class OwnObjectionForm(ObjectionForm):
    """The same, asked of whoever reads the notice."""

    who = words(lazy("您是哪一位、哪一户"), 60, rows=1)


class AnswerForm(StepForm):
    """答复意见: hangs on the page of the notice for everybody."""

    answer = forms.CharField(
        label=lazy("怎么答复"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("答复挂在公示那一页上，谁都看得到：不写姓名和电话。"),
        error_messages={"required": lazy("还没写答复。")},
    )
