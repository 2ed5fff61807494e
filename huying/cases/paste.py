"""读来件: what a pasted order or chat says, and what it puts into the intake form. Nothing is kept here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from huying.core import clock, spoken
from huying.places import queries as places
from huying.places.models import Community
from huying.rules import masks, orders

from . import queries
from .intake import Proposal, follow, suggested
from .models import Appeal, Channel, Nature

NOWHERE = Proposal("nothing")
# More than an office copies at once; beyond it a whole sheet was pasted by mistake.
LONGEST_PASTE = 20_000
WORDS_MOST = 4000

# Where a label's value went, for who looks it over before saving.
WENT = {
    "number": gettext_lazy("对方编号"),
    "caller": gettext_lazy("诉求人"),
    "phone": gettext_lazy("回电"),
    "address": gettext_lazy("哪里的事"),
    "limit": gettext_lazy("对方要求的时限"),
    "secret": gettext_lazy("要求保密"),
    "about": gettext_lazy("诉求人的其他信息"),
}
NATURES = {str(nature): nature.value for nature in Nature}


class Read(NamedTuple):
    """One thing that was read: as printed, its value, and where it went ("" for the words)."""

    label: str
    value: str
    went: str


@dataclass
class Paste:
    """One order, or one chat, ready for the form. `rest` is what comes after it."""

    source: str
    values: dict[str, str] = field(default_factory=dict)
    rows: list[Read] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rest: str = ""
    left: int = 0
    double: Appeal | None = None
    elsewhere: str = ""


def read(community: Community, text: str) -> Paste:
    """The first of what was pasted, as values of the form, with what was read and what a person must look at."""
    found = orders.read(text)
    if found.orders:
        page = _order(community, found.orders[0])
        page.rest = "\n\n".join(order.source for order in found.orders[1:])
        page.left = len(found.orders) - 1
    elif found.chat:
        page = _chat(community, text, found.chat)
    else:
        page = Paste(text, {"text": text.strip(), "channel": Channel.WECHAT_GROUP.value})
        page.notes.append(_("没认出工单或群聊的样子，整段放进了“说了什么”。来源、地址、姓名请自己看一眼。"))
    if len(page.values["text"]) > WORDS_MOST:
        facts = {"n": len(page.values["text"]), "most": WORDS_MOST}
        page.notes.append(_("原文有 %(n)s 个字，最多存 %(most)s 个。字都在下面，请删短一些再登记。") % facts)
    nature = page.values.pop("nature", "")
    page.values |= {"seen": "|normal|help", "category": "", "urgency": "normal", "nature": "help"}
    follow(page.values, suggested(page.values["text"])[1])
    if nature:  # the order says it: what the words suggest changes it no more
        page.values["nature"] = nature
        page.values["seen"] = "|".join([*page.values["seen"].split("|")[:2], "-"])
    return page


# --- an order ---------------------------------------------------------------------------------------------------------


def _order(community: Community, order: orders.Order) -> Paste:
    page = Paste(order.source)
    page.values = {
        "text": order.words,
        "address": order.address,
        "name": order.caller,
        "phone": order.phone,
        "channel": Channel.HOTLINE.value,
        "outside_number": order.number,
        "about_reporter": order.about,
        "secret": "1" if order.secret else "",
        "nature": NATURES.get(order.get("kind").strip(), ""),
    }
    page.rows = [Read(line.label, _shown(line), str(WENT.get(line.key, ""))) for line in order.lines if line.value]
    _take_limit(community, order, page)
    _look_over(community, order, page)
    return page


def _shown(line: orders.Line) -> str:
    """Numbers half hidden: the page is for looking over, the field holds the whole one."""
    return masks.clean(line.value)


def _take_limit(community: Community, order: orders.Order, page: Paste) -> None:
    """对方要求的时限: read as a moment, or counted; said in full either way, so that a person can hold it against the order."""
    limit = order.get("limit")
    if not limit:
        page.notes.append(_("单上没找到办理时限，看一眼原单再填。"))
        return
    calendar = places.calendar_of(community.division)
    sent = orders.moment(order.get("sent"), clock.now(), calendar) if order.get("sent") else None
    found = orders.due(limit, sent or clock.now(), calendar)
    if found is None:
        page.notes.append(_("办理时限“%(limit)s”没看懂，请自己填。") % {"limit": limit})
        line = next(one for one in order.lines if one.key == "limit" and one.value)
        page.values["text"] += f"\n{line.label}：{limit}"
        page.rows = [row._replace(went="") if row.label == line.label else row for row in page.rows]
        return
    page.values["outside_due"] = f"{clock.local(found.at):%Y-%m-%dT%H:%M}"
    facts = {"limit": limit, "at": spoken.on(found.at), "start": spoken.on(sent or clock.now())}
    if found.counted and sent:
        page.notes.append(_("“%(limit)s”从派单时间 %(start)s 算起，到 %(at)s。请核对。") % facts)
    elif found.counted:
        page.notes.append(_("“%(limit)s”没写从哪天算，先从现在 %(start)s 算，到 %(at)s。请核对。") % facts)
    if found.uncertain:
        page.notes.append(_("日历里没有那一年的节假日，这个时限可能不准。"))


def _look_over(community: Community, order: orders.Order, page: Paste) -> None:
    """Kept before, another place's, without a number, by a hidden caller."""
    page.double = queries.outside(community, Channel.HOTLINE, order.number)
    named = " ".join(order.get(key) for key in ("street", "community", "address"))
    page.elsewhere = orders.elsewhere(named, places.own_names(community))
    if not order.number:
        page.notes.append(_("没找到工单编号。不填也能存，但再贴一次就认不出是同一张。"))
    if order.secret:
        page.notes.append(_("来电人要求保密：姓名、电话只有受理台看得到，网格员和维修单位看不到。"))


# --- a chat -----------------------------------------------------------------------------------------------------------


def _chat(community: Community, text: str, chat: orders.Chat) -> Paste:
    """One speaker's words are theirs; of several it is said who said what, and a person chooses whose appeal it is."""
    page = Paste(text)
    one = len(chat.speakers) < 2
    calendar = places.calendar_of(community.division)
    times = [orders.moment(remark.when, clock.now(), calendar) if remark.when else None for remark in chat.remarks]
    with override("zh-hans"):  # what is kept is in the speakers' language
        said = [_said(remark, at, one) for remark, at in zip(chat.remarks, times, strict=True)]
    page.values = {
        "text": "\n".join(said),
        "channel": Channel.WECHAT_GROUP.value,
        "name": chat.speakers[0][:40] if one and chat.speakers else "",
    }
    page.rows = [
        Read(" ".join(filter(None, (remark.who, remark.when))), masks.clean(remark.words), "")
        for remark in chat.remarks
    ]
    if not one:
        page.notes.append(
            _("有 %(n)s 个人说话：%(who)s。诉求人是谁，请填。")
            % {"n": len(chat.speakers), "who": _("、").join(chat.speakers)}
        )
    if chat.pictures:
        page.notes.append(
            _("原文里有 %(n)s 张图片，文字里带不过来：请按 Ctrl+V 粘贴，或者选文件。") % {"n": chat.pictures}
        )
    return page


def _said(remark: orders.Remark, at: datetime | None, one: bool) -> str:
    """昨天 18:32 becomes a date: tomorrow it would mean another day."""
    when = spoken.on(at) if at else remark.when
    if one:
        return _("%(words)s（%(when)s）") % {"words": remark.words, "when": when} if when else remark.words
    who = _("%(who)s（%(when)s）") % {"who": remark.who, "when": when} if when else remark.who
    return _("%(who)s：%(words)s") % {"who": who, "words": remark.words} if who else remark.words


def initial(values: dict[str, str]) -> dict[str, Any]:
    """The values as a form's initial ones."""
    return {**values, "secret": bool(values.get("secret"))}


def blank() -> Paste:
    """Only a screenshot: everything is typed, nothing is guessed."""
    return Paste("", {"channel": Channel.HOTLINE.value, "seen": "|normal|help", "urgency": "normal", "nature": "help"})


def waiting(rest: str) -> int:
    """How many orders come after this one."""
    return len(orders.read(rest).orders)
