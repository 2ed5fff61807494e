"""Where the machine begins to wander: each opening leads to one corner of the house, so that every step is taken at
least once whatever the dice say later. A press is a verb, who mostly presses it, and its number."""

from .turns import RETURNED_ONCE, Opening

# Its number says how many days; the sweep goes round then.
A_DAY_LATER = "a_day_later"


def _by(name: str, presses: str) -> Opening:
    """From "verb:number verb:number", one person's."""
    return tuple((verb, name, int(number)) for verb, number in (press.split(":") for press in presses.split()))


# Sent to 李敏, who went and saw what it is.
SEEN: Opening = (("dispatch", "何静", 1), ("acknowledge", "李敏", 1), ("visit", "李敏", 1))
MENDED: Opening = (*SEEN, ("handle", "李敏", 1), ("verify", "刘芳", 1))

# By name: the category, and what is pressed first.
OPENINGS: dict[str, tuple[str, Opening]] = {
    "from the beginning": ("house_roof", ()),
    "answered at once": ("light", _by("何静", "answer:1 thank:1 thank:2 reopen:1 dispatch:1")),
    "not for us": ("light", _by("何静", "decline:1 reopen:1 fund:7 withdraw:1 reopen:1")),
    "returned": ("light", (*RETURNED_ONCE, ("object", "陈涛", 1), ("consult", "何静", 1))),
    "slow": (
        "house_roof",
        (*SEEN, *_by("李敏", "object:1 rule:1 acknowledge:1 wait:1 resume:1 carry_over:1 resume:1 extend:3 remind:1"),
         *_by("李敏", "transfer:1")),
    ),
    "elsewhere": ("light", _by("何静", "dispatch:1 refer:3 follow_up:4 refer_answered:1 refer:3 refer_answered:2")),
    "together": ("seepage", _by("何静", "join:1 merge:1 unmerge:1")),
    "orders": (
        "house_roof",
        (*SEEN, *_by("何静", "order:1 accept_order:1 hand_back_order:1 enough:1 order:2 finish_typed:1 enough:1"),
         *_by("何静", "order_dear:2 approve_money:1 approve_money:1 cancel_order:1 order_dear:2 refuse_money:1")),
    ),
    "helped": (
        "light",
        (*SEEN, *_by("何静", "advance:5 repay:2 ask_assist:3 end_assist:2 hand_over:1 take_back:1 fund:7 joint_call:3"),
         *_by("何静", "end_joint_call:1 supervise:3 answer_supervision:1 ask_assist:1"), (A_DAY_LATER, "何静", 3),
         ("sweep", "何静", 1)),
    ),
    "doors": (
        "seepage",
        (*SEEN, *_by("何静", "ask_entry:2 confirm_entry:2 start_entry:1 go_in:1 end_entry:1 ask_on_paper:1 contact:1"),
         (A_DAY_LATER, "何静", 1), *_by("何静", "ask_entry:7 confirm_entry:2 open_door:1 enter_emergency:1 tell_owner:1")),
    ),
    "talks": (
        "seepage",
        (*SEEN, *_by("刘芳", "open_mediation:2 look_for_leak:1 meet:1 note_loss:1 write_agreement:1 sign:1 sign:1"),
         *_by("刘芳", "end_mediation:2 change_responsibility:1 open_mediation:2")),
    ),
    "hands": (
        "light",
        (*SEEN, *_by("李敏", "call_turnout:4 join_turnout:1 join_turnout:2 leave_turnout:1 tell_volunteer:1"),
         *_by("李敏", "record_minutes:1 end_turnout:1 call_turnout:5 call_off_turnout:1 call_turnout:5")),
    ),
    "claims": (
        "light",
        (*SEEN, *_by("何静", "claim:4 give_back_claim:1 claim:4 take_back_claim:1 claim:4"), (A_DAY_LATER, "何静", 2),
         *_by("何静", "lapse_claims:1 claim:4 finish_claim:1")),
    ),
    "mended": (
        "house_roof",
        (*SEEN, ("ask_on_paper", "何静", 5), *MENDED[3:], *_by("何静", "waive:1 call_back:4 look_in:3 reopen:1")),
    ),
    "send back": (
        "house_roof", (*SEEN, ("handle", "李敏", 1), ("send_back", "刘芳", 7), *MENDED[3:], *_by("何静", "rain:2 confirm:1")),
    ),
    "all at once": (
        "seepage",
        (*SEEN, *_by("何静", "order_dear:2 ask_on_paper:5 claim:4 open_mediation:2 ask_assist:3 enter_emergency:1 order:3"),
         ("call_turnout", "李敏", 5)),
    ),
}  # fmt: skip
