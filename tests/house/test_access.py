"""The access matrix: every URL × who asks, made from the resolver. A URL without its row fails."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from huying.cases import actions as cases
from huying.cases.models import Batch, Case, CaseHome, Commitment, HandOver, Phrase, Route, SavedView
from huying.channels.models import Message
from huying.core import clock
from huying.core.actor import SYSTEM, Actor
from huying.core.models import File, Job, SignedLink
from huying.core.picture_pages import picture_url
from huying.demo.cast import Cast
from huying.demo.story import Stage
from huying.exchange.actions import take_in
from huying.exchange.models import Import
from huying.field import actions as field
from huying.field.models import Advance, EmergencyEntry, EntryAuthorisation, SignUp, Turnout, Walk, WorkOrder
from huying.funds.actions import LevyBill, open_levy, pay_share
from huying.funds.models import Ballot, LevyShare, Objection, Owner, Payment, Quote
from huying.insight.actions import open_wall
from huying.people.actions import add_vendor
from huying.people.contact import actions as contacts
from huying.people.models import Proxy, User, Vendor
from huying.places.actions import set_calendar_day
from huying.places.models import CalendarDay, Home
from huying.stories.models import Offer, Story

from ..cases.contact_stage import proved
from ..channels.stage import write_message
from ..funds.whole import whole
from .test_urls import patterns

NOW = clock.instant("2023-12-07", "11:40")
LEDGER = "楼栋,房号,姓名,电话\n5栋,303,江秋莲,13900000303\n88栋,101,周建国,".encode()
STAFF = ("何静", "刘芳", "李敏", "陈涛", "赵宏", "孙洁", "高远")
# Nobody's secret in our community may reach a stranger or the officer of another one.
# What names nothing of anybody's: a job, a week.
NOBODYS = ("desk/jobs/", "desk/overview/week/")
# What is one account's alone; here it is 何静's.
OWN_ONLY = ("desk/batches/<", "desk/views/<")
OURS = (
    "江秋莲", "周建国", "汪致远", "汪小梅", "13900000303", "13900000155", "13900000122", "13900000188", "5栋303", "水帘洞",
)  # fmt: skip


# What she said, in the story that she agreed to.
AGREED = ("stories/<slug:code>/", "水帘洞")


def went_in_danger(case: Case, user: User, home: Home) -> None:
    """An entry without consent, of which the owner does not know yet: for the addresses that name one."""
    entered = field.Entered(
        home=home, danger="flood", words="水从门缝流出来。", witnesses=("彭德胜，居民代表", "民警"), reported_to="police",
        report_number="20231207-45", inventory="换了锁芯，别的没动。", why_not_told="电话没人接。",
    )  # fmt: skip
    field.enter_emergency(case=case, entered=entered, user=user)


# What stays the same while one stage stands: what its URLs name, and the session of each who asked.
ROWS: dict[Stage, dict[str, tuple[str, ...]]] = {}
SESSIONS: dict[Any, str] = {}
OWNER, NIECE, OTHER = "13900000303", "13900000123", "13900000155"


def name_niece(stage: Stage, **more: Any) -> Proxy:
    """汪小梅 acts for 江秋莲, in everything."""
    named = contacts.Named(
        principal_name="江秋莲", principal_phone=OWNER, name="汪小梅", phone=NIECE, until=NOW + timedelta(days=9),
        how="counter", recorded="刘芳在场", **{"answers": True, "enters": True, **more},
    )  # fmt: skip
    return contacts.name_proxy(community=stage.cast.community, named=named, by=SYSTEM)


def advanced(stage: Stage, case: Case) -> None:
    """Something that somebody owes the community."""
    field.advance(case=case, amount_cents=10_000, owed_by="owner", user=stage.cast.users["何静"])


def handed_over(stage: Stage) -> None:
    """What 李敏 held of the riser went to 何静, for the address that names it."""
    posts = stage.cast.posts
    held = Commitment.objects.filter(case=stage.case("riser"), post=posts["李敏"], ended_at=None)
    pks = list(held.values_list("pk", flat=True))
    cases.hand_over(source=posts["李敏"], target=posts["何静"], commitments=pks, by=SYSTEM)


def shared(stage: Stage, case: Case, *labels: str) -> None:
    """A small sum that some homes share, because of a case; the first has paid."""
    homes = [stage.cast.home(label).pk for label in labels]
    bill = LevyBill("换楼道灯", 10_000, homes, "equal")
    open_levy(community=case.community, case=case, bill=bill, user=stage.cast.users["何静"])
    pay_share(share=LevyShare.objects.earliest("pk"), receipt="0012", by=SYSTEM)


def hands_called(stage: Stage, user: User) -> None:
    """Hands called for the garage, and one who comes: for the addresses that name them."""
    wanted = field.Wanted(
        what="清淤泥", place="楼下", slots=2, danger="sewage", leader=user, starts_at=clock.now() + timedelta(hours=1),
        ends_at=clock.now() + timedelta(hours=3),
    )  # fmt: skip
    case = stage.case("garage")
    one = field.call_turnout(community=case.community, case=case, user=user, wanted=wanted)
    field.sign_up(turnout=one, volunteer=stage.cast.volunteers["彭德胜"])
    small_task(stage, case)


def batched(stage: Stage, case: Case) -> None:
    """What 何静 asked for many at once, and took back."""
    user = stage.cast.users["何静"]
    held = cases.hold_batch(user=user, verb="remind", cases={case.pk: case.state}, by=Actor.user(user))
    cases.undo_batch(batch=held, by=Actor.user(user))


def own_words(stage: Stage) -> None:
    """A text and a rule of the community's own. The rule hears nothing that anybody says in the story."""
    community, by = stage.cast.community, Actor.user(stage.cast.users["刘芳"])
    cases.set_phrase(community=community, purpose="answer", text="请打 {社区电话}。", by=by)
    her = stage.cast.users["何静"]
    cases.save_view(user=her, community=community, name="下水", asked="view=open&category=drain", shared=False, by=by)
    nobody = {"category": None, "grid": None, "vendor": None}
    cases.set_route(community=community, words="井盖", post=stage.cast.posts["陈涛"], by=by, **nobody)


def handed_out(stage: Stage) -> None:
    """The links that a firm and a screen in the hall have."""
    by = Actor.user(stage.cast.users["刘芳"])
    unit = stage.cast.vendors["区市政维护中心"]
    field.open_jobs(community=stage.cast.community, vendor=unit, by=by)
    open_wall(community=stage.cast.community, by=by)


def walked(stage: Stage, user: User) -> None:
    """A walk that goes on, with one thing noted."""
    walk = field.start_walk(community=stage.cast.community, why="看看独居老人", user=user)
    found = field.Spotted(what="门口堆了煤球", became="noted", building=stage.cast.building("新3"))
    field.note_on_walk(walk=walk, found=found, user=user)


def small_task(stage: Stage, case: Case) -> None:
    """What is inside a home put on the list of small tasks, which hangs where strangers read it; and one taken on."""
    officer = stage.cast.users["何静"]
    field.open_claims(community=case.community, by=Actor.user(officer))
    field.mark_claim(case=case, offered=True, danger="general", user=officer)
    person = field.Person(name="彭德胜", phone="13900000136", adult=True)
    claim = field.claim(case=case, person=person, until=clock.today())
    field.give_back_claim(claim=claim)


def rows(stage: Stage) -> dict[str, tuple[str, ...]]:
    """For each URL that names something: one of ours. Looked up once a stage; nobody here may change what it names."""
    if stage not in ROWS:
        ROWS.clear()
        ROWS[stage] = look_up(stage)
    return ROWS[stage]


def look_up(stage: Stage) -> dict[str, tuple[str, ...]]:
    case = stage.case("garage")
    building = stage.cast.building("5")
    place = Quote.objects.get().place
    ballot = Ballot.objects.filter(vote__place=place).order_by("at")[0]
    return {
        "job": (str(Job.objects.first().pk),),
        "calendar": (str(CalendarDay.objects.get().pk),),
        "message": (str(Message.objects.get().pk),),
        "channels": ("shaoguang", "sms", "received", "en"),
        "ledger": (str(Import.objects.get().pk),),
        "setup_grid": (str(building.grid_id),),
        "setup_user": (str(stage.cast.users["何静"].pk),),
        "setup_post": (str(stage.cast.posts["何静"].pk),),
        "leave": (str(stage.cast.posts["李敏"].pk), *map(str, HandOver.objects.values_list("pk", flat=True))),
        "setup_vendor": (str(Vendor.objects.get(division=stage.cast.community.division).pk),),
        "setup_category": ("light",),
        "setup_limit": ("urgent", "resolve"),
        "setup_ladder": ("all", "at_risk"),
        "setup_branch": ("extend",),
        "setup_fund_rule": ("vote_days",),
        "setup_fund_kind": ("roof_leak",),
        "setup_fund_paper": ("normal", "application"),
        "levy": tuple(str(one) for one in LevyShare.objects.values_list("levy", "pk").first()),
        "fund_place": (str(place.pk),),
        "fund_quote": (str(place.pk), str(Quote.objects.get().pk)),
        "fund_objection": (str(place.pk), str(Objection.objects.get().pk)),
        "fund_voter": (str(place.pk), str(ballot.owner_id)),
        "fund_ballot": (str(place.pk), str(ballot.pk)),
        "fund_payment": (str(place.pk), str(Payment.objects.get().pk)),
        "fund_paper": (str(place.pk), "application"),
        "fund_paper_file": (str(place.pk), "application.pdf"),
        "fund_batch": (str(place.batch_id),),
        "fund_building": (str(building.pk),),
        "fund_home": (str(stage.cast.home("5栋303").pk),),
        "fund_owner": (str(Owner.objects.first().pk),),
        "building": (building.code,),
        "buildings": (str(building.pk),),
        "case": (str(case.pk),),
        "grid_case": (str(case.pk),),
        "entry": (str(case.pk), str(EntryAuthorisation.objects.filter(case=case).first().pk)),
        "emergency": (str(case.pk), str(EmergencyEntry.objects.get(case=case).pk)),
        "tracking": (stage.appeals["garage"].tracking,),
        "case_home": (str(case.pk), str(CaseHome.objects.filter(case=case)[0].pk)),
        "appeal": (str(stage.appeals["garage"].pk),),
        "case_appeal": (str(case.pk), str(stage.appeals["garage"].pk)),
        "proxy": (str(Proxy.objects.first().pk),),
        "mine_entry": (str(EntryAuthorisation.objects.first().pk),),
        "case_order": (str(case.pk), str(WorkOrder.objects.get(case=case).pk)),
        "case_advance": (str(case.pk), str(Advance.objects.get(case=case).pk)),
        "token": (SignedLink.objects.filter(purpose="field.work_order").first().token,),
        "volunteer": (str(stage.cast.volunteers["彭德胜"].pk),),
        "turnout": (str(Turnout.objects.get(case=case).pk), str(SignUp.objects.get().pk)),
        "safety": ("sewage",),
        "phrase": (str(Phrase.objects.get().pk),),
        "route": (str(Route.objects.get().pk),),
        "case_phrases": (str(case.pk), "answer"),
        "view": (str(SavedView.objects.get().pk),),
        "week": ("2023-W49",),
        "batch": (str(Batch.objects.get().pk),),
        "story": (str(Story.objects.get().pk),),
        "public_story": (Story.objects.get().code,),
        "open": (stage.cast.community.key,),
        "offer": (str(Offer.objects.first().pk),),
        "walk": (str(Walk.objects.get().pk),),
        "picture": (str(File.objects.first().pk),),
    }


def given(stage: Stage, path: str) -> tuple[str, ...]:
    """The arguments of one URL, by what its path asks for."""
    known = rows(stage)
    if "<" not in path:
        return ()
    for start, key in (
        ("desk/setup/phrases/", "phrase"),
        ("desk/setup/routes/", "route"),
        ("desk/cases/<uuid:pk>/phrases/<", "case_phrases"),
        ("desk/setup/grids/", "setup_grid"),
        ("desk/setup/staff/", "setup_user"),
        ("desk/setup/posts/", "setup_post"),
        ("desk/setup/vendors/", "setup_vendor"),
        ("desk/vendors/", "setup_vendor"),
        ("desk/setup/categories/", "setup_category"),
        ("desk/setup/limits/", "setup_limit"),
        ("desk/setup/rules/ladder/", "setup_ladder"),
        ("desk/setup/rules/branch/", "setup_branch"),
        ("desk/setup/funds/rules/", "setup_fund_rule"),
        ("desk/setup/funds/kinds/", "setup_fund_kind"),
        ("desk/setup/funds/papers/", "setup_fund_paper"),
        ("desk/funds/levies/", "levy"),
        ("desk/funds/places/<uuid:pk>/objections/<", "fund_objection"),
        ("desk/funds/places/<uuid:pk>/vote/owners/<", "fund_voter"),
        ("desk/funds/places/<uuid:pk>/vote/ballots/<", "fund_ballot"),
        ("desk/funds/places/<uuid:pk>/payments/<", "fund_payment"),
        ("desk/funds/places/<uuid:pk>/quotes/<", "fund_quote"),
        ("desk/funds/places/<uuid:pk>/papers/<slug:code>.<", "fund_paper_file"),
        ("desk/funds/places/<uuid:pk>/papers/<", "fund_paper"),
        ("desk/funds/places/<uuid:pk>/", "fund_place"),
        ("desk/funds/batches/<", "fund_batch"),
        ("desk/funds/review/batches/<", "fund_batch"),
        ("desk/funds/review/<", "fund_place"),
        ("desk/funds/buildings/", "fund_building"),
        ("desk/funds/homes/", "fund_home"),
        ("desk/funds/owners/", "fund_owner"),
        ("desk/jobs/", "job"),
        ("desk/calendar/", "calendar"),
        ("desk/messages/", "message"),
        ("desk/setup/channels/", "channels"),
        ("desk/ledgers/", "ledger"),
        ("desk/volunteers/", "volunteer"),
        ("desk/setup/safety/", "safety"),
        ("turnouts/", "turnout"),
        ("grid/walks/", "walk"),
        ("desk/buildings/", "buildings"),
        ("desk/leave/", "leave"),
        ("desk/overview/week/", "week"),
        ("desk/batches/", "batch"),
        ("desk/views/", "view"),
        ("desk/stories/", "story"),
        ("desk/setup/offers/", "offer"),
        ("stories/", "public_story"),
        ("open/", "open"),
        ("desk/cases/<uuid:pk>/homes/<", "case_home"),
        ("desk/cases/<uuid:pk>/mine/<", "case_appeal"),
        ("desk/cases/<uuid:pk>/entry/<", "entry"),
        ("desk/cases/<uuid:pk>/orders/<", "case_order"),
        ("desk/cases/<uuid:pk>/advances/<", "case_advance"),
        ("desk/cases/<uuid:pk>/emergency/<", "emergency"),
        ("grid/cases/<uuid:pk>/entry/<", "entry"),
        ("desk/cases/", "case"),
        ("grid/cases/", "grid_case"),
        ("mine/c/", "appeal"),
        ("mine/proxies/", "proxy"),
        ("mine/entries/", "mine_entry"),
        ("b/", "building"),
        ("r/", "tracking"),
        ("o/", "token"),
        ("pictures/", "picture"),
        ("uploads/", "token"),
    ):
        if path.startswith(start):
            return known[key]
    raise AssertionError(f"{path} has no row in the access matrix")


def urls() -> list[tuple[str, URLPattern]]:
    return list(patterns(get_resolver()))


def address(stage: Stage, path: str) -> str:
    """The path with ours in the place of its first argument; further ones are looked up by the view and not found."""
    values = iter(given(stage, path))
    parts = []
    for part in path.split("/"):
        parts.append(next(values, "0") if part.startswith("<") else part)
    return "/" + "/".join(parts)


def ask(user: User | None, url: str, method: str) -> Any:
    """With a browser of its own for each question, but one log-in a stage: most statements were log-ins."""
    client = Client()
    if user:
        if user.pk not in SESSIONS:
            client.force_login(user)
            SESSIONS[user.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = SESSIONS[user.pk]
    return getattr(client, method)(url)


@pytest.fixture
def stage(told: Stage) -> Any:
    SESSIONS.clear()
    with clock.at(NOW):
        set_calendar_day(
            division=told.cast.community.division, day=date(2023, 12, 30), is_work=True, note="", by=SYSTEM
        )
        add_vendor(division=told.cast.community.division, name="长沙供水", trade="供水", phone="0731 5555 0133")
        write_message(told.cast, told.case("garage"))
        name_niece(told)
        field.order(
            case=told.case("garage"), vendor=told.cast.vendors["区市政维护中心"], task="清掏过粪井。", payer="unit",
            due_by=clock.instant("2023-12-07", "17:00"), by=told.by("何静"),
        )  # fmt: skip
        advanced(told, told.case("garage"))
        shared(told, told.case("garage"), "5栋303", "5栋102")
        went_in_danger(told.case("garage"), told.cast.users["陈涛"], told.cast.home("新3栋101"))
        hands_called(told, told.cast.users["陈涛"])
        walked(told, told.cast.users["陈涛"])
        handed_over(told)
        batched(told, told.case("garage"))
        own_words(told)
        handed_out(told)
        whole(told.cast)
        take_in(community=told.cast.community, kind="residents", name="江秋莲.csv", content=LEDGER, user=None)
        yield told


@pytest.mark.once
def test_a_stranger_is_sent_to_the_door(stage: Stage) -> None:
    inside = [(path, entry) for path, entry in urls() if entry.callback.policy[0] in ("staff", "signed_in")]
    let_in = []
    for path, _entry in inside:
        for method in ("get", "post"):
            found = ask(None, address(stage, path), method)
            sent = found.status_code == 302 and found.headers["Location"].startswith(reverse("login"))
            # 405 says nothing: this page is not asked that way, whoever asks
            let_in += [(path, method, found.status_code)] * (not sent and found.status_code != 405)
    assert let_in == []


@pytest.mark.once
def test_a_post_without_the_verb_is_refused(stage: Stage) -> None:
    wrong = []
    for path, entry in urls():
        kind, verb = entry.callback.policy
        for name in STAFF if kind == "staff" else ():
            user = stage.cast.users[name]
            if not user.may(verb):
                # The guard stands before the method: where a page is not asked by GET, the POST is refused.
                url = address(stage, path)
                status = ask(user, url, "get").status_code
                status = ask(user, url, "post").status_code if status == 405 else status
                wrong += [(path, name, status)] * (status != 403)
    assert wrong == []


def test_whoever_may_is_let_in(stage: Stage) -> None:
    wrong = []
    for path, entry in urls():
        kind, verb = entry.callback.policy
        for name in ("何静", "刘芳", "陈涛", "赵宏", "孙洁") if kind == "staff" else ():
            user = stage.cast.users[name]
            # A grid worker checks on site, on pages of their own: the desk's form for it is not theirs.
            desk_only = path.startswith("desk/") and not user.may("see_desk")
            if user.may(verb) and not desk_only:
                status = ask(user, address(stage, path), "get").status_code
                hidden = path.startswith(OWN_ONLY) and name != "何静"
                wrong += [(path, name, status)] * (status not in ((404, 405) if hidden else (200, 302, 405)))
    assert wrong == []


def test_another_communitys_officer_finds_nothing_of_ours(stage: Stage) -> None:
    """A foreign object answers 404, not 403: it says nothing, not even that it is there."""
    user = stage.cast.users["高远"]
    wrong = []
    for path, entry in urls():
        kind, verb = entry.callback.policy
        if kind != "staff" or not user.may(verb):
            continue
        for method in ("get", "post"):
            answer = ask(user, address(stage, path), method)
            foreign = "<" in path and not path.startswith(NOBODYS)
            wrong += [(path, method, answer.status_code)] * (foreign and answer.status_code not in (404, 405))
            text = answer.content.decode(errors="replace")
            wrong += [(path, method, secret) for secret in OURS if secret in text]
    assert wrong == []


def test_another_grids_worker_finds_nothing_of_ours(stage: Stage) -> None:
    """The garage is in G02 and in 陈涛's hands; 李敏 looks after G01."""
    user = stage.cast.users["李敏"]
    found = {
        (path, method): ask(user, address(stage, path), method).status_code
        for path, entry in urls()
        for method in ("get", "post")
        if path.startswith("grid/cases/") and user.may(entry.callback.policy[1])
    }
    assert found
    assert {at: status for at, status in found.items() if status not in (404, 405)} == {}


def test_a_wrong_link_leads_nowhere(stage: Stage) -> None:
    wrong = []
    for path, entry in urls():
        if entry.callback.policy[0] == "link":
            url = "/" + "/".join("0" * 22 if part.startswith("<") else part for part in path.split("/"))
            url = url.replace("/pictures/" + "0" * 22, f"/pictures/{File.objects.first().pk}")
            for method in ("get", "post"):
                status = ask(None, url, method).status_code
                wrong += [(path, method, status)] * (status not in (404, 405))
    assert wrong == []


def test_a_revoked_link_says_so(stage: Stage) -> None:
    link = SignedLink.objects.filter(revoked_at__isnull=False).first()
    assert ask(None, reverse("link", args=[link.token]), "get").status_code == 410


def test_an_owners_page_is_for_its_link_only(stage: Stage) -> None:
    """The owner's link opens their page; the same address one sign off does not."""
    token = SignedLink.objects.get(purpose="field.entry").token
    assert ask(None, reverse("link", args=[token]), "get").status_code == 200
    assert ask(None, reverse("link", args=[token[:-1] + ("A" if token[-1] != "A" else "B")]), "get").status_code == 404


def test_public_pages_show_nobodys_secret(stage: Stage) -> None:
    leaks = []
    for path, entry in urls():
        if entry.callback.policy[0] in ("public", "contact"):
            text = ask(None, address(stage, path), "get").content.decode(errors="replace")
            leaks += [(path, secret) for secret in OURS if secret in text and (path, secret) != AGREED]
    assert leaks == []


def test_a_contacts_page_is_for_that_contact_only(stage: Stage) -> None:
    """我的诉求: a stranger is asked for a number; who proved another one, whose time is over or whose proxy was ended finds
    nothing; who is named in it sees their own."""
    named = [path for path, entry in urls() if entry.callback.policy[0] == "contact" and "<" in path]
    assert len(named) == 5
    appeal, proxy = stage.appeals["gutter"], Proxy.objects.get()
    own, other = proved(stage.cast.community, OWNER), proved(stage.cast.community, OTHER)
    niece = proved(stage.cast.community, NIECE)
    at = [address(stage, path).replace(str(stage.appeals["garage"].pk), str(appeal.pk)) for path in named]
    methods = [(url, method) for url in at for method in ("get", "post")]
    # 405 says nothing, whoever asks.
    assert {ask(None, url, method).status_code for url, method in methods} <= {302, 405}
    assert {getattr(other, method)(url).status_code for url, method in methods} <= {404, 405}
    assert own.get(f"/mine/c/{appeal.pk}/").headers["Location"] == f"/r/{appeal.tracking}/"
    assert [own.get(f"/mine/c/{appeal.pk}/{word}/").status_code for word in ("fixed", "not-fixed")] == [404, 404]
    assert niece.get(f"/mine/c/{appeal.pk}/").status_code == 200
    with clock.at(NOW + timedelta(days=9)):
        assert niece.get(f"/mine/c/{appeal.pk}/").status_code == 404
    with clock.at(NOW + timedelta(days=31)):
        late = [(one, url, method) for one in (own, niece) for url, method in methods]
        assert {getattr(one, method)(url).status_code for one, url, method in late} <= {302, 405}
    contacts.end_proxy(proxy=proxy, by=SYSTEM)
    assert {getattr(niece, method)(url).status_code for url, method in methods} <= {404, 405}


def test_a_signed_picture_is_shown_and_a_bare_one_is_not(stage: Stage) -> None:
    file = File.objects.first()
    assert ask(None, picture_url(file), "get").status_code == 200
    assert ask(None, reverse("picture", args=[file.pk]), "get").status_code == 404


def test_the_told_cast_is_the_one_cast(cast: Cast) -> None:
    assert set(STAFF) == set(cast.users)
