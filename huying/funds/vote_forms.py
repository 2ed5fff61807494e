"""表决的表单: until when; a paper ballot, and a whole pile of them; the owner's own; why one is struck."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.cases.desk_forms import StepForm, reason
from huying.core.forms import Form, PhotosField
from huying.field.forms import Pictured, one_of
from huying.field.forms import words as few

from .actions import Said
from .models import Ballot, Owner
from .polls import Poll, Voice


class OpenVoteForm(StepForm):
    closes_on = forms.DateField(
        label=lazy("哪天截止"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "invalid": lazy("日期没看懂，写成 2023-12-07 这样。"), "required": lazy("还没写哪天截止。"),
        },
    )  # fmt: skip

    def __init__(self, data: Any = None, *, first: date) -> None:
        super().__init__(data, initial={"closes_on": first.isoformat()})


class CountForm(StepForm):
    """计票 asks nothing: what is on the roll counts."""


CHOICE = one_of(lazy("说的是"), Ballot.Choice.choices, missing=lazy("还没选同意、不同意还是弃权。"))


class PaperForm(Pictured):
    """一张纸票: what it says, who signed for the owner, and its picture."""

    looks: ClassVar = {"choice": "chips"}

    choice = CHOICE
    proxy_name = few(lazy("别人代签的，写代签的人"), 60, rows=1)
    photos = PhotosField(label=lazy("拍下这张票"), required=False, max_files=2)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["proxy_name"].help_text = _("业主写的委托书跟票放在一起，收好。")

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        return [(bound, self.looks.get(bound.name, "")) for bound in self]

    def said(self, owner: Owner) -> Said:
        data = self.cleaned_data
        return Said(owner_id=owner.pk, choice=data["choice"], proxy_name=data["proxy_name"])


class PileForm(Form):
    """一叠纸票: one row of radios for each owner who has not voted. Nothing is chosen until the paper is in hand."""

    NOT_YET = ""

    def __init__(self, data: Any = None, *, poll: Poll) -> None:
        super().__init__(data)
        self.voices = {f"v-{voice.owner.pk}": voice for voice in self._open(poll.silent)}
        choices = [(self.NOT_YET, _("没交")), *Ballot.Choice.choices]
        for name, voice in self.voices.items():
            self.fields[name] = forms.ChoiceField(
                label=voice.label, choices=choices, required=False, widget=forms.RadioSelect, initial=self.NOT_YET
            )

    def _open(self, voices: Iterable[Voice]) -> list[Voice]:
        """Of an owner whom nobody knows there is no paper to type in."""
        return [voice for voice in voices if voice.owner.status != Owner.Status.UNKNOWN]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("一张都还没选。没有保存；选好同意、不同意或弃权，再点一次。"))
        return data

    @property
    def said(self) -> list[Said]:
        return [
            Said(owner_id=self.voices[name].owner.pk, choice=choice)
            for name, choice in self.cleaned_data.items()
            if choice
        ]


class StrikeForm(StepForm):
    reason = reason(lazy("为什么作废"), lazy("请写明为什么作废。"))


class OwnVoteForm(Form):
    """业主自己投: the code from their own telephone, and one tap."""

    code = forms.CharField(
        label=lazy("六位数字"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": lazy("写上短信里收到、或者电话里听到的六位数字。")},
    )
    choice = forms.ChoiceField(
        choices=Ballot.Choice.choices,
        widget=forms.HiddenInput,
        error_messages={"required": lazy("还没点同意、不同意还是弃权。")},
    )

    def clean_code(self) -> str:
        """In any width and spacing."""
        return "".join(str(int(mark)) for mark in self.cleaned_data["code"] if mark.isdecimal())
