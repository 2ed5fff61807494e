"""表决的查询: who may vote, what each said, how it stands. An owner is one head with all the area they have in the scope."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from huying.cases.models import Case
from huying.core.models import SignedLink
from huying.rules import tally

from .models import Ballot, Owner, Place, Vote, Voter, VoterLink

VOTE_LINK = "funds.vote"
# Using the fund is decided like whatever is not singled out (民法典 278, item 5).
RULE = tally.ORDINARY


@dataclass
class Voice:
    """One owner on the roll: their homes in the scope, and their ballots, of which one at most counts."""

    owner: Owner
    homes: list[Voter] = field(default_factory=list)
    ballot: Ballot | None = None
    struck: list[Ballot] = field(default_factory=list)

    @property
    def area(self) -> int:
        return sum(one.area for one in self.homes)

    @property
    def label(self) -> str:
        """5栋303, or all of them where there are several."""
        return _("、").join(one.home.label for one in self.homes)


@dataclass
class Poll:
    """A vote with everybody on its roll, in the order of their homes, and how it stands."""

    vote: Vote
    voices: list[Voice]

    @property
    def result(self) -> tally.Result:
        units = [
            tally.Unit(str(one.home_id), str(voice.owner.pk), one.area) for voice in self.voices for one in voice.homes
        ]
        said = [
            tally.Ballot(str(voice.owner.pk), voice.ballot.choice, bool(voice.ballot.proxy_name))  # type: ignore[arg-type]
            for voice in self.voices
            if voice.ballot
        ]
        return tally.tally(units, said, RULE)

    @property
    def homes(self) -> int:
        return sum(len(voice.homes) for voice in self.voices)

    @property
    def silent(self) -> list[Voice]:
        """Who has not voted yet."""
        return [voice for voice in self.voices if voice.ballot is None]

    def of(self, owner_id: UUID | str) -> Voice | None:
        return next((voice for voice in self.voices if str(voice.owner.pk) == str(owner_id)), None)


def votes_of(place: Place) -> list[Vote]:
    """Every vote of a place, oldest first."""
    return list(Vote.objects.filter(place=place))


def poll(vote: Vote) -> Poll:
    """The roll and the ballots of a vote, in two statements, however many there are."""
    rows = Voter.objects.filter(vote=vote).select_related("home__unit", "home__building", "owner")
    voices: dict[UUID, Voice] = {}
    for row in rows.order_by("home__building__order", "home__unit__name", "home__floor", "home__room"):
        voices.setdefault(row.owner_id, Voice(row.owner)).homes.append(row)
    for ballot in Ballot.objects.filter(vote=vote).select_related("entered_by"):
        voice = voices[ballot.owner_id]
        if ballot.struck_at:
            voice.struck.append(ballot)
        else:
            voice.ballot = ballot
    return Poll(vote, list(voices.values()))


def estimate(sum_cents: int | None, area: int, whole: int) -> int | None:
    """估算: what an owner would pay of the planned sum, by area, to the nearest cent. The exact parts are worked out when
    the sum is final."""
    return None if sum_cents is None or not whole else (2 * sum_cents * area + whole) // (2 * whole)


def link(pk: UUID) -> VoterLink:
    """What stands behind an owner's link."""
    rows = VoterLink.objects.select_related("owner", "vote__place__community__division", "vote__place__building")
    return rows.get(pk=pk)


def link_of(vote: Vote, owner: Owner) -> tuple[VoterLink | None, str]:
    """The link of an owner, with its token while it lives."""
    found = VoterLink.objects.filter(vote=vote, owner=owner).first()
    if found is None:
        return None, ""
    live = SignedLink.objects.filter(purpose=VOTE_LINK, subject_id=found.pk, revoked_at=None).first()
    return found, live.token if live else ""


def cases_of_links(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The case that each link's place hangs on, for the list of who looked at a number."""
    rows = VoterLink.objects.filter(pk__in=list(ids)).select_related(
        "vote__place__case__home", "vote__place__case__building"
    )
    return {one.pk: one.vote.place.case for one in rows}
