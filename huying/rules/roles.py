"""Who may do what 岗位与权限: a post carries a role, a role carries verbs, and a post reaches down its division's tree.

Titles of posts (网格员, 楼栋长, 社区书记 …) are data of each community; roles are the few bundles of verbs behind them.
"""

from collections.abc import Iterable

from .lifecycle import STEPS

STAFF_ROLES = ("secretary", "officer", "grid_worker", "supervisor", "bureau")

# What everybody at the community's desk may do.
DESK = frozenset(
    {
        "see_desk", "intake", "link", "keep_homes", "reveal", "see_calendar", "edit_calendar", "see_places", "see_jobs",
        "keep_ledgers", "reply_outside", "see_messages", "keep_volunteers", "keep_leaves",
        "see_fallback", "see_funds", "keep_funds", "approve_fund_money", "walk", "see_overview", "keep_own_words",
        "see_stories", "write_story", "review_story",
    }
)  # fmt: skip

# What a division lays down for everybody below it: firms, categories, limits.
LISTS = frozenset({"keep_lists"})

# What a role may do beside the steps of the lifecycle: mostly pages it may see.
BESIDE: dict[str, frozenset[str]] = {
    "secretary": DESK | LISTS | {"see_reveals", "set_up", "keep_channels"},
    "officer": DESK,
    "grid_worker": frozenset({"see_grid", "report_for", "walk"}),
    "supervisor": LISTS
    | {"see_stories", "review_story", "see_overview", "see_fallback", "see_desk", "see_calendar"}
    | {"see_places", "see_funds", "approve_fund_money"},
    # 区住建局: what is filed with the maintenance fund, and nothing else of a community.
    "bureau": frozenset({"review_funds"}),
}


def _verbs(role: str) -> frozenset[str]:
    return frozenset(step.verb for step in STEPS if role in step.who) | BESIDE[role]


VERBS: dict[str, frozenset[str]] = {role: _verbs(role) for role in STAFF_ROLES}


def verbs(roles: Iterable[str]) -> frozenset[str]:
    """Everything that the holder of these roles may do."""
    return frozenset().union(*(VERBS[role] for role in roles))


def may(roles: Iterable[str], verb: str) -> bool:
    """Whether any of the roles carries the verb."""
    return verb in verbs(roles)


def may_fill_in(by: Iterable[str], role: str) -> bool:
    """代班: whether the holder of these roles may put a deputy into a post with this role, or hand over what it holds. An
    officer does so for grid workers only, since a deputy has every verb of the post."""
    held = set(by)
    return "secretary" in held or ("officer" in held and role == "grid_worker")


def reaches(scope: str, path: str) -> bool:
    """Whether a post with this scope reaches a row with that path. Paths are like "430102/430102017/sg/": whole steps
    only, so that 4301 never reaches 43010."""
    return path.startswith(scope)


def between(scope: str) -> tuple[str, str]:
    """The scope as a half-open range of paths, for an index. "/" is followed by "0", so the end is the scope with its
    last "/" made "0"."""
    return scope, scope[:-1] + "0"
