"""Signing in and out: where it leads, what it says, and who may sign in with one tap."""

import pytest
from django.test import Client
from django.urls import reverse

from huying.core import clock
from huying.demo.cast import PASSWORD, Cast
from huying.people import actions
from huying.people.models import User, WrongTry

WRONG = "账号或密码不对，没有登录。看看大小写，再试一次。"


def log_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/login/", {"username": username, "password": password, **more})


@pytest.mark.parametrize(
    ("username", "door"),
    [("hejing", "/desk/"), ("liufang", "/desk/"), ("zhaohong", "/desk/"), ("limin", "/grid/"), ("gaoyuan", "/desk/")],
)
def test_everyone_begins_where_their_work_is(cast: Cast, client: Client, username: str, door: str):
    answer = log_in(client, username)
    assert (answer.status_code, answer.url) == (302, door)


def test_an_account_without_a_post_comes_to_the_residents_page(cast: Cast, client: Client):
    actions.add_user(username="newcomer", name="汪致远", password=PASSWORD)
    assert log_in(client, "newcomer").url == "/"


def test_the_page_asked_for_is_opened(cast: Cast, client: Client):
    asked = client.get("/desk/jobs/")
    assert asked.url == "/login/?next=/desk/jobs/"
    assert 'name="next" value="/desk/jobs/"' in client.get(asked.url).content.decode()
    assert log_in(client, "hejing", next="/desk/jobs/").url == "/desk/jobs/"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_no_other_site_is_ever_opened(cast: Cast, client: Client, elsewhere: str):
    assert log_in(client, "hejing", next=elsewhere).url == "/desk/"
    assert 'name="next" value=""' in client.get("/login/", {"next": elsewhere}).content.decode()


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(cast: Cast, client: Client):
    for username, password in (("hejing", "wrong"), ("nobody", PASSWORD)):
        answer = log_in(client, username, password)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert WRONG in page
        assert f'value="{username}"' in page  # what was typed stays
        assert password not in page  # the password never does
    assert "_auth_user_id" not in client.session


def test_who_left_cannot_sign_in(cast: Cast, client: Client):
    User.objects.filter(username="hejing").update(is_active=False)
    assert WRONG in log_in(client, "hejing").content.decode()


def test_what_is_missing_is_said_in_words(cast: Cast, client: Client):
    page = log_in(client, "", "").content.decode()
    assert "还没写账号。" in page
    assert "还没写密码。" in page
    assert WRONG not in page


def test_the_session_gets_a_new_key_with_the_log_in(cast: Cast, client: Client):
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    log_in(client, "hejing")
    assert client.session.session_key != planted


def test_signing_out_ends_the_session(cast: Cast, client: Client):
    log_in(client, "hejing")
    assert "现在登录的是何静。" in client.get("/login/").content.decode()
    assert client.get(reverse("logout")).status_code == 405  # a link on another site must not sign anyone out
    page = client.post(reverse("logout"), follow=True).content.decode()
    assert "退出了。" in page
    assert "何静" not in page
    assert client.get("/desk/jobs/").status_code == 302


def test_a_grid_worker_finds_the_way_out_on_the_phone(cast: Cast, client: Client):
    log_in(client, "limin")
    page = client.get("/grid/").content.decode()
    assert f'action="{reverse("logout")}"' in page
    client.logout()
    assert reverse("logout") not in client.get("/login/").content.decode()


def test_the_demo_signs_in_with_one_tap(cast: Cast, client: Client, settings):
    settings.DEMO = True
    page = client.get("/login/").content.decode()
    assert "李敏 网格员" in page
    assert PASSWORD not in page
    assert client.post("/login/", {"who": "limin"}).url == "/grid/"
    assert client.session["_auth_user_id"] == str(cast.users["李敏"].pk)


@pytest.mark.parametrize(
    ("demo", "surroundings"),
    [
        (False, {}),
        (True, {"REMOTE_ADDR": "192.168.1.20"}),
        (True, {"REMOTE_ADDR": ""}),
        (True, {"HTTP_X_FORWARDED_FOR": "192.168.1.20"}),
    ],
)
def test_one_tap_is_for_the_demos_own_pc_only(cast: Cast, client: Client, settings, demo: bool, surroundings: dict):
    settings.DEMO = demo
    assert 'name="who"' not in client.get("/login/", **surroundings).content.decode()
    assert client.post("/login/", {"who": "limin"}, **surroundings).status_code == 403
    assert "_auth_user_id" not in client.session


def test_one_tap_knows_only_the_cast(cast: Cast, client: Client, settings):
    settings.DEMO = True
    assert client.post("/login/", {"who": "gaoyuan"}).status_code == 403


# --- wrong tries ------------------------------------------------------------------------------------------------------

NOON = clock.instant("2023-09-12", "12:00")
SHUT = "12:15 以后再试"


def guess(client: Client, times: int, username: str = "hejing") -> str:
    return [log_in(client, username, "wrong").content.decode() for _each in range(times)][-1]


def test_five_wrong_tries_shut_the_door_for_a_while(cast: Cast, client: Client):
    with clock.at(NOON):
        assert WRONG in guess(client, 5)
        assert SHUT in log_in(client, "hejing").content.decode()
    with clock.at(clock.instant("2023-09-12", "12:15")):
        assert log_in(client, "hejing").status_code == 302


def test_tries_at_a_shut_door_are_not_counted(cast: Cast, client: Client):
    with clock.at(NOON):
        guess(client, 5)
    with clock.at(clock.instant("2023-09-12", "12:14")):
        assert SHUT in guess(client, 3)
    with clock.at(clock.instant("2023-09-12", "12:16")):
        assert log_in(client, "hejing").status_code == 302


def test_a_stranger_who_guesses_does_not_lock_the_officer_out(cast: Cast, client: Client):
    with clock.at(NOON):
        log_in(client, "hejing")
        client.post("/logout/")
        guess(Client(), 9)
        assert SHUT in log_in(Client(), "hejing").content.decode()
        assert log_in(client, "hejing").status_code == 302


def test_the_officers_own_device_bears_five_tries_too(cast: Cast, client: Client):
    with clock.at(NOON):
        log_in(client, "hejing")
        client.post("/logout/")
        guess(client, 5)
        assert SHUT in log_in(client, "hejing").content.decode()
        assert log_in(Client(), "hejing").status_code == 302


def test_an_account_that_is_none_is_shut_the_same_way(cast: Cast, client: Client):
    with clock.at(NOON):
        guess(client, 5, "nobody")
        assert SHUT in guess(client, 1, "nobody")
        assert log_in(client, "hejing").status_code == 302


def test_another_accounts_device_is_a_stranger(cast: Cast, client: Client):
    with clock.at(NOON):
        log_in(client, "limin")
        client.post("/logout/")
        guess(client, 5, "hejing")
        assert SHUT in log_in(Client(), "hejing").content.decode()


def test_an_address_that_tries_many_accounts_is_shut(cast: Cast, client: Client):
    with clock.at(NOON):
        for number in range(50):
            guess(client, 1, f"name{number}")
        assert SHUT in log_in(client, "hejing").content.decode()


def test_no_account_can_be_read_off_the_tries(cast: Cast, client: Client):
    guess(client, 1)
    assert [len(row.door) for row in WrongTry.objects.all()] == [64, 64]
    assert "hejing" not in str(list(WrongTry.objects.values_list("door", flat=True)))
