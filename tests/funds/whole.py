"""One place with a row behind every address of the fund: owners asked, objected and voted, filed, approved, contracted, and a
payment that waits."""

from datetime import timedelta

from huying.core import clock
from huying.demo.cast import Cast
from huying.funds import actions, queries
from huying.funds.models import Owner, Place
from huying.rules.funds import Answers
from tests.field.road import found

from .stage_c import pages
from .stage_d import again, by, signed


def whole(cast: Cast, label: str = "5栋303", *, name: str = "江秋莲", phone: str = "13900000303") -> Place:
    """`name` owns the home of the label; the home beside it is somebody else's."""
    homes = [cast.home(label), cast.home(label[:-1] + "4" if label.endswith("3") else "5栋102")]
    begin = clock.now()
    case = found(cast, label)
    for number, home in enumerate(homes):
        facts = actions.Facts(
            area=4862 + number, area_source="register", balance_cents=900_000, balance_on=clock.today()
        )
        actions.keep_property(home=home, facts=facts, by=by(cast))
        person = actions.Person(name=name, phone=phone) if number == 0 else actions.Person(name="罗小平")
        actions.add_owner(community=cast.community, person=person, homes=[home], by=by(cast))
    need = actions.Need(item="屋面防水", part="roof", building=homes[0].building)
    place = actions.open_place(case=case, need=need, scope=actions.Scope(homes), by=by(cast))
    actions.survey(place=place, by=by(cast))
    actions.find_payable(place=place, answers=Answers(True, False, False, False, False), by=by(cast))
    actions.take_normal_lane(place=place, by=by(cast))
    actions.set_budget(place=place, lines=[actions.Line("屋面防水", "㎡", 40_000, 9_660)], by=by(cast))
    quote = actions.add_quote(place=place, vendor=cast.vendors["安居防水修缮"], cents=3_864_000, by=by(cast))
    actions.take_quote(place=place, quote=quote, why="", by=by(cast))
    batch = actions.open_batch(community=cast.community, by=by(cast))
    actions.join_batch(place=place, batch=batch, by=by(cast))
    actions.post_plan(place=place, posted_on=clock.today(), where="单元门口", by=by(cast))
    said = actions.hear_objection(notice=place.notices.get(), text="太贵了。", by=by(cast))
    actions.answer_objection(objection=said, answer="三家里最低的。", by=by(cast))
    with clock.at(begin + timedelta(days=6)):
        _asked(cast, place)
    with clock.at(begin + timedelta(days=40)):
        _filed(cast, again(place))
    return again(place)


def _asked(cast: Cast, place: Place) -> None:
    vote = actions.open_vote(place=place, by=by(cast))
    for owner in Owner.objects.filter(voting__vote=vote).order_by("pk"):
        said = actions.Said(owner_id=owner.pk, choice="agree")
        actions.cast(vote=vote, said=said, user=cast.users["何静"], pictures=pages(1))
    actions.count(place=place, by=by(cast))


def _filed(cast: Cast, place: Place) -> None:
    for paper in queries.missing_papers(place, "submit"):
        actions.file_paper(place=place, code=paper.code, pictures=pages(1), by=by(cast))
    assert place.batch
    actions.submit_batch(batch=place.batch, places=[place.pk], by=by(cast))
    actions.link_bureau(batch=place.batch, by=by(cast))
    actions.approve(place=place, cents=3_864_000, by=by(cast, "孙洁"))
    actions.contract(place=place, signed=signed(cast), by=by(cast))
    actions.ask_payment(place=place, cents=100_000, user=cast.users["何静"])
