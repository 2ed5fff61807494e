"""登记、答复、居民报事的表单: what is asked at intake, at an answer given at once, and of a resident."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import pictures, uploads
from huying.core.forms import Form, PhoneField, PhotosField, VoiceField
from huying.core.photos import PhotoRefused
from huying.core.pictures import Picture
from huying.core.sealed import digits
from huying.people.models import Contact, Resident
from huying.places.models import Building

from .actions import Concerned
from .intake import GUESSED, KINDS, SPOT, Involved, Place, Proposal
from .models import Appeal, CaseHome, Category, Channel, Nature, Urgency

LONGEST = 4000


def words(label: Any, missing: Any, **attrs: str) -> forms.CharField:
    """What somebody said, as said."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=attrs),
        error_messages={
            "required": missing,
            "max_length": gettext_lazy("最多写 %(limit_value)d 个字，这里有 %(show_value)d 个。字都还在，请删短一些。"),
        },
    )


def line(label: Any, longest: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"max_length": gettext_lazy("最多写 %(limit_value)d 个字，这里有 %(show_value)d 个。")},
    )


class Placed(Form):
    """A form that asks where. The place it takes was proposed for these very words, or it asks."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.place: Place | None = None

    place_optional = False
    place_field = "address"

    def take_place(self, cleaned: dict[str, Any]) -> None:
        """The place tapped, else the one sure home. Never one that was not proposed for what stands in the form."""
        value = self.data.get("place", "")
        self.place = self.proposal.find(value) if value else self.proposal.sure
        if self.place is None and not (self.place_optional and not self.proposal.heard.strip() and not value):
            self.add_error(self.place_field, self._ask(value))
        elif self.place and self.place.value == SPOT and not (cleaned.get("spot") or self.place.spot):
            self.add_error("spot", _("写一下是哪里，比如“小区东门”。"))

    def _ask(self, value: str) -> str:
        if value:
            return _("地址改过了，请再点一下是哪里。")
        if self.proposal.places:
            return _("请点一下是哪里。")
        return self.proposal.note or _("还没说是哪里。写上楼栋房号，或者选一个楼栋。")

    def site(self) -> dict[str, Any]:
        """Home, building and spot, as the case keeps them."""
        place = self.place or Place("", "")
        spot = self.cleaned_data.get("spot", "") or place.spot
        return {"home": place.home, "building": place.building, "spot": spot}


class Desk(Placed):
    """What the desk asks of whoever calls or stands there."""

    pictures: tuple[Picture, ...] = ()

    text = words(gettext_lazy("对方说了什么"), gettext_lazy("还没写对方说了什么。"), rows="3", autofocus="")
    address = line(gettext_lazy("哪里的事"), 200)
    spot = line(gettext_lazy("具体位置"), 60)
    name = line(gettext_lazy("诉求人"), 40)
    phone = PhoneField(label=gettext_lazy("回电"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("怎么来的"),
        choices=[(one.value, one.label) for one in (Channel.PHONE, Channel.WALK_IN)],
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("哪一类"),
        queryset=Category.objects.filter(active=True),
        empty_label=gettext_lazy("请选"),
        error_messages={"required": gettext_lazy("还没选是哪一类。")},
    )
    resident = forms.UUIDField(required=False, widget=forms.HiddenInput)
    as_said = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        residents: list[Resident] = (),  # type: ignore[assignment]
        caller: Resident | None = None,
        named: Sequence[Involved] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.residents, self.caller, self.named = residents, caller, named

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_place(cleaned)
        return cleaned

    def reporter(self) -> dict[str, Any]:
        """Who said it: a known resident of the home when tapped or named; what was typed wins over the ledger."""
        cleaned = self.cleaned_data
        known = self._known(cleaned)
        return {
            "resident": known,
            "reporter_name": cleaned["name"] or (known.name if known else ""),
            "reporter_phone": cleaned["phone"] or (digits(known.phone) if known else ""),
        }

    def _known(self, cleaned: dict[str, Any]) -> Resident | None:
        home = self.place.home if self.place else None
        here = [one for one in self.residents if home and one.home_id == home.pk]
        named = (one for one in here if cleaned["name"] == one.name)
        tapped = (one for one in here if cleaned["resident"] == one.pk and cleaned["name"] in ("", one.name))
        caller = self.caller if self.caller and cleaned["name"] in ("", self.caller.name) else None
        return next(tapped, None) or next(named, None) or caller

    def concerned(self) -> tuple[Concerned, ...]:
        """The further homes with their roles, as the page showed them. What nobody has seen is not kept."""
        site = self.place.value if self.place else ""
        kept = (one for one in self.named if one.told and one.role in CaseHome.Role.values and one.place.value != site)
        return tuple(
            Concerned(role=one.role, home=one.place.home, building=one.place.building, spot=one.place.spot)
            for one in kept
        )

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "text": cleaned["text"],
            "channel": cleaned["channel"],
            "category": cleaned["category"],
            "address_text": cleaned["address"],
            "as_said": cleaned["as_said"],
            "homes": self.concerned(),
            **self.site(),
            **self.reporter(),
        }


class IntakeForm(Desk):
    """登记: six answers, most of them suggested or already chosen."""

    urgency = forms.ChoiceField(
        label=gettext_lazy("急不急"), choices=Urgency.choices, initial=Urgency.NORMAL, widget=forms.RadioSelect
    )
    nature = forms.ChoiceField(label=gettext_lazy("性质"), choices=Nature.choices, initial=Nature.HELP)
    seen = forms.CharField(required=False, initial="|normal|help", widget=forms.HiddenInput)

    def look_again(self, changed: set[str], why: str) -> None:
        """The words choose otherwise than the page showed: a person looks once more before it is sent."""
        for name in GUESSED:
            if name in changed and not self.has_error(name):
                self.add_error(name, self._look(name, why))

    def _look(self, name: str, why: str) -> str:
        chosen = self[name].value()
        labels = {str(value): str(label) for value, label in self.fields[name].choices}
        facts = {"choice": labels.get(str(chosen), chosen), "why": why}
        if why:
            return _("先替您选了“%(choice)s”（因为：%(why)s）。看一眼，对就再点一次。") % facts
        return _("先替您选了“%(choice)s”。看一眼，对就再点一次。") % facts


class AnswerForm(Desk):
    """当场答复: what was asked and what was answered, on one screen. Where is only asked when a place was named."""

    place_optional = True
    reply = words(gettext_lazy("您怎么答复"), gettext_lazy("还没写答复。"), rows="3")


# --- residents --------------------------------------------------------------------------------------------------------


class ReportForm(Placed):
    """有事您说: a picture, a voice note or a word, where; a telephone number if one likes."""

    text = words(gettext_lazy("一句话，什么事"), gettext_lazy("还没写是什么事。写几个字，或点下面一个。"), rows="2")
    kind = forms.ChoiceField(
        label=gettext_lazy("或者点一个"),
        choices=[(code, row[0]) for code, row in KINDS.items()],
        required=False,
        widget=forms.RadioSelect,
    )
    photos = PhotosField(label=gettext_lazy("拍照片"), required=False, max_files=6)
    voice = VoiceField(label=gettext_lazy("说一段"), required=False)
    address = line(gettext_lazy("在哪里"), 200)
    spot = line(gettext_lazy("写清是哪里"), 60)
    name = line(gettext_lazy("怎么称呼您"), 40, autocomplete="name")
    phone = PhoneField(
        label=gettext_lazy("回您的电话"), required=False, help_text=gettext_lazy("只给办这件事的人看，好约时间上门。")
    )
    email = forms.EmailField(
        label=gettext_lazy("您的邮箱"), required=False, max_length=120,
        widget=forms.EmailInput(attrs={"inputmode": "email", "autocomplete": "email", "class": "input"}),
        help_text=gettext_lazy("有进展写信告诉您；没有手机短信也能看。"),
        error_messages={"invalid": gettext_lazy("邮箱没看懂，写成 name@example.cn 这样。")},
    )  # fmt: skip

    def __init__(self, *args: Any, house: Building | None = None, own: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if own:
            self.fields["phone" if own.by_phone else "email"].help_text = (
                _("不用填：用您核实过的 %(masked)s。") % {"masked": own.masked}
            )  # fmt: skip
        self.pictures: tuple[Picture, ...] = ()
        if self.data.get("kind") or self.files:  # the tap, the picture or the voice says it already
            self.fields["text"].required = False
        if house is not None:
            self.fields["address"].label = _("哪一户、哪一层")

    def clean_photos(self) -> list[Any]:
        """Each is read and made anew at once: a damaged one is said beside the field."""
        try:
            self.pictures = pictures.read(self.cleaned_data["photos"])
        except PhotoRefused as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from None
        return self.cleaned_data["photos"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_place(cleaned)
        gone = self.files.get("photos") and not uploads.arrived(self.data, "photos")
        if self.errors and gone and not self.has_error("photos"):
            self.add_error("photos", _("照片没留住，改好后请再选一次。"))
        if self.errors and self.files.get("voice") and not self.has_error("voice"):
            self.add_error("voice", _("录的话没留住，改好后请再录一次。"))
        return cleaned

    def reporter(self) -> dict[str, str]:
        """Who says it, and how to reach them: what was left empty is what they proved on this device."""
        cleaned, own = self.cleaned_data, self.own
        phone = cleaned["phone"] or (own.address if own and own.by_phone else "")
        email = cleaned["email"] or (own.address if own and not own.by_phone else "")
        return {"reporter_name": cleaned["name"], "reporter_phone": phone, "reporter_email": email}

    def words(self) -> str:
        """What was written; a tap alone speaks with its own word, a picture or a voice for itself."""
        written: str = self.cleaned_data["text"].strip()
        kind = self.cleaned_data["kind"]
        alone = _("听录音，没写话。") if self.cleaned_data["voice"] else _("看照片，没写话。")
        return written or (str(KINDS[kind][0]) if kind else alone)


class CallMeForm(Form):
    """请给我打电话: a number, and nothing else."""

    phone = PhoneField(
        label=gettext_lazy("您的电话"), help_text=gettext_lazy("只给办这件事的人看，打给您问清是什么事。"),
        error_messages={"required": gettext_lazy("还没写电话，没有号码打不过去。")},
    )  # fmt: skip


class TooForm(Form):
    """我家也是: nothing need be written."""

    door = line(gettext_lazy("哪一户"), 40)
    phone = PhoneField(
        label=gettext_lazy("回您的电话"), required=False, help_text=gettext_lazy("只给办这件事的人看，好约时间上门。")
    )


class LookupForm(Form):
    """找我的事: the number on the slip, and the last four digits of the telephone that was left."""

    number = forms.CharField(
        label=gettext_lazy("编号"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input num"}),
        error_messages={"required": gettext_lazy("还没写编号，八位数字。")},
    )
    last = forms.CharField(
        label=gettext_lazy("留的电话，末四位"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input num"}),
        error_messages={"required": gettext_lazy("还没写电话的末四位。")},
    )

    def clean_number(self) -> str:
        return digits(self.cleaned_data["number"])

    def clean_last(self) -> str:
        last = digits(self.cleaned_data["last"])
        if len(last) != 4:
            raise forms.ValidationError(_("要四位数字。"))
        return last


class FixedForm(Form):
    """修好了: one of three faces."""

    satisfaction = forms.ChoiceField(
        label=gettext_lazy("您满意吗？"),
        choices=[(one.value, one.label) for one in Appeal.Satisfaction if one != Appeal.Satisfaction.NO_ANSWER],
        error_messages={"required": gettext_lazy("请点一个。")},
        widget=forms.RadioSelect,
    )


class NotFixedForm(Form):
    """没修好: what is still wrong, so that whoever comes knows what to bring."""

    reason = forms.CharField(
        label=gettext_lazy("哪里还不行？"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "3", "data-count": ""}),
        error_messages={
            "required": gettext_lazy("写几个字：哪里还不行。"),
            "max_length": gettext_lazy("最多写 %(limit_value)d 个字，这里有 %(show_value)d 个。"),
        },
    )


class DisagreeForm(Form):
    """我不同意: why the community should take it on after all."""

    reason = forms.CharField(
        label=gettext_lazy("为什么该社区办？"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "3", "data-count": ""}),
        error_messages={
            "required": gettext_lazy("写几个字：为什么该社区办。"),
            "max_length": gettext_lazy("最多写 %(limit_value)d 个字，这里有 %(show_value)d 个。"),
        },
    )
