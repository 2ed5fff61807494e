"""找我的事: number and last four digits lead to the progress page; guessing leads nowhere."""

import pytest
from django.http import HttpResponse
from django.test import Client

from huying.cases.models import Appeal
from huying.core import clock
from huying.demo.cast import Cast

from .desk_stage import NOW, received

NONE = "编号和电话对不上，没有找到。"
SHUT = "试的次数太多，过 15 分钟再试"


@pytest.fixture
def appeal(cast: Cast) -> Appeal:
    with clock.at(NOW):
        return received(cast)


def look(client: Client, number: str, last: str, **more: str) -> HttpResponse:
    with clock.at(NOW):
        return client.post("/find/", {"number": number, "last": last}, **more)


@pytest.mark.parametrize(
    ("number", "last"), [("23090001", "0303"), ("2309 0001", " 03 03"), ("２３０９－０００１", "０３０３")]
)
def test_number_and_telephone_lead_to_the_progress_page(appeal: Appeal, client: Client, number: str, last: str) -> None:
    assert look(client, number, last).headers["Location"] == f"/r/{appeal.tracking}/"


@pytest.mark.parametrize(("number", "last"), [("23090001", "0304"), ("23090002", "0303"), ("99999999", "9999")])
def test_a_wrong_number_and_a_wrong_telephone_get_the_same_words(
    appeal: Appeal, client: Client, number: str, last: str
) -> None:
    answer = look(client, number, last)
    page = answer.content.decode()
    assert (answer.status_code, NONE in page, f'value="{number}"' in page) == (422, True, True)
    assert appeal.tracking not in page


def test_without_a_telephone_nothing_matches(cast: Cast, client: Client) -> None:
    with clock.at(NOW):
        received(cast, reporter_phone="")
    assert NONE in look(client, "23090001", "0000").content.decode()


@pytest.mark.parametrize(
    ("number", "last"), [("", "0303"), ("2309 0001", ""), ("2309 0001", "12"), ("2309 0001", "abcd")]
)
def test_what_is_missing_is_said(appeal: Appeal, client: Client, number: str, last: str) -> None:
    page = look(client, number, last).content.decode()
    assert NONE not in page
    assert 'role="alert"' in page


def test_ten_thousand_guesses_find_nothing(appeal: Appeal, client: Client) -> None:
    """Five wrong tries shut the number; then even the right answer waits."""
    for last in ("1111", "2222", "3333", "4444", "5555"):
        assert NONE in look(client, "23090001", last).content.decode()
    assert SHUT in look(client, "23090001", "0303").content.decode()
    with clock.at(clock.instant("2023-09-12", "09:26")):
        assert client.post("/find/", {"number": "23090001", "last": "0303"}).status_code == 302


def test_an_address_that_tries_many_numbers_is_shut(appeal: Appeal, client: Client) -> None:
    for number in range(20):
        look(client, f"2309{number + 100:04d}", "1234")
    assert SHUT in look(client, "23090001", "0303").content.decode()
    elsewhere = look(client, "23090001", "0303", REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302
