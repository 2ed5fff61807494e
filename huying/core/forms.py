"""Form furniture 表单: our classes on inputs, text as it was meant, telephone numbers, sums of money, photos and voice notes."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from huying.rules import keys

from . import voices
from .voices import Voice, VoiceRefused

CHOOSING = (forms.RadioSelect, forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.HiddenInput, forms.FileInput)


def unified(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The sent form with LF line ends: browsers send CRLF, which counts twice against a limit and changes a hash."""
    if not isinstance(data, MultiValueDict):
        return {key: _lf(value) for key, value in data.items()}
    copy = data.copy()
    for key, values in list(data.lists()):
        copy.setlist(key, [_lf(value) for value in values])
    return copy


def _lf(value: Any) -> Any:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


class Form(forms.Form):
    """The form to derive from."""

    use_required_attribute = False  # the page says what is missing, in a summary, instead of the browser's bubble

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(unified(data) if data is not None else None, *args, **kwargs)
        for field in self.fields.values():
            _dress(field)


class KeptWords(Form):
    """A form whose words are kept: codes of doors and places of keys are refused, or cut out with one more tap."""

    CUT = "cut"
    cuttable = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            said = data.get(name)
            if type(field) is forms.CharField and isinstance(said, str) and (cut := keys.cut(said)).pieces:
                self._cut(name, cut)
        return data

    def _cut(self, name: str, cut: keys.Cut) -> None:
        if self.CUT not in self.data:
            self.cuttable = True
            said = _("、").join(cut.pieces)
            self.add_error(name, _("“%(said)s”能开门，不能留在这里。点“去掉再存”，或者自己改。") % {"said": said})
        elif not cut.text and self.fields[name].required:
            self.add_error(name, self.fields[name].error_messages["required"])
        else:
            self.cleaned_data[name] = cut.text


def _dress(field: forms.Field) -> None:
    widget = field.widget
    if str(field.error_messages.get("required")) == str(forms.Field.default_error_messages["required"]):
        field.error_messages["required"] = _("还没填：%(label)s") % {"label": field.label}
    if isinstance(widget, CHOOSING):
        return
    widget.attrs.setdefault("class", "input")
    if isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") in (None, "10"):
            widget.attrs["rows"] = "3"


def _plain(value: str) -> str:
    """Full-width digits and signs as their narrow twins."""
    return unicodedata.normalize("NFKC", value)


class PhoneField(forms.CharField):
    """A mainland number in any spacing; kept as digits. A mobile, or a landline with or without its area code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "tel", "autocomplete": "tel", "class": "input num"}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return self._digits(text) if text else ""

    def _digits(self, text: str) -> str:
        digits = re.sub(r"[^\d+]", "", _plain(text))
        digits = re.sub(r"^(\+86|0086)", "", digits)
        if re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}", digits):
            return digits
        if re.match(r"1[3-9]", digits):
            raise forms.ValidationError(_("手机号是 11 位，这里有 %(n)s 位。") % {"n": len(digits)}, code="length")
        raise forms.ValidationError(_("电话号码没看懂，请再看一眼。"), code="phone")


class YuanField(forms.CharField):
    """A sum of money as people write it (１，２００ 元, ¥680.5); kept as whole cents, and never a float on the way."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off", "class": "input num"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(self.prepare_value(value))
        return self._cents(text) if text else None

    def _cents(self, text: str) -> int:
        bare = re.sub(r"[\s,¥￥元]", "", _plain(text))
        if bare.startswith("-"):
            raise forms.ValidationError(_("钱数不能是负的；不要钱就写 0。"), code="yuan")
        if re.fullmatch(r"\d{10,}(\.\d*)?", bare):
            raise forms.ValidationError(_("这个数太大了，看看是不是多打了几位；这里按元写。"), code="yuan")
        found = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,2}))?", bare)
        if not found:
            raise forms.ValidationError(_("写成数字，比如 680 或 680.50。"), code="yuan")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


class PhotoInput(forms.ClearableFileInput):
    """A plain picture input for several files; no `capture`, which fails in some phones' WeChat."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", "multiple": True, **(attrs or {})})


class VoiceInput(forms.ClearableFileInput):
    template_name = "django/forms/widgets/file.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "audio/*", **(attrs or {})})


class VoiceField(forms.FileField):
    """A voice note; its cleaned value is a `voices.Voice`, or None."""

    widget = VoiceInput

    def clean(self, data: Any, initial: Any = None) -> Voice | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return voices.read(upload)
        except VoiceRefused as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from None


class PhotosField(forms.FileField):
    """Several uploads, collected and counted; whether they are pictures is for core.photos to say."""

    widget = PhotoInput

    def __init__(self, *, max_files: int = 9, **kwargs: Any) -> None:
        self.max_files = max_files
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            super().clean(None, initial)
            return []
        if len(files) > self.max_files:
            raise forms.ValidationError(
                _("一次最多 %(most)s 张照片，这里有 %(n)s 张。") % {"most": self.max_files, "n": len(files)},
                code="many",
            )
        return [super(PhotosField, self).clean(file, initial) for file in files]
