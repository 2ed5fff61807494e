"""What the field asks: a visit, a check, found and fixed, a vendor's finish. Few questions, and photos never forced."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.cases.models import Category
from huying.core import pictures
from huying.core.forms import KeptWords, PhotosField, YuanField
from huying.core.photos import PhotoRefused
from huying.people.models import Post
from huying.places.models import Building
from huying.rules.entry import Visitor as EntryVisitor
from huying.rules.entry import crew_lacks
from huying.rules.money import needs_why
from huying.rules.zones import zone_of

from .models import Part, Visit, Visitor, WorkOrder, Zone
from .order_models import FINISHES

# How many beside the writer a visit has room for.
COMPANY = (1, 2)
# How parts are laid out, and what is said of each kind: whoever picks a part has picked whose it is.
KINDS = {
    "common": gettext_lazy("全楼共有的"),
    "private": gettext_lazy("住户自己的"),
    "utility": gettext_lazy("水电气公司的，表前归公司"),
    "unknown": gettext_lazy("要看情况"),
}
ZONES = [
    ("", gettext_lazy("跟着部位")),
    ("common", gettext_lazy("全楼共有的")),
    ("private", gettext_lazy("住户自己的")),
    ("utility", gettext_lazy("水电气公司的")),
    ("municipal", gettext_lazy("市政的")),
    ("unknown", gettext_lazy("还没弄清")),
]


def words(label: Any, longest: int, *, required: bool = False, missing: Any = "", rows: int = 2) -> forms.CharField:
    """A few words; the pages say what is missing."""
    messages = {"required": missing} if missing else None
    area = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    return forms.CharField(label=label, max_length=longest, required=required, widget=area, error_messages=messages)


def one_of(label: Any, choices: Any, *, required: bool = True, missing: Any = "") -> forms.ChoiceField:
    messages = {"required": missing} if missing else None
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=forms.RadioSelect, error_messages=messages
    )


class Pictured(KeptWords):
    """A form with photos: cleaned to pictures ready to keep. A refused one costs no written word."""

    KEEP = "keep"

    def full_clean(self) -> None:
        super().full_clean()
        for name in self._photo_fields() if self.is_bound and self.errors else ():
            if self.files:
                self[name].help_text = _("写的字都在；照片要再选一次。")

    def _photo_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, PhotosField)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self._photo_fields():
            data[name] = self._read(name, data.get(name) or [], keep=bool(data.get(self.KEEP)))
        return data

    def _read(self, name: str, uploads: list[Any], *, keep: bool) -> tuple[pictures.Picture, ...]:
        try:
            return pictures.read(uploads, keep_place_and_time=keep)
        except PhotoRefused as refused:
            self.add_error(name, str(refused.message))
            return ()


class VisitForm(Pictured):
    """上门: what came of it, and, when it was seen, the cause and the part."""

    outcome = one_of(gettext_lazy("结果"), Visit.Outcome.choices, missing=gettext_lazy("还没选结果：看到了没有。"))
    cause = words(gettext_lazy("什么原因"), 300)
    part = one_of(gettext_lazy("什么部位"), Part.choices, required=False)
    zone = one_of(gettext_lazy("归谁"), ZONES, required=False)
    photos = PhotosField(label=gettext_lazy("拍照"), required=False)
    keep = forms.BooleanField(
        label=gettext_lazy("留下照片里的时间和地点"),
        required=False,
        help_text=gettext_lazy("不勾就不留，也不记您走到哪。"),
    )
    note = words(gettext_lazy("别的话"), 1000)
    entry = one_of(gettext_lazy("凭谁的同意进的门"), [], required=False)

    def __init__(self, data: Any = None, files: Any = None, *, entries: Iterable[Any] = (), entry: str = "") -> None:
        super().__init__(data, files, initial={"entry": entry})
        self.entries = {str(one.pk): one for one in entries}
        choices = [(key, _("业主同意：%(home)s") % {"home": one.home.label}) for key, one in self.entries.items()]
        if choices:
            self.fields["entry"].choices = [*choices, ("", _("没进那一户"))]  # type: ignore[attr-defined]
        else:
            del self.fields["entry"]
        for nth in COMPANY:
            self.fields[f"with_{nth}"] = words(_("谁一起去的") if nth == 1 else _("还有谁"), 40, rows=1)
            self.fields[f"role_{nth}"] = forms.ChoiceField(
                label=_("是什么人"), required=False, choices=[("", _("选一个")), *Visitor.Role.choices]
            )
            self.fields[f"role_{nth}"].widget.attrs["class"] = "input"
            self.fields[f"with_{nth}"].widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._clean_company(data)
        cause, part = data.get("cause"), data.get("part")
        if cause and not part:
            self.add_error("part", _("写了原因，再点一下是什么部位。"))
        if part and not cause:
            self.add_error("cause", _("点了部位，再写一句什么原因。"))
        if (cause or part) and data.get("outcome") not in ("", None, Visit.Outcome.SEEN):
            self.add_error("outcome", _("写了原因，就是看到了；没看到就先不写原因。"))
        return data

    def _clean_company(self, data: dict[str, Any]) -> None:
        for nth in COMPANY:
            if data.get(f"with_{nth}") and not data.get(f"role_{nth}"):
                self.add_error(f"role_{nth}", _("写了名字，再选一下是什么人。"))
        lacks = crew_lacks(self.others) if self.went_in else ""
        if lacks == "second":
            self.add_error("with_1", _("进门至少两个人：写上谁一起进去的。"))
        elif lacks:
            self.add_error("with_1", _("当事人之外，还要有一个不相干的人：同事、居民代表、民警都行。"))

    @property
    def went_in(self) -> Any:
        """The authorisation under which somebody went in, where they saw something there."""
        seen = self.cleaned_data.get("outcome") == Visit.Outcome.SEEN
        return self.entries.get(self.cleaned_data.get("entry") or "") if seen else None

    @property
    def others(self) -> tuple[EntryVisitor, ...]:
        data = self.cleaned_data
        pairs = [(data.get(f"with_{nth}"), data.get(f"role_{nth}")) for nth in COMPANY]
        return tuple(EntryVisitor(name, role) for name, role in pairs if name and role)

    def company(self) -> list[tuple[Any, Any]]:
        """Name and part of each who came along, for the page."""
        return [(self[f"with_{nth}"], self[f"role_{nth}"]) for nth in COMPANY]

    @property
    def zone_chosen(self) -> str:
        """Whose part it is: as said, or as the part suggests."""
        return self.cleaned_data["zone"] or zone_of(self.cleaned_data["part"])

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The parts under whose they most likely are, for the page."""
        options = list(self["part"])
        of = {kind: [one for one in options if zone_of(one.data["value"]) == kind] for kind in KINDS}
        return [(KINDS[kind], found) for kind, found in of.items() if found]


def whose(zone: str) -> str:
    return str(Zone(zone).label)


class CheckForm(Pictured):
    """核查: good, or not good and why."""

    result = one_of(
        gettext_lazy("看得怎么样"),
        [("passed", gettext_lazy("合格")), ("failed", gettext_lazy("不合格"))],
        missing=gettext_lazy("还没选合格不合格。"),
    )
    note = words(gettext_lazy("看到什么"), 300)
    photos = PhotosField(label=gettext_lazy("拍照"), required=False)
    keep = forms.BooleanField(label=gettext_lazy("留下照片里的时间和地点"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("result") == "failed" and not data.get("note"):
            self.add_error("note", _("不合格要写一句哪里不行，干活的人好改。"))
        return data


# What is put right on a walk; the rest wants the long road.
ON_THE_WALK = ("light", "sanitation", "drain", "green", "parking", "safety", "utility")
PROOFS = [
    ("photo", gettext_lazy("照片")),
    ("witness", gettext_lazy("有人在场")),
    ("resident", gettext_lazy("居民确认")),
]


def _with_proof(data: Any, files: Any) -> Any:
    """A photo is a proof without being called one: a tap less."""
    if not data or not files or data.get("proof"):
        return data
    data = data.copy()
    data["proof"] = "photo"
    return data


class FixedForm(Pictured):
    """随手办: what, where, and one proof of the doer's own choosing."""

    category = one_of(gettext_lazy("哪类"), [], missing=gettext_lazy("还没选哪类事。"))
    building = one_of(gettext_lazy("哪栋"), [], required=False)
    spot = words(gettext_lazy("哪个位置"), 60, rows=1)
    what = words(gettext_lazy("什么事，怎么办的"), 300, required=True, missing=gettext_lazy("还没写是什么事。"), rows=1)
    proof = one_of(gettext_lazy("凭据，三样有一样就行"), PROOFS, missing=gettext_lazy("还没选凭据；拍了照片就不用选。"))
    photos = PhotosField(label=gettext_lazy("拍照"), required=False)
    who = words(gettext_lazy("在场或确认的人"), 40, rows=1)
    keep = forms.BooleanField(label=gettext_lazy("留下照片里的时间和地点"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, post: Post) -> None:
        super().__init__(_with_proof(data, files), files)
        self.categories = {one.code: one for one in Category.objects.filter(code__in=ON_THE_WALK, active=True)}
        self.buildings = {str(one.pk): one for one in Building.objects.filter(grid=post.grid_id)}
        self.fields["category"].choices = [
            (code, str(self.categories[code])) for code in ON_THE_WALK if code in self.categories
        ]
        self.fields["building"].choices = [(pk, one.name) for pk, one in self.buildings.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("building") and not data.get("spot") and "building" not in self.errors:
            self.add_error("building", _("点一下哪栋；不在楼里就写位置。"))
        proof = data.get("proof")
        if proof == "photo" and not data.get("photos") and "photos" not in self.errors:
            self.add_error("photos", _("凭据选了照片，还没有照片。拍一张，或者换一样。"))
        if proof in ("witness", "resident") and not data.get("who"):
            self.add_error("who", _("写一下是谁，有名有姓就行。"))
        return data

    @property
    def note(self) -> str:
        """What stands behind the proof, in words."""
        if self.cleaned_data["proof"] == "photo":
            return ""
        label = dict(PROOFS)[self.cleaned_data["proof"]]
        return _("%(proof)s：%(who)s") % {"proof": label, "who": self.cleaned_data["who"]}


def ask_why_more(form: forms.Form, order: WorkOrder, cost: int | None) -> None:
    """What cost more than was estimated wants a reason."""
    if cost is not None and needs_why(cost, order.estimate_cents) and not form.cleaned_data.get("why_more"):
        form.add_error("why_more", _("比估的多，写一句为什么多。"))


RESULTS = [(one.value, one.label) for one in FINISHES]


class FinishForm(Pictured):
    """完工: what came of it and what it cost, with photos of before and after for whoever takes them."""

    result = one_of(gettext_lazy("修好了没有"), RESULTS, missing=gettext_lazy("还没选修好了没有。"))
    cost = YuanField(
        label=gettext_lazy("一共多少钱（元）"),
        error_messages={"required": gettext_lazy("还没写多少钱；不要钱就写 0。")},
    )
    why_more = words(gettext_lazy("为什么比估的多"), 300)
    before = PhotosField(label=gettext_lazy("做之前的照片"), required=False)
    after = PhotosField(label=gettext_lazy("做之后的照片"), required=False)
    note = words(gettext_lazy("做了什么，还差什么"), 1000)

    def __init__(self, data: Any = None, files: Any = None, *, order: WorkOrder) -> None:
        super().__init__(data, files)
        self.order = order
        if order.estimate_cents is None:
            del self.fields["why_more"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("result") not in ("", None, WorkOrder.Result.RESOLVED) and not data.get("note"):
            self.add_error("note", _("没全修好，写一句还差什么、为什么。"))
        ask_why_more(self, self.order, data.get("cost"))
        return data


class HandBackForm(Pictured):
    """退回工单: why it cannot be done, or whose it is."""

    reason = words(
        gettext_lazy("为什么干不了"), 300, required=True, missing=gettext_lazy("写一句为什么干不了，社区好另请人。")
    )
