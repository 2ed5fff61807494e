"""交材料的表单: which paper, its pages as photographs, and what changed since the last version."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm
from huying.core.forms import PhotosField
from huying.field.forms import Pictured

from .models import RequiredPaper


class PaperForm(StepForm, Pictured):
    """A version is up to nine pictures, in the order in which they were chosen."""

    code = forms.ChoiceField(
        label=lazy("哪一份"),
        error_messages={
            "required": lazy("还没选是哪一份材料。"), "invalid_choice": lazy("没有这份材料，没有保存。请从单子里选一份。"),
        },
    )  # fmt: skip
    photos = PhotosField(
        label=lazy("拍照或扫描成图片"),
        help_text=lazy("签好字、盖好章的，一页一张，按顺序选，一次最多 9 张。PDF 请先转成图片。"),
        error_messages={"required": lazy("还没选照片：请把签好的材料拍照或者扫描成图片。")},
    )
    note = forms.CharField(
        label=lazy("跟上一版比改了什么"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, asked: Iterable[RequiredPaper] = (), code: str = ""
    ) -> None:
        super().__init__(data, files, initial={"code": code})
        self.fields["code"].choices = [(row.code, row.name) for row in asked]  # type: ignore[attr-defined]
