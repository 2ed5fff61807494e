"""何静 at the pages of the fund, filling in the forms that the pages offer; and the bureau's clerk at hers."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huying.core import clock
from huying.demo.cast import Cast
from huying.demo.fund_cast import A_HOME, Site
from huying.funds import actions
from huying.funds.models import EmergencyKind, Place
from huying.places.models import Home
from tests.field.road import jpeg

YES = dict.fromkeys(("under_warranty", "utility_line", "damaged_by_person", "in_service_contract"), "no")


class Forms:
    """Somebody at their own screen. A form that was refused fails the walk with what the page said."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.cast, self.client, self.pressed = cast, Client(), 0
        self.client.force_login(cast.users[name])

    def send(self, address: str, **given: Any) -> str:
        """Where the page leads afterwards."""
        self.pressed += 1
        answer = self.client.post(address, {"once": f"{id(self)}-{self.pressed}", **given})
        assert answer.status_code == 302, said(answer.content.decode())
        return str(answer.headers["Location"])

    def step(self, name: str, place: Place, **given: Any) -> None:
        """One step of a place, decided on the page as it stands now."""
        seen = Place.objects.values_list("state", flat=True).get(pk=place.pk)
        self.send(reverse(name, args=[place.pk]), seen=seen, **given)


def said(page: str) -> str:
    """What a page says is wrong."""
    alert = re.search(r'role="alert".*?</section>', page, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", alert[0] if alert else page))[:600]


class Officer(Forms):
    """何静 files a place, page after page."""

    def open(self, case: Any, site: Site, homes: list[Home]) -> Place:
        item, part = site.work
        where = {"where": "spot", "spot": site.spot} if site.spot else {"where": str(homes[0].building_id)}
        answers = {
            "item": item,
            "part": part,
            "case": str(case.pk),
            "who": "some",
            "homes": [str(home.pk) for home in homes],
        }
        leads_to = self.send(f"{reverse('fund_open')}?case={case.pk}", **where, **answers)
        return Place.objects.get(pk=leads_to.strip("/").split("/")[-1])

    def judge(self, place: Place) -> None:
        """Seen, and it may be paid."""
        self.step("fund_survey", place)
        self.step("fund_check", place, common_part="yes", **YES)

    def price(self, place: Place, site: Site, homes: int) -> None:
        """What it costs, and who asks how much for it."""
        yuan = f"{A_HOME[site.work[1]] * homes / 100:.2f}"
        self.step("fund_budget", place, name_0=site.work[0], unit_0="项", quantity_0="1", price_0=yuan)
        firm = self.cast.vendors["安居防水修缮" if site.work[1] != "drain" else "畅通管道疏通"]
        self.step("fund_quote", place, vendor=str(firm.pk), sum=yuan)
        self.send(reverse("fund_quote_take", args=[place.pk, place.quotes.get().pk]), why="")

    def urgent(self, place: Place, code: str) -> None:
        kind = EmergencyKind.objects.get(code=code, division__level="district")
        self.step("fund_emergency", place, kind=str(kind.pk))

    def signed_on_the_spot(self, place: Place) -> None:
        today = clock.today().isoformat()
        self.step("fund_site", place, owners="彭德胜\n罗小平", community_by="何静", street_by="赵宏", on=today)

    def asked(self, place: Place) -> None:
        """Posted and put to the vote; a pile of papers is typed in: all who are known agree, but for one."""
        self.step("fund_post_plan", place, posted_on=clock.today().isoformat(), where="单元门口")

    def voted(self, place: Place) -> None:
        self.step("fund_open_vote", place, closes_on=actions.first_close(place).isoformat())
        vote = place.votes.get()
        owners = {row.owner_id: row.owner for row in vote.roll.select_related("owner").order_by("pk")}
        known = [one for one in owners.values() if one.status != "unknown"]
        pile = {f"v-{one.pk}": "disagree" if n == 2 else "agree" for n, one in enumerate(known)}
        self.send(reverse("fund_vote", args=[place.pk]), vote=str(vote.pk), **pile)

    def papers(self, place: Place, codes: list[str]) -> None:
        for code in codes:
            photo = SimpleUploadedFile("sheet.jpg", jpeg(), "image/jpeg")
            self.step("fund_file_paper", place, code=code, photos=photo, note="")


class Clerk(Forms):
    """孙洁, at the bureau."""

    def approve(self, place: Place) -> None:
        yuan = f"{(place.budget_cents or 0) / 100:.2f}"
        self.step("fund_review_place", place, do="approve", sum=yuan, reason="")

    def give_back(self, place: Place, reason: str) -> None:
        self.step("fund_review_place", place, do="return", reason=reason, papers=["plan"])
