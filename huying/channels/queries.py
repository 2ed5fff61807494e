"""Reads of channels: notices nobody has opened, messages that went out or did not, and how channels are set up."""

from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.people import queries as people
from huying.people.models import Post, User, Vendor
from huying.places.models import Community
from huying.rules import masks

from .models import ChannelSetup, Mailbox, Message, Notice, Wording

State = Message.State
TROUBLE = Q(state__in=[State.FAILED, State.GIVEN_UP])

# Why a message did not go out, by the codes of the senders.
WHY: dict[str, str | Promise] = {
    "connect": _("连不上对方的服务器"),
    "timeout": _("对方的服务器没有回应"),
    "tls": _("加密连接没建成，证书或加密方式不对"),
    "private": _("这个地址在内网，要装机的人先放行"),
    "plain": _("没有加密的地址，不能往外发"),
    "login": _("账号、密码或签名不对"),
    "sender": _("对方不认这个发件人"),
    "server": _("对方的服务器出错了"),
    "busy": _("对方说太多太快，要晚一点"),
    "answer": _("回的不是我们认得的话，地址对吗"),
    "webhook": _("群机器人不收，地址可能失效了"),
    "refused": _("对方不收这一条：号码或邮箱可能不对"),
    "no_template": _("这条短信还没有报备的模板号"),
    "moot": _("用不着了：事情已经往下走了"),
    "too_old": _("放了 72 小时，渠道一直没通"),
    "error": _("我们自己出错了，日志里有"),
}


def unread_cases(user: User) -> set[UUID]:
    """The cases that the posts of an account were told about, still hold, and have not opened since."""
    unread = Notice.objects.filter(post__in=user.posts, read_at=None, commitment__ended_at=None)
    return set(unread.values_list("case_id", flat=True))


def messages(user: User) -> QuerySet[Message]:
    """What an account may see of the messages of its communities. Trials belong to the page of their channel."""
    reached = people.reach(user, "see_messages", "setup__community__path")
    return Message.objects.filter(reached, case__isnull=False)


def shown(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("setup", "case__building", "case__home")


def counts(rows: QuerySet[Message]) -> dict[str, int]:
    """How many are in each view. One statement."""
    return rows.aggregate(
        trouble=Count("pk", filter=TROUBLE),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        sent=Count("pk", filter=Q(state=State.SENT)),
        cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
    )


def setups(community: Community) -> list[ChannelSetup]:
    """Every channel of a community in our order, those nobody has set up as they would begin."""
    kept = {row.channel: row for row in ChannelSetup.objects.filter(community=community)}
    return [kept.get(code) or ChannelSetup(community=community, channel=code) for code in ChannelSetup.Channel.values]


def mailbox_owners(community: Community) -> list[tuple[Post | Vendor, str]]:
    """Everybody a community may write to, with the address it has. Three statements."""
    kept = {row.post_id or row.vendor_id: row.address for row in Mailbox.objects.filter(community=community)}
    posts = Post.objects.filter(community=community).select_related("grid").order_by("role", "pk")
    return [(one, kept.get(one.pk, "")) for one in (*posts, *people.vendors_for(community))]


def last_trial(setup: ChannelSetup) -> Message | None:
    return Message.objects.filter(setup=setup, template="trial").order_by("-at", "-pk").first()


def masked(message: Message) -> str:
    """To whom, half hidden: 139****0303, l***@example.cn."""
    return masks.contact(message.to)


def code_setup(community: Community) -> ChannelSetup | None:
    """The SMS by which a one-time code can go now: switched on, its words registered, and not in trouble."""
    setup = _well(community, ChannelSetup.Channel.SMS)
    if setup is None:
        return None
    own = Wording.objects.filter(setup=setup, template="code", language=setup.language).exclude(registered="")
    return setup if own.exists() else None


def link_setup(community: Community) -> ChannelSetup | None:
    """The e-mail by which a link can go now; without an address that a phone could open there is none."""
    return _well(community, ChannelSetup.Channel.EMAIL) if settings.PUBLIC_URL else None


def _well(community: Community, channel: str) -> ChannelSetup | None:
    rested = Q(paused_until=None) | Q(paused_until__lte=clock.now())
    found = ChannelSetup.objects.filter(rested, community=community, channel=channel, enabled=True)
    return found.select_related("community").first()


def contact_ways(community: Community) -> dict[str, bool]:
    """Which ways to a person are open now: for wiring.CONTACT_WAYS."""
    return {"sms": code_setup(community) is not None, "email": link_setup(community) is not None}
