"""消息的话 What messages say, in both languages, unless a community puts it otherwise.

{names} stand for what is filled in. What stands in [square brackets] is left out when something in it is empty: an office
PC has no address that a phone could open, so its messages name the number and the telephone line instead. An SMS begins
with the signature, which says who writes. Nothing private may be named: no address beyond the building, no words that
anybody wrote, nobody's name.
"""

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACE = re.compile(r"\{([a-z]+)\}")
BRACKET = re.compile(r"\[([^\[\]]*)\]")

REPORTER = ("community", "number", "phone", "link", "day")
POST = ("community", "number", "what", "where", "who", "due", "link")
CODE = ("community", "phone", "code", "minutes")
MINE = ("community", "phone", "link")
RAISED = (*POST, "why")
VENDOR = ("community", "phone", "where", "due", "link")


class Said(NamedTuple):
    """The words of one template in one language; only e-mail has a subject."""

    subject: str
    text: str


class Template(NamedTuple):
    """消息模板: for whom, through which channels, which places it may name, and our own words."""

    code: str
    label: str | Promise
    audience: str
    channels: tuple[str, ...]
    places: tuple[str, ...]
    zh: Said
    en: Said

    def said(self, language: str) -> Said:
        return self.en if language == "en" else self.zh


def _reporter(code: str, label: str | Promise, zh: str, en: str, subject: tuple[str, str]) -> Template:
    return Template(code, label, "reporter", ("sms", "email"), REPORTER, Said(subject[0], zh), Said(subject[1], en))


TEMPLATES: dict[str, Template] = {
    one.code: one
    for one in (
        _reporter(
            "received", _("告诉诉求人：收到了"),
            "您反映的事登记好了，编号 {number}。[看进度 {link} ]有事请打 {phone}。",
            "Your report is on file, number {number}. [Progress: {link} ]Questions: {phone}.",
            ("登记好了", "We have your report"),
        ),
        _reporter(
            "in_hand", _("告诉诉求人：有人接手了"),
            "编号 {number} 的事，网格员接手了，会上门看。[看进度 {link} ]有事请打 {phone}。",
            "A grid worker has taken up {number} and will come to look. [Progress: {link} ]Questions: {phone}.",
            ("有人接手了", "Somebody has it in hand"),
        ),
        _reporter(
            "waiting", _("告诉诉求人：要等一等"),
            "编号 {number} 的事现在要等一等，没有忘。[为什么、等到什么时候，看这里 {link} ]也可以打 {phone} 问。",
            "{number} has to wait for a while; it is not forgotten. [Why and until when: {link} ]Or ring {phone}.",
            ("要等一等", "It has to wait"),
        ),
        _reporter(
            "extended", _("告诉诉求人：要晚几天"),
            "编号 {number} 的事要晚几天，改到 {day} 前办好。[为什么，看这里 {link} ]也可以打 {phone} 问。",
            "{number} needs longer: until {day}. [Why: {link} ]Or ring {phone}.",
            ("要晚几天", "It needs longer"),
        ),
        _reporter(
            "handled", _("告诉诉求人：办了，请看看好没好"),
            "编号 {number} 的事办了。好没好，请您说一声：[点开 {link} ]或者打 {phone}。",
            "The work on {number} is done. Please tell us whether it is solved: [{link} ]or ring {phone}.",
            ("办了，请看看好没好", "Please tell us whether it is solved"),
        ),
        _reporter(
            "closed", _("告诉诉求人：办结了"),
            "编号 {number} 的事办结了。又出问题，[点开 {link} 说一声，]或者打 {phone}，我们接着办。",
            "{number} is closed. If it comes back, [tell us at {link} ]or ring {phone}, and we go on.",
            ("办结了", "Your report is closed"),
        ),
        _reporter(
            "declined", _("告诉诉求人：不归社区办"),
            "编号 {number} 的事不归社区办。该找哪里，[看这里 {link} ]或者打 {phone} 问。",
            "{number} is not for the community to do. Where to turn: [{link} ]or ring {phone}.",
            ("不归社区办，该找哪里", "Not for us, and where to turn"),
        ),
        _reporter(
            "referred", _("告诉诉求人：转给别的单位了"),
            "编号 {number} 的事转给管这一块的单位办了，我们接着追问。[看进度 {link} ]有事请打 {phone}。",
            "{number} went to the unit that answers for it, and we keep asking. [Progress: {link} ]Questions: {phone}.",
            ("转给别的单位了", "It went to another unit"),
        ),
        Template(
            "raised", _("告诉上一级：要盯的"), "post", ("email", "wecom"), RAISED,
            Said("要盯的：{number} {what}",
                 "{community} {number}：{what}[，{where}]，在{who}手上，最晚 {due}，{why}。请您盯一下。[打开 {link} ]"),
            Said("Please look at this: {number} {what}",
                 "{community} {number}: {what}[, {where}] is with {who}, due {due}: {why}. Please look at it. [Open {link} ]"),
        ),
        Template(
            "holder", _("告诉岗位：新到手上的"), "post", ("email", "wecom"), POST,
            Said("新到手上：{number} {what}", "{community} {number}：{what}[，{where}]，到{who}手上了，最晚 {due}。[打开 {link} ]"),
            Said("New in hand: {number} {what}",
                 "{community} {number}: {what}[, {where}] is with {who} now, due {due}. [Open {link} ]"),
        ),
        Template(
            "overdue", _("告诉岗位：到期没办的"), "post", ("email", "wecom"), POST,
            Said("到期了：{number} {what}", "{community} {number}：{what}[，{where}]，{due} 到期，还在{who}手上。[打开 {link} ]"),
            Said("Overdue: {number} {what}",
                 "{community} {number}: {what}[, {where}] was due {due} and is still with {who}. [Open {link} ]"),
        ),
        Template(
            "order", _("告诉维修公司：新工单"), "vendor", ("sms", "email"), VENDOR,
            Said("{community}的新工单", "{community}请您修：{where}，最晚 {due}。[看活、接单 {link} ]有事请打 {phone}。"),
            Said("A new work order from {community}",
                 "{community} asks you to repair: {where}, due {due}. [Details and accept: {link} ]Questions: {phone}."),
        ),
        Template(
            "code", _("验证码：本人看自己的诉求，业主同意入户"), "contact", ("sms",), CODE,
            Said("验证码", "验证码 {code}，{minutes} 分钟内有效。只填在您自己打开的页面上，别人问您要，不要给。有事请打 {phone}。"),
            Said("Your code", "Code {code}, good for {minutes} minutes. Type it only on the page you opened yourself and "
                 "give it to nobody. Questions: {phone}."),
        ),
        Template(
            "mine", _("邮箱打开我的诉求：一次用的链接"), "contact", ("email",), MINE,
            Said("打开我的诉求", "点开看您报过的事，一天内有效，只能用一次：{link} 。不是您要的，不用管它。"),
            Said("Open my reports", "Open what you reported, within a day and once only: {link} . If you did not ask for "
                 "this, leave it."),
        ),
        Template(
            "proxy_named", _("告诉本人：家里人可以代办了"), "contact", ("sms",), MINE,
            Said("家里人可以代办了", "您请的家里人可以替您看诉求的进度了。[想收回，打开 {link} ，]不是您说的，请马上打 {phone}。"),
            Said("A relative may act for you", "The relative you named may now follow your reports. [To end it, open "
                 "{link} ; ]if it was not you, ring {phone} at once."),
        ),
        Template(
            "proxy_ended", _("告诉本人：代办收回了"), "contact", ("sms",), MINE,
            Said("代办收回了", "家里人的代办收回了，不能再看您的诉求。[再请人，打开 {link} ，]有事请打 {phone}。"),
            Said("Your relative no longer acts for you", "Your relative can no longer see your reports. [To name somebody "
                 "again, open {link} ; ]questions: {phone}."),
        ),
        Template(
            "trial", _("试发"), "trial", ("sms", "email", "wecom"), ("community", "phone"),
            Said("{community}试发", "{community}试发一条，收到就好，不用回。"),
            Said("A trial from {community}", "A trial message from {community}. If you can read it, all is well."),
        ),
    )
}  # fmt: skip

# Beneath every e-mail. A reply that nobody reads would lose what it says; the number does not.
FOOT = {
    "zh-hans": "这封信是系统发的，回信没人看。有事请打 {phone}。",
    "en": "This was sent by a machine and nobody reads replies. Please ring {phone}.",
}


def unknown(text: str, template: Template) -> list[str]:
    """The places named in a text that this template cannot fill."""
    return [name for name in dict.fromkeys(PLACE.findall(text)) if name not in template.places]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its places filled; a bracket that names something empty is left out."""

    def keep(found: re.Match[str]) -> str:
        return found[1] if all(values.get(name) for name in PLACE.findall(found[1])) else ""

    kept = BRACKET.sub(keep, text)
    return PLACE.sub(lambda found: values.get(found[1], ""), kept).strip()


def named(text: str, values: dict[str, str]) -> dict[str, str]:
    """What an SMS supplier fills into the text it has registered: the places in their order, none for an empty one."""
    return {name: values[name] for name in dict.fromkeys(PLACE.findall(text)) if values.get(name)}
