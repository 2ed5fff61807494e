"""Forms of exchange 台账进出: a file to bring in, a ledger to take out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.forms import Form

from . import guards
from .models import Import

KINDS = [
    (Import.Kind.HOMES, gettext_lazy("房屋台账")),
    (Import.Kind.RESIDENTS, gettext_lazy("居民台账")),
    (Import.Kind.APPEALS, gettext_lazy("诉求台账")),
    (Import.Kind.PROPERTIES, gettext_lazy("产权台账")),
]
FORMATS = [
    ("xlsx", gettext_lazy("Excel 表格（xlsx）")),
    ("gb18030", gettext_lazy("CSV，老软件用（GB18030）")),
    ("csv", gettext_lazy("CSV（UTF-8）")),
]


class BringForm(Form):
    """A file, and which ledger it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("是哪种台账"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("还没选是哪种台账。")},
    )
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        widget=forms.FileInput({"class": "input", "accept": ".xlsx,.xls,.csv"}),
        help_text=gettext_lazy("xlsx、xls 或 csv，最大 10 兆，最多 2 万行。用你们自己的表就行，不用改样子。"),
        error_messages={
            "required": gettext_lazy("还没选文件。"),
            "empty": gettext_lazy("这个文件是空的，没有存。请看看选对了没有。"),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > guards.MOST_BYTES:
            raise forms.ValidationError(_("文件超过 10 兆，没有存。请把图片删掉，或者拆成几个文件再来。"), code="size")
        return file


class TakeForm(Form):
    """Which ledger, and written how."""

    take = forms.ChoiceField(label=gettext_lazy("哪种台账"), choices=KINDS, widget=forms.RadioSelect)
    form = forms.ChoiceField(
        label=gettext_lazy("存成什么"), choices=FORMATS, widget=forms.Select({"class": "input"}), initial="xlsx"
    )
