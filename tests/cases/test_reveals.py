"""A telephone number: half hidden, shown for a reason, and the access log knows who looked."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from huying.cases.models import Appeal
from huying.core import clock
from huying.core.models import AccessLog, Event
from huying.demo.cast import Cast

from .desk_stage import NOW, ordered, received, signed_in

PHONE, MASKED = "13900000303", "139****0303"


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(NOW):
        yield


def ask(client: Client, appeal: Appeal, **given: str) -> Any:
    return client.post(reverse("case_reveal", args=[appeal.case_id]), {"appeal": str(appeal.pk), "once": "k", **given})


def test_one_tap_with_its_reason_shows_it_once(cast: Cast) -> None:
    appeal, desk = received(cast), signed_in(cast, "何静")
    page = reverse("case", args=[appeal.case_id])
    assert PHONE not in desk.get(page).content.decode()
    before = Event.objects.count()
    shown = ask(desk, appeal, reason="call")
    assert f'href="tel:{PHONE}"' in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    log = AccessLog.objects.get()
    assert (log.actor, log.subject_id, log.kind, log.reason, log.words) == (
        f"user:{cast.users['何静'].pk}", appeal.pk, "phone", "call", "",
    )  # fmt: skip
    assert Event.objects.count() == before
    again = desk.get(page).content.decode()
    assert PHONE not in again
    assert MASKED in again


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "请点一下为什么要看号码。"),
        ({"reason": "holder"}, "请点一下"),
        ({"reason": "other"}, "请写几个字"),
        ({"reason": "x"}, "请点一下"),
    ],
)
def test_without_a_reason_it_stays_hidden(cast: Cast, given: dict[str, str], why: str) -> None:
    appeal = received(cast)
    text = ask(signed_in(cast, "何静"), appeal, **given).content.decode()
    assert why in text
    assert PHONE not in text
    assert not AccessLog.objects.exists()


def test_another_reason_is_kept_in_words(cast: Cast) -> None:
    ask(signed_in(cast, "刘芳"), received(cast), reason="other", words="家属要来认领钥匙")
    assert AccessLog.objects.get().words == "家属要来认领钥匙"


def test_who_only_looks_on_may_not_ask(cast: Cast) -> None:
    appeal = received(cast)
    for name, status in (("赵宏", 403), ("李敏", 403), ("高远", 404)):
        assert ask(signed_in(cast, name), appeal, reason="call").status_code == status
    other = received(cast, home="3栋201")
    crossed = signed_in(cast, "何静").post(
        reverse("case_reveal", args=[appeal.case_id]), {"appeal": str(other.pk), "reason": "call"}
    )
    assert crossed.status_code == 404
    assert not AccessLog.objects.exists()


def test_the_holder_rings_with_one_tap_and_the_opening_is_logged_once_a_day(cast: Cast) -> None:
    appeal, limin = ordered(cast), signed_in(cast, "李敏")
    page = reverse("grid_case", args=[appeal.case_id])
    for _ in range(2):
        assert f"tel:{PHONE}" in limin.get(page).content.decode()
    assert [(log.reason, log.subject_id) for log in AccessLog.objects.all()] == [("holder", appeal.pk)]
    with clock.at(clock.instant("2023-09-13", "08:00")):
        limin.get(page)
    assert AccessLog.objects.count() == 2


def test_a_grid_worker_who_does_not_hold_it_asks_first(cast: Cast) -> None:
    """Received in their grid and still on the desk: seen, not held."""
    appeal, limin = received(cast), signed_in(cast, "李敏")
    shown = limin.get(reverse("grid_case", args=[appeal.case_id])).content.decode()
    assert PHONE not in shown
    assert MASKED in shown
    assert not AccessLog.objects.exists()
    call = reverse("grid_call", args=[appeal.case_id])
    assert f"tel:{PHONE}" in limin.post(call, {"appeal": str(appeal.pk)}).content.decode()
    assert AccessLog.objects.get().reason == "call"
    assert limin.post(call, {"appeal": "nonsense"}).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_who_looked(cast: Cast, django_assert_num_queries: Any, n: int) -> None:
    desk, secretary = signed_in(cast, "何静"), signed_in(cast, "刘芳")
    for home in ("5栋303", "5栋102", "3栋201")[:n]:
        ask(desk, received(cast, home=home), reason="check")
    with django_assert_num_queries(6):
        text = secretary.get("/desk/reveals/").content.decode()
    assert text.count("核对</td>") == n
    assert "5栋303 一下雨" in text
    assert PHONE not in text
    assert desk.get("/desk/reveals/").status_code == 403


def test_nobody_has_looked_yet(cast: Cast) -> None:
    assert "还没有人看过。" in signed_in(cast, "刘芳").get("/desk/reveals/").content.decode()


@pytest.mark.parametrize("statement", ["UPDATE core_accesslog SET actor = 'x'", "DELETE FROM core_accesslog"])
def test_the_log_is_append_only(cast: Cast, statement: str) -> None:
    ask(signed_in(cast, "何静"), received(cast), reason="call")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- lifted out of the words ------------------------------------------------------------------------------------------


def take(desk: Client, **changes: str) -> Any:
    filled = {
        "text": "水帘洞一样，打我电话139 0000 0303，证件430102196003071206", "channel": "phone", "address": "5栋303",
        "spot": "", "name": "", "phone": "", "category": "house_roof", "urgency": "urgent", "nature": "help",
        "act": "note", "once": "tap-1", **changes,
    }  # fmt: skip
    return desk.post("/desk/intake/", filled)


def test_a_number_in_the_words_moves_to_its_own_field(cast: Cast) -> None:
    take(signed_in(cast, "何静"))
    appeal = Appeal.objects.get()
    assert appeal.text == f"水帘洞一样，打我电话139 **** 0303，证件{'*' * 18}"
    assert (appeal.reporter_phone, appeal.other_phones) == (PHONE, "")
    assert "0000" not in appeal.case.title


def test_a_second_number_is_kept_beside_the_first(cast: Cast) -> None:
    desk = signed_in(cast, "何静")
    take(desk, phone="0731 5555 0101")
    appeal = Appeal.objects.get()
    assert appeal.phones == ["073155550101", PHONE]
    shown = ask(desk, appeal, reason="call").content.decode()
    assert "tel:073155550101" in shown
    assert f"tel:{PHONE}" in shown


def test_the_officer_may_keep_the_words_as_said(cast: Cast) -> None:
    take(signed_in(cast, "何静"), as_said="1")
    assert "139 0000 0303" in Appeal.objects.get().text


def test_while_typing_the_page_says_what_will_be_hidden(cast: Cast) -> None:
    text = signed_in(cast, "何静").post("/desk/intake/read/", {"text": "电话13900000303，湘A12345"}).content.decode()
    assert "话里有电话 139****0303、车牌。" in text
    assert 'name="as_said"' in text


def test_a_residents_own_words_too_and_the_receipt_says_so(cast: Cast) -> None:
    client = Client()
    code = cast.building("5").code
    words = {
        "text": "楼道灯不亮，找我13900000136",
        "kind": "light",
        "address": "",
        "phone": "",
        "name": "",
        "once": "a",
    }
    receipt = client.post(reverse("building_report", args=[code]), words).headers["Location"]
    text = client.get(receipt).content.decode()
    assert "话里的号码遮住了" in text
    assert "13900000136" not in text
    assert Appeal.objects.get().reporter_phone == "13900000136"


# --- whose number it is -----------------------------------------------------------------------------------------------


def test_the_desk_sees_whose_number_it_is(cast: Cast) -> None:
    desk = signed_in(cast, "何静")
    text = desk.post("/desk/intake/read/", {"text": "漏水", "phone": "１３９ 0000-0303"}).content.decode()
    assert "这个电话是 5栋303 江秋莲" in text
    assert "这个电话是" not in desk.post("/desk/intake/read/", {"text": "漏水", "phone": "1390000"}).content.decode()


def test_one_tap_takes_person_and_home(cast: Cast) -> None:
    person = cast.residents["江秋莲"]
    take(signed_in(cast, "何静"), text="屋里像水帘洞", address="", phone=PHONE, caller=str(person.pk))
    appeal = Appeal.objects.get()
    assert (appeal.resident, appeal.reporter_name, appeal.case.home) == (person, "江秋莲", cast.home("5栋303"))


def test_the_place_that_was_said_goes_before_the_callers_home(cast: Cast) -> None:
    person = cast.residents["江秋莲"]
    take(signed_in(cast, "何静"), text="5栋102像水帘洞", address="", phone=PHONE, caller=str(person.pk))
    appeal = Appeal.objects.get()
    assert (appeal.resident, appeal.case.home) == (person, cast.home("5栋102"))


def test_another_communitys_number_says_nothing(cast: Cast) -> None:
    text = signed_in(cast, "高远").post("/desk/intake/read/", {"text": "漏水", "phone": PHONE}).content.decode()
    assert "这个电话是" not in text
