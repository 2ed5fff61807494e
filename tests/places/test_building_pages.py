"""The pages of houses: who sees which, what the list and the drawing say, and where the stickers lead."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Case, Category
from huying.core import clock
from huying.core.actor import SYSTEM, Actor
from huying.demo.cast import Cast
from huying.people import actions as people
from huying.places import actions as places
from huying.places.models import Building, Home

MORNING = clock.instant("2023-09-12", "09:10")


def signed_in(client: Client, cast: Cast, name: str) -> Client:
    client.force_login(cast.users[name])
    return client


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    return signed_in(client, cast, "何静")


def receive(cast: Cast, home: str = "5栋303", category: str = "house_roof", urgency: str = "urgent") -> Case:
    place = cast.home(home)
    said = cases.Said(
        category=Category.objects.get(pk=category), home=place, building=place.building, text="一下雨就漏。",
        channel="walk_in", nature="help", urgency=urgency,
    )  # fmt: skip
    return cases.receive(community=cast.community, said=said, by=Actor.user(cast.users["何静"])).case


def words(response) -> str:
    """What a reader sees, without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_houses_stand_in_their_order_with_grid_worker_and_open_matters(cast: Cast, officer: Client):
    with clock.at(MORNING):
        receive(cast)
        receive(cast, "5栋102", "light")
        page = officer.get("/desk/buildings/")
    text = words(page)
    assert [text.index(name) for name in ("5栋", "3栋", "附13栋", "新3栋", "6栋")] == sorted(
        text.index(name) for name in ("5栋", "3栋", "附13栋", "新3栋", "6栋")
    )
    assert "5 栋，124 户，没办完的 2 件" in text
    assert re.search(r"2 件 5栋 G01 李敏 1958 6 24", text)
    assert re.search(r"没有 新3栋 G02 陈涛 1961 6 24", text)


def test_a_closed_matter_is_not_open(cast: Cast, officer: Client):
    with clock.at(MORNING):
        Case.objects.filter(pk=receive(cast).pk).update(state="closed")
        assert "没办完的 0 件" in words(officer.get("/desk/buildings/"))


def test_a_grid_without_a_worker_says_so(cast: Cast, officer: Client):
    cast.posts["陈涛"].holdings.update(until=MORNING)
    assert re.search(r"新3栋 G02 没有人 1961", words(officer.get("/desk/buildings/")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_one_house_and_for_three(
    cast: Cast, officer: Client, django_assert_num_queries, rows: int
):
    kept = Building.objects.filter(pk__in=[house.pk for house in Building.objects.all()[:rows]])
    Building.objects.exclude(pk__in=kept).update(community=cast.neighbour)
    # session, account, its posts; houses; open matters, what they touch; grid workers
    with django_assert_num_queries(6):
        page = officer.get("/desk/buildings/")
    assert page.content.decode().count('scope="row"') == rows


@pytest.mark.parametrize("matters", [1, 3])
def test_the_drawing_asks_the_same_for_one_matter_and_for_three(
    cast: Cast, officer: Client, django_assert_num_queries, matters: int
):
    with clock.at(MORNING):
        for home in ("5栋303", "5栋102", "5栋604")[:matters]:
            receive(cast, home)
        address = reverse("desk_building", args=[cast.building("5").pk])
        # session, account, its posts; the house; open matters, what they touch; homes; other names; grid worker
        with django_assert_num_queries(8):
            officer.get(address)


def test_an_empty_register_says_so(cast: Cast, client: Client):
    page = signed_in(client, cast, "高远").get("/desk/buildings/")
    assert "还没有登记楼栋。" in words(page)


def test_another_community_sees_none_of_ours(cast: Cast, client: Client):
    signed_in(client, cast, "高远")
    house = cast.building("5").pk
    assert "5栋" not in words(client.get("/desk/buildings/"))
    for name in ("desk_building", "building_qr"):
        assert client.get(reverse(name, args=[house])).status_code == 404


def test_the_street_sees_the_houses_of_its_communities_by_name(cast: Cast, client: Client):
    grid = places.add_grid(community=cast.neighbour, code="G01")
    places.add_building(grid=grid, name="88", floors=1, units=[("1", ["01"])])
    page = words(signed_in(client, cast, "赵宏").get("/desk/buildings/"))
    assert "5栋" in page
    assert "88栋" not in page  # of another street
    people.take_post(
        post=people.add_post(role="supervisor", title="区里", division=grid.community.division.parent.parent),
        user=cast.users["赵宏"],
        by=SYSTEM,
    )
    page = words(client.get("/desk/buildings/"))
    assert "88栋 东湖社区 G01" in page
    assert "5栋 韶光社区 G01" in page


@pytest.mark.parametrize("name", ["buildings", "desk_building", "building_qr"])
def test_a_grid_worker_has_no_desk(cast: Cast, client: Client, name: str):
    args = [] if name == "buildings" else [cast.building("5").pk]
    assert signed_in(client, cast, "李敏").get(reverse(name, args=args)).status_code == 403


def test_a_house_that_is_not_there(officer: Client):
    assert officer.get(reverse("desk_building", args=[uuid.uuid4()])).status_code == 404


def links(page) -> dict[str, str]:
    """What a reader hears of each home, and where it leads."""
    found = re.findall(r'<a class="(\w*)" href="([^"]+)" aria-label="([^"]+)">', page.content.decode())
    return {name: href for _css, href, name in found}


def test_the_drawing_shows_every_home_and_the_state_of_its_matter(cast: Cast, officer: Client):
    with clock.at(MORNING):
        case = receive(cast)
        page = officer.get(reverse("desk_building", args=[cast.building("5").pk]))
    homes = links(page)
    assert len(homes) == 24
    assert homes["303 屋面漏水，新，等人接手"] == reverse("case", args=[case.pk])
    calm = Home.objects.get(label="5栋101")
    assert homes["101，没有事"] == f"{reverse('intake')}?home={calm.pk}"
    text = words(page)
    assert "1958 年建，6 层，24 户。网格 G01，李敏" in text
    assert "没办完的 1 件 5栋303 屋面漏水 新，等人接手" in text
    assert "1单元 2单元" in text


def test_a_calm_home_leads_to_intake_with_its_address(cast: Cast, officer: Client):
    home = cast.home("5栋303")
    page = officer.get(f"{reverse('intake')}?home={home.pk}")
    assert 'name="address" value="5栋303"' in page.content.decode()
    assert "江秋莲" in words(page)  # who lives there, to be tapped
    for wrong in ("", "x", uuid.uuid4()):
        assert "5栋303" not in words(officer.get(f"{reverse('intake')}?home={wrong}"))


def test_no_home_of_another_community_is_looked_up(cast: Cast, client: Client):
    page = signed_in(client, cast, "高远").get(f"{reverse('intake')}?home={cast.home('5栋303').pk}")
    assert page.status_code == 200
    assert "5栋303" not in page.content.decode()


def test_an_overdue_matter_is_marked_overdue(cast: Cast, officer: Client):
    with clock.at(MORNING):
        receive(cast)
    with clock.at(clock.instant("2023-12-01")):
        page = officer.get(reverse("desk_building", args=[cast.building("5").pk]))
    assert '<rect class="room over"' in page.content.decode()


def test_several_matters_of_one_home_are_counted_in_it(cast: Cast, officer: Client):
    with clock.at(MORNING):
        receive(cast)
        receive(cast, category="seepage", urgency="normal")
        page = officer.get(reverse("desk_building", args=[cast.building("5").pk]))
    assert "303 屋面漏水，新，等人接手，楼上楼下渗漏，新，等人接手" in links(page)
    assert ">2 件</text>" in page.content.decode()


def test_a_matter_marks_the_home_of_its_own_unit_only(cast: Cast, officer: Client):
    """6栋 counts its rooms from 01 in every unit."""
    with clock.at(MORNING):
        receive(cast, "6栋2单元101")
        page = officer.get(reverse("desk_building", args=[cast.building("6").pk]))
    assert page.content.decode().count('<rect class="room new"') == 1
    assert len(re.findall('aria-label="101，没有事"', page.content.decode())) == 2


def test_who_takes_no_calls_gets_a_drawing_without_that_link(cast: Cast, client: Client):
    page = signed_in(client, cast, "赵宏").get(reverse("desk_building", args=[cast.building("5").pk]))
    assert page.status_code == 200
    assert reverse("intake") not in page.content.decode()


def test_other_names_are_shown(cast: Cast, officer: Client):
    page = officer.get(reverse("desk_building", args=[cast.building("附13").pk]))
    assert "也叫：13附" in words(page)


def test_twelve_stickers_lead_to_the_page_of_the_house(cast: Cast, officer: Client, settings):
    settings.PUBLIC_URL = "https://huying.example"
    house = cast.building("5")
    page = officer.get(reverse("building_qr", args=[house.pk]))
    html = page.content.decode()
    assert html.count('<svg class="qr"') == 12
    assert html.count("有事扫一扫") == 12
    assert html.count("0731 5555 0105") == 12
    assert f"https://huying.example/b/{house.code}/" in html
    assert "先别打印" not in html


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page[^s]", content))


def test_stickers_of_one_house_and_of_all_as_pdf(cast: Cast, officer: Client, settings):
    settings.PUBLIC_URL = "https://huying.example"
    house = cast.building("5")
    assert (
        reverse("building_qr_pdf", args=[house.pk])
        in officer.get(reverse("building_qr", args=[house.pk])).content.decode()
    )
    assert reverse("qr_pdf") in officer.get(reverse("buildings")).content.decode()
    one = officer.get(reverse("building_qr_pdf", args=[house.pk]))
    assert (one.headers["Content-Type"], one.content[:4], pages(one.content)) == ("application/pdf", b"%PDF", 1)
    assert "attachment" in one.headers["Content-Disposition"]
    assert pages(officer.get(reverse("qr_pdf")).content) == Building.objects.filter(community=cast.community).count()


def test_no_pdf_of_codes_that_only_this_pc_can_open(cast: Cast, officer: Client):
    for address in (reverse("building_qr_pdf", args=[cast.building("5").pk]), reverse("qr_pdf")):
        page = officer.get(address, headers={"host": "127.0.0.1"}, follow=True)
        assert "没有做成 PDF" in words(page)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000"])
def test_stickers_that_only_this_pc_can_open_are_not_to_be_printed(cast: Cast, officer: Client, host: str):
    page = officer.get(reverse("building_qr", args=[cast.building("5").pk]), headers={"host": host})
    assert "先别打印" in words(page)
    assert f"http://{host}/b/" in page.content.decode()


# --- from above -------------------------------------------------------------------------------------------------------


def test_from_above_every_house_stands_in_its_grid_with_the_state_to_see_first(cast: Cast, officer: Client) -> None:
    receive(cast)
    with clock.at(clock.now() + timedelta(days=30)):
        receive(cast, home="5栋203")
        page = officer.get(reverse("buildings"), {"view": "map"})
    plots = page.context["plots"]
    assert [str(plot["grid"]) for plot in plots] == sorted({str(plot["grid"]) for plot in plots})
    assert sum(len(plot["roofs"]) for plot in plots) == Building.objects.filter(community=cast.community).count()
    first = page.context["first"]
    assert [(row["house"].label, row["open"], row["mark"].state) for row in first] == [("5栋", 2, "over")]
    assert "不是方位" in page.content.decode()


def test_from_above_another_communitys_houses_are_not_there(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.users["高远"])
    page = client.get(reverse("buildings"), {"view": "map"}).content.decode()
    assert cast.building("5").pk.hex not in page.replace("-", "")
