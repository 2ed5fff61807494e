"""An owner asked to open a door, at each turn: asked, given, on paper, gone into."""

from datetime import timedelta
from typing import Any

from huying.cases.models import Case
from huying.core import clock
from huying.core.models import SignedLink
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import EntryAuthorisation
from huying.rules.entry import Visitor

from .road import by

OWNER, AGENT = "13900000122", "13900000188"
HELPER, NIECE = Visitor("彭德胜", "representative"), Visitor("汪小梅", "party")


def terms(cast: Cast, **changes: Any) -> actions.Asked:
    """What is asked for 5栋403, above the reporter, for two days from now."""
    plain = {
        "home": cast.home("5栋403"), "principal_name": "汪致远", "principal_phone": OWNER, "principal_is": "owner",
        "agent_name": "汪小梅", "agent_phone": AGENT, "agent_is": "侄女", "purpose": "看厨房下水管。", "how": "link",
        "photograph": True, "repair": True, "starts_at": clock.now(), "ends_at": clock.now() + timedelta(days=2),
    }  # fmt: skip
    return actions.Asked(**plain | changes)


def asked(cast: Cast, case: Case, **changes: Any) -> EntryAuthorisation:
    return actions.ask_entry(case=case, asked=terms(cast, **changes), user=cast.users["何静"])


def confirm(cast: Cast, entry: EntryAuthorisation, **changes: Any) -> str:
    """He types the code that the desk read out to him."""
    code = actions.make_code(entry=entry, by=by(cast, "何静")).code
    plain = {"code": code, "photograph": entry.photograph, "repair": entry.repair, "ends_at": entry.ends_at}
    return actions.confirm_entry(entry=entry, **plain | changes)


def given(cast: Cast, case: Case, **changes: Any) -> EntryAuthorisation:
    entry = asked(cast, case, **changes)
    assert confirm(cast, entry) == ""
    return EntryAuthorisation.objects.get(pk=entry.pk)


def link(entry: EntryAuthorisation) -> str:
    return f"/o/{SignedLink.objects.get(subject_id=entry.pk).token}/"


def danger(cast: Cast, **changes: Any) -> actions.Entered:
    plain = {
        "home": cast.home("5栋403"), "danger": "flood", "words": "水从门缝流出来，请锁匠开的门。",
        "witnesses": ("彭德胜，居民代表", "民警"), "reported_to": "police", "report_number": "20230912-45",
        "inventory": "关了总阀，换了锁芯，别的没动。", "told_how": "", "why_not_told": "电话没人接。",
    }  # fmt: skip
    return actions.Entered(**plain | changes)
