"""故事的表单: a draft, its pictures, a review, a withdrawal, a reader's question, and what is offered."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import pictures
from huying.core.forms import Form, KeptWords, PhoneField, PhotosField
from huying.core.models import File
from huying.core.photos import PhotoRefused

from .actions import Wording
from .models import Draft, Offer, Shot


def _words(label: Any, most: int, rows: int, missing: Any = "", **more: Any) -> forms.CharField:
    errors = {"required": missing} if missing else {}
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea({"rows": rows}), error_messages=errors, **more
    )


class DraftForm(KeptWords):
    """写一篇: a title, the text, and the consent of whoever it speaks of."""

    title = forms.CharField(
        label=lazy("标题"), max_length=60, error_messages={"required": lazy("还没写标题。")},
        help_text=lazy("一句话说清办成了什么，比如“天沟修好了，下雨不用再接水”。"),
    )  # fmt: skip
    text = _words(
        lazy("正文"), 6000, 14, lazy("还没写正文。"),
        help_text=lazy("空一行就是另一段；# 开头是小标题；> 开头是居民的话，后面用——写谁说的。"),
    )  # fmt: skip
    consent = forms.ChoiceField(
        label=lazy("居民同意刊出吗"), required=False, choices=Draft.Consent.choices, widget=forms.RadioSelect,
        help_text=lazy("没有本人单独同意，姓名、家里、遭遇都不能登（个人信息保护法第二十五条）。"),
    )  # fmt: skip
    consent_note = forms.CharField(
        label=lazy("谁同意的、几时、怎么说的"), max_length=200, required=False, help_text=lazy("只留底，不登出来。")
    )
    correction = _words(
        lazy("更正了什么"), 300, 2, required=False, help_text=lazy("会登在这一页，读过旧稿的人看得到。")
    )

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["correction"]

    @property
    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data[name] for name in self.fields})


class ShotsForm(Form):
    """配图: from the matter, or from this device; a caption; and why they may be shown. Nobody is asked to take one."""

    caption = forms.CharField(
        label=lazy("图下面写一句"), max_length=80, error_messages={"required": lazy("还没写图下面的话。")},
        help_text=lazy("拍的是什么，哪天。比如“修前，天沟开裂，9月12日”。"),
    )  # fmt: skip
    consent = forms.ChoiceField(
        label=lazy("为什么能登"), choices=Shot.Consent.choices, widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选为什么能登。")},
    )  # fmt: skip
    photos = PhotosField(label=lazy("另外传几张"), required=False)

    def __init__(self, *args: Any, of_matter: Iterable[File] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_matter = {str(file.pk): file for file in of_matter}
        chosen = self.data.getlist("files") if hasattr(self.data, "getlist") else self.data.get("files", [])
        self.chosen = [self.of_matter[key] for key in chosen if key in self.of_matter]

    def clean_photos(self) -> tuple[pictures.Picture, ...]:
        try:
            return pictures.read(self.cleaned_data["photos"])
        except PhotoRefused as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.chosen and not data.get("photos") and "photos" not in self.errors:
            self.add_error("photos", _("还没选图：点上面办事时拍的，或者另外传。"))
        return data


class ReviewForm(Form):
    """审一道: passed, or sent back with what is to be changed."""

    words = _words(lazy("要改哪里"), 500, 3, required=False, help_text=lazy("通过的不用写。"))


class WithdrawForm(KeptWords):
    """撤下来: what the public reads in its place."""

    why = _words(lazy("为什么撤"), 300, 2, lazy("还没写为什么撤，读者会看到这句。"))


class AskForm(KeptWords):
    """我要问: a question, and a number for those who want to be rung."""

    text = _words(lazy("想问什么"), 1000, 3, lazy("还没写想问什么。"))
    phone = PhoneField(label=lazy("回您的电话"), required=False)


class OfferForm(KeptWords):
    """能帮您办的."""

    title = forms.CharField(label=lazy("办什么"), max_length=20, error_messages={"required": lazy("还没写办什么。")})
    text = _words(
        lazy("怎么办"),
        200,
        3,
        lazy("还没写怎么办。"),
        help_text=lazy("谁能办，带什么，几时来，找哪里。不要写某一位居民。"),
    )

    @staticmethod
    def of(offer: Offer) -> dict[str, str]:
        return {"title": offer.title, "text": offer.text}
