"""感谢的表单: what was brought or said, and of whom it speaks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import clock, pictures
from huying.core.forms import KeptWords, PhotosField
from huying.core.photos import PhotoRefused
from huying.people.models import User

from .actions import Grateful
from .models import Thanks


class ThanksForm(KeptWords):
    """记一份感谢. Nobody is named who did not say yes."""

    kind = forms.ChoiceField(
        label=lazy("哪一种"), choices=Thanks.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选是哪一种。")},
    )  # fmt: skip
    on = forms.DateField(
        label=lazy("哪一天"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("日期没看懂，写成 2024-01-22 这样。")},
    )  # fmt: skip
    sender = forms.CharField(label=lazy("谁送的"), max_length=40, required=False)
    words = forms.CharField(
        label=lazy("上面写了什么、说了什么"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    about = forms.MultipleChoiceField(label=lazy("谢的是谁"), required=False, widget=forms.CheckboxSelectMultiple)
    named = forms.MultipleChoiceField(
        label=lazy("其中，本人同意写名字的"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("没勾的，只写“一位网格员”。"),
    )  # fmt: skip
    photos = PhotosField(label=lazy("拍照"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, staff: Iterable[User]) -> None:
        super().__init__(data, files, initial={"kind": "pennant", "on": clock.today().isoformat()})
        self.staff = {str(one.pk): one for one in staff}
        for name in ("about", "named"):
            self.fields[name].choices = [(key, one.name) for key, one in self.staff.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("on") and data["on"] > clock.today():
            self.add_error("on", _("日期还没到。"))
        if set(data.get("named", [])) - set(data.get("about", [])):
            self.add_error("named", _("同意写名字的，也要在“谢的是谁”里勾上。"))
        try:
            data["photos"] = pictures.read(data.get("photos") or [])
        except PhotoRefused as refused:
            self.add_error("photos", str(refused.message))
        return data

    @property
    def said(self) -> Grateful:
        data = self.cleaned_data
        about = {self.staff[key]: key in data["named"] for key in data["about"]}
        return Grateful(kind=data["kind"], on=data["on"], words=data["words"], sender=data["sender"], about=about)


class OwnThanksForm(KeptWords):
    """道谢, by one's own link."""

    words = forms.CharField(
        label=lazy("想说的话"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": lazy("还没写字。")},
    )  # fmt: skip
