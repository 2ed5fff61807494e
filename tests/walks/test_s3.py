"""S3, five batches, 42 places, 339 households: filed through the pages of the fund, from the calls of December 2019 on."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from huying import cli
from huying.core import clock, pictures
from huying.core.actor import Actor
from huying.core.models import SignedLink
from huying.demo.cast import Cast
from huying.demo.fund_cast import BATCHES, Filed, Site, homes_of
from huying.demo.funds import Life, Told
from huying.funds import actions, queries
from huying.funds.audit import differences
from huying.funds.models import Batch, Notice, Payment, Place, Property, ShareLine
from huying.people.models import User
from tests.browser import DESK, PHONE
from tests.field.road import jpeg

from .filing import Clerk, Officer
from .people import Open, Vendor, camera, settle

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]


@pytest.fixture
def sheet() -> tuple[Any, ...]:
    return pictures.read([io.BytesIO(jpeg())])


def test_five_batches(open_page: Open, estate: Cast, sheet: tuple[Any, ...], tmp_path: Path) -> None:
    told = Told(estate)
    files, clerk = Officer(estate, "何静"), Clerk(estate, "孙洁")
    first = Walk(open_page, estate, tmp_path)
    for number, filed in enumerate(BATCHES, 1):
        a_batch(told, number, filed, files, clerk, sheet, first if number == 1 else None)
    first.is_repaired()
    with on(date(2023, 12, 7), "11:40"):
        the_board_says_it(open_page, estate)
        it_adds_up()


@contextmanager
def on(day: date, time: str = "09:30") -> Iterator[None]:
    with clock.at(clock.instant(day.isoformat(), time)):
        yield


# --- one batch --------------------------------------------------------------------------------------------------------


def a_batch(
    told: Told, number: int, filed: Filed, files: Officer, clerk: Clerk, sheet: tuple[Any, ...], walk: "Walk | None"
) -> None:
    """Its places one beside the other, as a community files them; of the first batch the first place in a browser."""
    day = date.fromisoformat(filed.day)
    with on(day - timedelta(100)):
        files.send(reverse("fund_open_batch"), community=files.cast.community.pk)
    batch = Batch.objects.get(number=number)
    by_hand = [site for site in filed.sites if not (walk and site is filed.sites[0])]
    if walk:
        walk.begins(told, filed.sites[0], day)
    places = [a_place(told, number, n, site, day, files) for n, site in enumerate(by_hand, 1)]
    with on(day - timedelta(70)):
        for place, site in zip(places, by_hand, strict=True):
            if not site.emergency:
                files.step("fund_count", place)
            files.step("fund_join", place, batch=str(batch.pk))
            if number > 1:
                hand_in(place, files, sheet)
            else:
                files.papers(place, [paper.code for paper in queries.missing_papers(fresh(place), "submit")])
    if walk:
        walk.is_ready(day, batch)
    with on(day):
        lacking = len(batch.places.all())
        files.send(reverse("fund_submit_batch", args=[batch.pk]), places=[str(one.pk) for one in batch.places.all()])
        assert batch.places.filter(state="submitted").count() == lacking == len(filed.sites)
    with on(day + timedelta(6)):
        for place in places:
            clerk.approve(fresh(place))
    if walk:
        walk.is_reviewed(day, batch)


def a_place(told: Told, number: int, n: int, site: Site, day: date, files: Officer) -> Place:
    """From the call to the vote or the signatures on the spot."""
    homes = homes_of(site, told.homes[site.house])
    life = Life(told, number, site, day, n)
    with on(day - timedelta(98)):
        life._begin()
        place = files.open(life.case, site, homes)
        files.judge(place)
        if site.emergency:
            files.urgent(place, site.emergency)
        else:
            files.step("fund_normal", place)
        files.price(place, site, len(homes))
        if site.emergency:
            files.signed_on_the_spot(place)
        else:
            files.asked(place)
    if not site.emergency:
        with on(day - timedelta(92)):
            files.voted(place)
    return place


def hand_in(place: Place, files: Officer, sheet: tuple[Any, ...]) -> None:
    """The papers of the later batches come in without a browser's detour: the first batch handed in its own by the page."""
    for paper in queries.missing_papers(fresh(place), "submit"):
        actions.file_paper(place=place, code=paper.code, pictures=sheet, by=Actor.user(files.cast.users["何静"]))


def fresh(place: Place) -> Place:
    return Place.objects.select_related("community__division", "case__community", "batch").get(pk=place.pk)


# --- one place in a browser -------------------------------------------------------------------------------------------


class Walk:
    """1栋's roof, by everybody's own pages."""

    place: Place

    def __init__(self, open_page: Open, cast: Cast, folder: Path) -> None:
        self.open_page, self.cast = open_page, cast
        self.desk = open_page(viewport=DESK, user=cast.users["何静"])
        self.photo = camera(folder, "sheet", "#dcd8cc")

    def see(self, page: Page | None = None) -> Page:
        """The place's page as it is now."""
        page = page or self.desk
        page.goto(reverse("fund_place", args=[self.place.pk]))
        settle(page)
        return page

    def send(self, name: str, page: Page | None = None, **given: str | list[str]) -> Page:
        """Fill in the form of a step and press its button; the page then says that it was done."""
        page = self.see(page)
        form = unfolded(page.locator(f"#step-{name}"))
        fill(form, given)
        form.get_by_role("button").first.click()
        settle(page)
        expect(page.locator(".note.over")).to_have_count(0)
        return page

    def begins(self, told: Told, site: Site, day: date) -> None:
        """From the case to the vote."""
        self.site, self.homes, self.day = site, homes_of(site, told.homes[site.house]), day
        life = Life(told, 1, site, day, 0)
        with on(day - timedelta(98)):
            life._begin()
            self.desk.goto(reverse("case", args=[life.case.pk]))
            self.desk.get_by_role("link", name="报维修资金").click()
            settle(self.desk)
            form = self.desk.locator("form.fund-form")
            fill(form, {"where": str(self.homes[0].building_id), "item": "屋面防水", "part": "roof"})
            fill(form, {"case": str(life.case_id), "who": f"unit:{self.homes[0].unit_id}"})
            form.get_by_role("button").click()
            settle(self.desk)
            self.place = Place.objects.get(case=life.case_id)
            assert queries.roll(self.place).__len__() == len(self.homes)
            self.send("survey")
            self.send(
                "check", common_part="yes", under_warranty="no", utility_line="no", damaged_by_person="no",
                in_service_contract="no",
            )  # fmt: skip
            self.send("normal")
            self.is_priced()
            self.send("post_plan", posted_on=clock.today().isoformat(), where="1栋两个单元门口")

    def is_priced(self) -> None:
        self.desk.goto(reverse("fund_budget", args=[self.place.pk]))
        form = self.desk.locator("form[action], form[method=post]").last
        fill(form, {"name_0": "SBS 卷材两层", "unit_0": "㎡", "quantity_0": "400.00", "price_0": "96.60"})
        form.get_by_role("button").first.click()
        settle(self.desk)
        firm = self.cast.vendors["安居防水修缮"]
        self.see()
        quotes = self.desk.locator("#quote form, form#step-quote").first
        fill(quotes, {"vendor": str(firm.pk), "sum": "38640"})
        quotes.get_by_role("button").first.click()
        settle(self.desk)
        self.see()
        self.desk.locator("#quote summary").first.click()
        self.desk.get_by_role("button", name="就用这一家").click()
        settle(self.desk)
        assert Place.objects.get(pk=self.place.pk).budget_cents == 3_864_000

    def is_ready(self, day: date, batch: Batch) -> None:
        """The vote: typed in at the desk, and one owner by telephone; then counted, and the papers handed in."""
        with on(day - timedelta(92)):
            self.send("open_vote")
            self.desk.goto(reverse("fund_vote", args=[self.place.pk]))
            rows = self.desk.locator("form.pile, form:has(.pile-row)").last
            for n, name in enumerate(sorted(set(re.findall(r'name="(v-[0-9a-f-]+)"', rows.inner_html())))):
                fill(rows, {name: "disagree" if n == 2 else "agree"})
            rows.get_by_role("button").last.click()
            settle(self.desk)
            self.see()
            expect(self.desk.locator(".gate")).to_have_count(2)
        with on(day - timedelta(70)):
            self.send("count")
            expect(self.see().locator("body")).to_contain_text("备材料")
            self.send("join", batch=str(batch.pk))
            for code in [paper.code for paper in queries.missing_papers(fresh(self.place), "submit")]:
                self.hand_in(code)

    def hand_in(self, code: str) -> None:
        page = self.see()
        form = page.locator("#step-file_paper")
        fill(form, {"code": code})
        form.locator("[name=photos]").set_input_files(str(self.photo))
        form.get_by_role("button").last.click()
        settle(page)
        expect(page.locator(".note.over")).to_have_count(0)

    def is_reviewed(self, day: date, batch: Batch) -> None:
        """The bureau's clerk opens the batch's link without an account: one paper is sent back, mended, and approved."""
        with on(day + timedelta(7)):
            self.desk.goto(reverse("fund_batch", args=[batch.pk]))
            self.desk.get_by_role("button", name="做一个链接").click()
            settle(self.desk)
            token = SignedLink.objects.get(purpose="funds.review", subject_id=str(batch.pk)).token
            clerk = self.open_page(viewport=DESK)
            answer(clerk, token, self.place, "return", reason="天沟的工程量没写，请补。", papers=["plan"], clerk="孙洁")
            expect(self.see().locator("body")).to_contain_text("退回补正")
            expect(self.desk.locator("body")).to_contain_text("天沟的工程量没写")
        with on(day + timedelta(9)):
            self.hand_in("plan")
            self.send("submit")
        with on(day + timedelta(11)):
            answer(clerk, token, self.place, "approve", sum="38640")
            assert fresh(self.place).approved_cents == 3_864_000

    def is_repaired(self) -> None:
        """Contract, works by the firm's link, acceptance, settlement, notice, two people's yes, money, archive."""
        day, firm = self.day + timedelta(20), self.cast.vendors["安居防水修缮"]
        with on(day):
            due = (day + timedelta(30)).isoformat()
            self.send("contract", vendor=str(firm.pk), sum="38640", signed_on=day.isoformat(), due_on=due)
            self.send("start")
        with on(day + timedelta(12)):
            place = Place.objects.select_related("order").get(pk=self.place.pk)
            token = SignedLink.objects.get(purpose="field.work_order", subject_id=str(place.order_id)).token
            vendor = Vendor(self.open_page, f"/o/{token}/")
            vendor.accept()
            vendor.finish("38640", "做好了，淋水试过。", self.photo, self.photo)
        with on(day + timedelta(14)):
            self.send("accept", on=clock.today().isoformat(), names="彭德胜\n罗小平", note="淋水试过，不漏。")
            for code in missing(self.place, "settle"):
                self.hand_in(code)
            self.send("settle", sum="38640", invoice="04300021", auditor="长沙公信造价咨询")
            for code in missing(self.place, "post_settlement"):
                self.hand_in(code)
            self.send("post_settlement", where="1栋两个单元门口")
            shares = ShareLine.objects.filter(place=self.place)
            assert sum(one.cents for one in shares) == 3_864_000
            assert len(shares) == len(self.homes)
        self.is_objected_to(day + timedelta(16))
        self.is_paid(day + timedelta(25))

    def is_objected_to(self, day: date) -> None:
        """A neighbour says something against it, and is answered: before that no money moves."""
        with on(day):
            self.send("objection", text="一楼也要出钱吗？", who="")
            self.see()
            form = unfolded(self.desk.locator("form[id^=step-answer]").first)
            fill(form, {"answer": "屋面是共有部分，按面积整个单元分摊。"})
            form.get_by_role("button").first.click()
            settle(self.desk)
        assert Notice.objects.get(place=self.place, kind="settlement").objections.get().answered_at

    def is_paid(self, day: date) -> None:
        before = balances(self.homes)
        with on(day):
            self.send("ask")
            for name in ("刘芳", "赵宏"):
                page = self.see(self.open_page(viewport=DESK, user=self.cast.users[name]))
                page.locator(
                    f"form[action*='/payments/{Payment.objects.get(place=self.place).pk}/approve/'] button"
                ).click()
                settle(page)
            self.send("pay", on=day.isoformat())
            drawn = sum(one.from_account for one in ShareLine.objects.filter(place=self.place))
            assert before - balances(self.homes) == drawn > 0
            for code in missing(self.place, "archive"):
                self.hand_in(code)
            self.send("archive")
            expect(self.see().locator("body")).to_contain_text("质保中")
        assert fresh(self.place).state == "archived"


def missing(place: Place, stage: str) -> list[str]:
    return [paper.code for paper in queries.missing_papers(fresh(place), stage)]


def balances(homes: Any) -> int:
    return sum(Property.objects.filter(home__in=homes).values_list("balance_cents", flat=True))


def answer(page: Page, token: str, place: Place, do: str, **given: Any) -> None:
    """One word of the bureau, by the batch's link."""
    page.goto(f"/o/{token}/?place={place.pk}")
    settle(page)
    form = page.locator("#step-answer")
    fill(form, given)
    form.locator(f"button[name=do][value={do}]").click()
    settle(page)


def unfolded(form: Any) -> Any:
    """What lies folded away is opened first."""
    for summary in form.locator("xpath=ancestor::details[not(@open)]/summary").all():
        summary.click()
    return form


def fill(form: Any, given: dict[str, Any]) -> None:
    """Whatever kind of input has the name."""
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            choices = form.locator(f"[name='{name}']:is([type=radio], [type=checkbox])")
            if choices.count():
                form.locator(f"[name='{name}'][value='{one}']").first.check(force=True)
            elif form.locator(f"select[name='{name}']").count():
                form.locator(f"select[name='{name}']").select_option(one)
            else:
                form.locator(f"[name='{name}']").first.fill(one)


# --- what it comes to -------------------------------------------------------------------------------------------------


def the_board_says_it(open_page: Open, cast: Cast) -> None:
    """5, 42, 339; and behind each number its list, also for whoever looks on from the street."""
    for user, viewport in ((cast.users["何静"], DESK), (cast.users["赵宏"], PHONE)):
        page = looks(open_page, user, viewport)
        expect(page.locator(".sums .sum b")).to_have_text(["5", "42", "339"])
        assert page.locator(".batch .spots a").count() == 42
        for number, filed in enumerate(BATCHES, 1):
            row = page.locator(".batch").nth(number - 1)
            expect(row).to_contain_text(re.compile(rf"{len(filed.sites)}\s*处"))
    page.locator(".sum a").nth(1).click()
    settle(page)
    expect(page.locator("tbody tr")).to_have_count(42)
    page.go_back()
    page.locator(".sum a").nth(2).click()
    settle(page)
    expect(page.locator("tbody tr")).to_have_count(339)
    page.goto(reverse("fund_books"))
    expect(page.locator("tfoot")).to_contain_text("339")
    expect(page.locator("body")).to_contain_text("都对得上")


def looks(open_page: Open, user: User, viewport: tuple[int, int]) -> Page:
    page = open_page(viewport=viewport, user=user)
    page.goto("/desk/funds/")
    settle(page)
    return page


def it_adds_up() -> None:
    assert differences() == []
    with pytest.raises(SystemExit) as end:
        cli.main(["audit"])
    assert end.value.code == 0
