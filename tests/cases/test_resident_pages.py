"""A resident reports without logging in, and sees by link who holds it, what next, by when; fixed, or not."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huying.cases import actions
from huying.cases.models import Appeal, Case, Category
from huying.core import clock
from huying.core.actor import Actor
from huying.core.models import File
from huying.core.photos import read_photo
from huying.core.pictures import Picture
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.places.models import Building

pytestmark = pytest.mark.django_db

MOMENT = clock.instant("2023-09-12", "09:10")
WORDS = "楼梯灯三天没亮，老人摸黑上楼。"


@pytest.fixture
def stage(cast: Cast) -> Cast:
    return cast


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MOMENT):
        yield


@pytest.fixture
def door(stage) -> str:
    return f"/b/{stage.building('5').code}/"


def photo(size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", size, "#567").save(buffer, "JPEG")
    return SimpleUploadedFile("photo.jpg", buffer.getvalue(), "image/jpeg")


def said(**changes: object) -> dict[str, object]:
    return {"text": WORDS, "address": "", "phone": "", "name": "", "once": "tap-1", **changes}


def report(door: str, client: Client, **changes: object):
    return client.post(f"{door}report/", said(**changes))


# --- saying something -------------------------------------------------------------------------------------------------


def test_the_door_says_which_house_and_who_looks_after_it(client, door):
    page = client.get(door).content.decode()
    for words in ("5栋", "东湖街道 韶光社区", "您楼的网格员是李敏。", "拍照报事", "tel:073155550105", "还没有人说过。"):
        assert words in page


def test_an_unknown_door_is_not_found(client, stage):
    assert client.get("/b/nonsense/").status_code == 404
    assert client.post("/b/nonsense/report/", said()).status_code == 404


def test_the_door_names_neither_words_nor_homes(stage, client, door, django_assert_num_queries):
    report(door, client, address="303", name="江秋莲", phone="13900000303")
    with django_assert_num_queries(4):
        page = client.get(door).content.decode()
    for private in (WORDS, "303", "江秋莲", "13900000303"):
        assert private not in page
    assert "路灯、楼道灯" in page
    assert "新，等人接手" in page
    for key in "ab":
        report(door, client, once=key)
    with django_assert_num_queries(4):
        client.get(door)


def test_a_picture_a_tap_and_it_is_sent(stage, client, door):
    answer = report(door, client, text="", kind="light", photos=[photo(), photo((60, 40))])
    appeal = Appeal.objects.get()
    assert answer.url == f"/r/{appeal.tracking}/receipt/"
    assert (appeal.text, appeal.channel, appeal.case.category_id) == ("灯不亮", "web", "light")
    assert (appeal.case.building, appeal.case.home) == (stage.building("5"), None)
    assert File.objects.filter(subject_id=appeal.pk, purpose="appeal").count() == 2


def test_the_room_makes_it_a_home(stage, client, door):
    report(door, client, address="303房")
    assert Case.objects.get().home == stage.home("5栋303")


def test_an_unknown_room_asks_once_and_never_guesses(stage, client, door):
    page = report(door, client, address="909").content.decode()
    assert not Appeal.objects.exists()
    assert "请点一下是哪里。" in page
    assert WORDS in page
    report(door, client, address="909", place=f"building:{stage.building('5').pk}")
    assert Case.objects.get().home is None


def test_a_home_that_was_not_offered_is_refused(stage, client, door):
    report(door, client, address="909", place=f"home:{stage.home('6栋1单元402').pk}")
    assert not Appeal.objects.exists()


def test_without_a_code_the_address_is_asked(stage, client):
    page = client.post("/report/", said()).content.decode()
    assert "还没说是哪里。写上楼栋房号，或者选一个楼栋。" in page
    client.post("/report/", said(address="5栋303"))
    assert Case.objects.get().home == stage.home("5栋303")


def test_without_a_code_a_home_out_of_free_words_waits_for_a_tap(stage, client):
    page = client.post("/report/", said(text="5栋403漏到我家来了")).content.decode()
    assert not Appeal.objects.exists()
    assert "是这里吗？" in page


def test_a_building_may_be_picked_from_the_list(stage, client):
    client.post("/report/", said(place=f"building:{stage.building('新3').pk}"))
    assert Case.objects.get().building == stage.building("新3")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "还没写是什么事。写几个字，或点下面一个。"),
        ({"text": "灯" * 5000}, "最多写 4000 个字，这里有 5000 个。"),
        ({"phone": "1390000"}, "手机号是 11 位，这里有 7 位。"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, door, changes, sentence):
    page = report(door, client, **{"name": "李大爷", **changes}).content.decode()
    assert sentence in page
    assert "李大爷" in page
    assert changes.get("text", WORDS) in page
    assert not Appeal.objects.exists()


def test_photos_do_not_survive_a_correction_and_the_page_says_so(client, door):
    page = report(door, client, phone="139", photos=[photo()]).content.decode()
    assert "照片没留住，改好后请再选一次。" in page


def test_a_file_that_is_no_photo_is_said_beside_the_field(client, door):
    page = report(door, client, photos=[SimpleUploadedFile("x.jpg", b"not a picture")]).content.decode()
    assert "这个文件不是能读的照片" in page
    assert not Appeal.objects.exists()


def test_the_same_tap_twice_makes_one_report(client, door):
    assert report(door, client).url == report(door, client).url
    assert Appeal.objects.count() == 1


def test_danger_is_received_and_the_numbers_come_first(client, door):
    answer = report(door, client, text="楼道里一股煤气味")
    assert Case.objects.get().urgency == "emergency"
    page = client.get(answer.url).content.decode()
    assert "您报的事我们收到了" in page
    assert page.index("燃气抢修") < page.index("编号")
    assert "有危险，先打电话" in client.post(f"{door}place/", {"text": "楼道里一股煤气味"}).content.decode()


def test_the_reading_of_an_address_names_no_resident(client, door):
    page = client.post(f"{door}place/", {"text": "", "address": "303"}).content.decode()
    assert "找到了" in page
    assert "江秋莲" not in page
    assert "江秋莲" not in client.post("/report/place/", {"address": "5栋303"}).content.decode()


def test_where_several_communities_have_houses_the_code_is_needed(stage, client):
    assert client.get("/report/").status_code == 200
    Building.objects.filter(name="6").update(community=stage.neighbour)
    assert client.get("/report/").status_code == 404
    assert "请扫楼门口的二维码。" in client.get("/").content.decode()


# --- the receipt, and progress ----------------------------------------------------------------------------------------


def gutter(stage: Cast) -> Appeal:
    home = stage.home("5栋303")
    words = actions.Said(
        text="一下雨，屋里像水帘洞一样。", channel="walk_in", nature="help", urgency="urgent",
        category=Category.objects.get(pk="house_roof"), home=home, reporter_name="江秋莲", reporter_phone="13900000303",
    )  # fmt: skip
    return actions.receive(community=stage.community, said=words, by=Actor.user(stage.users["何静"]))


def handled(stage: Cast) -> Appeal:
    """Up to where the grid worker says it is done, by hand."""
    appeal = gutter(stage)
    actions.dispatch(case=appeal.case, post=stage.posts["李敏"], by=Actor.user(stage.users["何静"]))
    found = field.Found(cause="天沟老化", part="roof_gutter", zone="common")
    shots = tuple(Picture(read_photo(photo((400 + wide, 300)))) for wide in range(3))
    field.record_visit(case=appeal.case, user=stage.users["李敏"], outcome="seen", found=found, pictures=shots)
    field.handle(case=appeal.case, user=stage.users["李敏"])
    return appeal


def page_of(client: Client, appeal: Appeal, rest: str = "") -> str:
    return client.get(f"/r/{appeal.tracking}/{rest}").content.decode()


def at(page: str) -> str:
    return page.split('aria-current="step">')[1].split("<")[0]


def test_the_receipt_has_number_next_deadline_phone_and_a_way_back(stage, client):
    appeal = gutter(stage)
    page = page_of(client, appeal, "receipt/")
    for words in (
        "2309 0001",
        "何静",
        "看清楚，派人去",
        "0731 5555 0105",
        "扫码看办到哪了",
        f"http://testserver/r/{appeal.tracking}/",
    ):
        assert words in page


def test_the_code_on_the_receipt_leads_to_the_public_address(stage, client, settings):
    settings.PUBLIC_URL = "https://huying.example"
    appeal = gutter(stage)
    assert f"https://huying.example/r/{appeal.tracking}/" in page_of(client, appeal, "receipt/")


def test_progress_says_who_what_next_and_by_when(stage, client):
    appeal = gutter(stage)
    assert at(page_of(client, appeal)) == "收到"
    actions.dispatch(case=appeal.case, post=stage.posts["李敏"], by=Actor.user(stage.users["何静"]))
    page = page_of(client, appeal)
    assert at(page) == "看过"
    for words in ("李敏", "网格员", "上门看", "明天 09:10 前", "一下雨，屋里像水帘洞一样。", "say open"):
        assert words in page
    assert "修好了" not in page
    assert "没修好" not in page


def test_progress_shows_no_number_of_anybody(stage, client):
    page = page_of(client, handled(stage))
    assert "13900000303" not in page
    assert "0131" not in page


def test_progress_is_cheap(stage, client, django_assert_max_num_queries):
    appeal = handled(stage)
    with django_assert_max_num_queries(16):
        page_of(client, appeal)


def test_an_uncertain_deadline_says_so(stage, client):
    appeal = gutter(stage)
    Case.objects.update(uncertain=True)
    assert "放不放假还没公布" in page_of(client, appeal)


@pytest.mark.parametrize("rest", ["", "receipt/", "fixed/", "not-fixed/"])
def test_an_unknown_link_helps(stage, client, rest):
    answer = client.get(f"/r/not-a-link/{rest}")
    assert answer.status_code == 404
    assert "您报过的事没有丢。" in answer.content.decode()


def test_fixed_is_one_of_three_faces(stage, client):
    appeal = handled(stage)
    assert "修好了" in page_of(client, appeal)
    assert page_of(client, appeal, "fixed/").count('name="satisfaction"') == 3
    answer = client.post(f"/r/{appeal.tracking}/fixed/", {"satisfaction": "satisfied", "once": "tap"})
    assert answer.url == f"/r/{appeal.tracking}/"
    page = page_of(client, appeal)
    assert "您说过：修好了。" in page
    assert f"/r/{appeal.tracking}/fixed/" not in page
    again = client.post(f"/r/{appeal.tracking}/fixed/", {"satisfaction": "mostly", "once": "tap-2"})
    assert again.url == f"/r/{appeal.tracking}/"
    assert appeal.call_backs.count() == 1


def test_a_face_that_is_none_of_the_three_is_refused(stage, client):
    appeal = handled(stage)
    page = client.post(f"/r/{appeal.tracking}/fixed/", {"satisfaction": "no_answer", "once": "tap"})
    assert page.status_code == 200
    assert not appeal.call_backs.exists()


def test_not_fixed_reopens_with_a_reason(stage, client):
    appeal = handled(stage)
    empty = client.post(f"/r/{appeal.tracking}/not-fixed/", {"reason": " ", "once": "tap"})
    assert "写几个字：哪里还不行。" in empty.content.decode()
    client.post(f"/r/{appeal.tracking}/not-fixed/", {"reason": "还在滴水", "once": "tap"})
    assert Case.objects.get().state == "reopened"
    page = page_of(client, appeal)
    assert "记下了，重新办。" in page
    assert at(page) == "收到"
    assert "还在滴水" in page


def test_too_early_for_either_leads_back(stage, client):
    appeal = gutter(stage)
    for rest in ("fixed/", "not-fixed/"):
        assert client.get(f"/r/{appeal.tracking}/{rest}").url == f"/r/{appeal.tracking}/"


def test_closed_says_when_and_the_corner_is_answered(stage, client):
    appeal = handled(stage)
    officer = Actor.user(stage.users["何静"])
    actions.verify(case=appeal.case, by=officer, method="on_site")
    actions.call_back(appeal=appeal, by=officer, outcome="solved", satisfaction="satisfied", rained_on=clock.today())
    page = page_of(client, appeal)
    for words in ("办结了", "满意", 'class="say"', "没修好"):
        assert words in page


def test_what_was_answered_at_once_is_shown(stage, client):
    words = actions.Said(
        text="维修资金怎么查？", channel="phone", nature="inquiry", urgency="normal",
        category=Category.objects.get(pk="house_affairs"),
    )  # fmt: skip
    by = Actor.user(stage.users["何静"])
    appeal = actions.receive(community=stage.community, said=words, by=by, road="answered")
    actions.answer(case=appeal.case, reply="带身份证到区住建局一楼查。", by=by)
    page = page_of(client, appeal)
    assert "带身份证到区住建局一楼查。" in page
    assert 'class="steps' not in page
    assert "没解决" in page


def test_the_front_door_leads_everywhere(stage, client):
    page = client.get("/").content.decode()
    for words in ("拍照报事", "0731 5555 0105", "工作人员登录"):
        assert words in page
    client.force_login(stage.users["何静"])
    assert "/desk/intake/" in client.get("/").content.decode()


# --- in a browser -----------------------------------------------------------------------------------------------------


def seen_without_scrolling(page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    return bool(box) and box["y"] + box["height"] <= page.viewport_size["height"]


@pytest.mark.browser
@pytest.mark.parametrize("js", [True, False])
def test_r1_three_taps_and_a_picture(open_page, stage, door, js, tmp_path):
    """R1: 拍照报事, a kind, 发出去; nothing of it needs scrolling on a small phone, nothing needs a script."""
    (tmp_path / "photo.jpg").write_bytes(photo((800, 600)).read())
    page = open_page(viewport=(360, 640), js=js)
    page.goto(door)
    assert seen_without_scrolling(page, ".btn-hero")
    page.click(".btn-hero")
    assert seen_without_scrolling(page, "text=灯不亮")
    page.set_input_files("#id_photos", str(tmp_path / "photo.jpg"))
    page.locator("label", has_text="灯不亮").click()
    page.click("text=发出去")
    page.wait_for_url("**/receipt/")
    assert File.objects.count() == 1
    assert "2309 0001" in page.locator("h1").inner_text()


@pytest.mark.browser
def test_the_page_says_where_before_it_is_sent(open_page, stage, door):
    page = open_page(viewport=(360, 640))
    page.goto(f"{door}report/")
    page.fill("#id_text", WORDS)
    page.fill("#id_address", "909")
    page.wait_for_selector("text=这栋没有这个房号")
    page.fill("#id_address", "303")
    page.wait_for_selector("text=找到了")
    page.click("text=发出去")
    page.wait_for_url("**/receipt/")
    assert Case.objects.get().home == stage.home("5栋303")


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    ["/", "/report/", "{door}", "{door}report/", "/r/{tracking}/", "/r/{tracking}/receipt/", "/r/{tracking}/fixed/"],
)
@pytest.mark.parametrize("elder", [False, True])
def test_nothing_runs_off_a_small_phone(open_page, live_server, stage, door, path, elder):
    page = open_page(viewport=(320, 640))
    if elder:
        page.context.add_cookies([{"name": "huying_dress", "value": "mode=elder", "url": live_server.url}])
    page.goto(path.format(door=door, tracking=handled(stage).tracking))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
