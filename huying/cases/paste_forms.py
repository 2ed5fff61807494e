"""来件的表单: the intake form with what comes by way of others, and the reply that was sent back."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import pictures, uploads
from huying.core.forms import PhotosField
from huying.core.photos import PhotoRefused
from huying.core.pictures import Picture

from .desk_forms import StepForm
from .forms import IntakeForm, line
from .models import Channel

MINUTES = "%Y-%m-%dT%H:%M"


class PasteForm(IntakeForm):
    """登记来件: the ordinary answers, and their number, their limit, whether the caller stays unknown, the pictures."""

    channel = forms.ChoiceField(
        label=lazy("怎么来的"),
        choices=[(one.value, one.label) for one in (Channel.HOTLINE, Channel.WECHAT_GROUP)],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("还没选是 12345 还是微信群。")},
    )
    outside_number = line(lazy("对方编号"), 40)
    outside_due = forms.DateTimeField(
        label=lazy("对方要求的时限"),
        required=False,
        input_formats=[MINUTES, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        error_messages={"invalid": lazy("时间没看懂，写成 2023-12-10 18:00 这样。")},
    )
    about_reporter = line(lazy("诉求人的其他信息，只给受理台看"), 300)
    secret = forms.BooleanField(label=lazy("要求保密：网格员、维修单位看不到是谁"), required=False)
    photos = PhotosField(
        label=lazy("加照片、截图"),
        required=False,
        max_files=9,
        help_text=lazy("可以按 Ctrl+V 粘贴截图，也可以把图片拖到这里。"),
    )

    def __init__(self, *args: Any, more: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures: tuple[Picture, ...] = ()
        self.fields["text"].widget.attrs["rows"] = "6"
        self.fields["text"].widget.attrs.pop("autofocus")  # it would take the eye off the box that is being read
        self.more = more  # further orders wait: then only a number tells a second tap from a second order

    def clean_outside_number(self) -> str:
        number = "".join(self.cleaned_data["outside_number"].split())
        if self.more and not number:
            raise forms.ValidationError(_("几张一起登记时，编号不能空着。"))
        return number

    def clean_photos(self) -> list[Any]:
        """Each is read and made anew at once: a damaged one is said beside the field."""
        try:
            self.pictures = pictures.read(self.cleaned_data["photos"])
        except PhotoRefused as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from None
        return self.cleaned_data["photos"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors and self.files:
            self.photos_gone()
        return cleaned

    def photos_gone(self) -> None:
        """A browser does not send the chosen files back: say so, where they must be chosen again."""
        if not self.has_error("photos") and not uploads.arrived(self.data, "photos"):
            self.add_error("photos", _("照片没留住，改好后请再选一次。"))

    def said(self) -> dict[str, Any]:
        names = ("outside_number", "outside_due", "about_reporter", "secret")
        return {**super().said(), **{name: self.cleaned_data[name] for name in names}}


class OutsideReplyForm(StepForm):
    """回复来件: the words as they were sent."""

    looks: ClassVar = {}

    appeal = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=lazy("回复的话，可以改"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 9, "data-count": ""}),
        error_messages={
            "required": lazy("还没写回复了什么。"),
            "max_length": lazy("最多写 %(limit_value)d 个字，这里有 %(show_value)d 个。字都还在，请删短一些。"),
        },
    )
