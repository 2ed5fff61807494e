"""The recovery sheet: printed by the secretary only, typed back by hand, and every slip of the pen known by its line."""

import json
import re

import pytest
from django.db import connection
from django.test import Client

from huying import recover
from huying.core import recovery
from huying.core.errors import Refused
from huying.core.models import AccessLog, Event
from huying.core.sealed import CannotOpen, read_keys
from huying.demo.cast import Cast
from huying.people.models import Resident, Volunteer
from huying.people.queries import by_phone
from huying.settings import fresh_keys

pytestmark = pytest.mark.django_db
PASSPHRASE = "open sesame"
LINE = re.compile(r"\d\d( [0-9A-HJKMNP-TV-Z]{1,5}){1,4} [0-9A-HJKMNP-TV-Z]{2}")


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "data_keys.json").write_text(settings.DATA_KEYS)
    return tmp_path


def same(one: str, other: str) -> bool:
    return read_keys(one) == read_keys(other)


def test_a_sheet_is_lines_that_a_person_can_type(folder, settings):
    lines = recovery.sheet(PASSPHRASE)
    assert (len(lines), [line for line in lines if not LINE.fullmatch(line)]) == (9, [])
    assert same(recovery.keys("\n".join(lines), PASSPHRASE), settings.DATA_KEYS)
    assert recovery.sheet(PASSPHRASE) != lines


def test_it_is_read_in_any_case_spacing_and_order_and_with_the_usual_mistakes(folder, settings):
    lines = [line.lower().replace(" ", "  ").replace("0", "o").replace("1", "l") for line in recovery.sheet(PASSPHRASE)]
    assert same(recovery.keys("\r\n\r\n".join(reversed(lines)), PASSPHRASE), settings.DATA_KEYS)


def test_every_key_version_is_on_it(folder, settings):
    older, newer = (json.loads(fresh_keys()) for _ in range(2))
    settings.DATA_KEYS = json.dumps(
        {"seal": {"1": older["seal"]["1"], "12": newer["seal"]["1"]}, "index": older["index"]}
    )
    lines = recovery.sheet(PASSPHRASE)
    assert sorted(read_keys(recovery.keys("\n".join(lines), PASSPHRASE)).seal) == [1, 12]


def test_a_slip_of_the_pen_is_known_by_its_line(folder):
    lines = recovery.sheet(PASSPHRASE)
    wrong = lines[3][:4] + ("A" if lines[3][4] != "A" else "B") + lines[3][5:]
    for typed, said in (
        ([*lines[:3], wrong, *lines[4:]], "这一行抄错了，什么都没有改：04"),
        ([*lines[:3], "04" + lines[4][2:], *lines[4:]], "这一行抄错了，什么都没有改：04"),
        ([*lines[:3], *lines[4:]], "缺第 4 行，什么都没有改。"),
        (lines[:-1], "口令不对，或者这几行不是同一张恢复单上的。|最后几行没抄全"),
        ([], "这不是恢复单上的内容"),
        (["hello"], "这一行抄错了，什么都没有改：HE"),
    ):
        with pytest.raises(Refused, match=said):
            recovery.keys("\n".join(typed), PASSPHRASE)


def test_another_passphrase_opens_nothing_and_a_short_one_closes_nothing(folder):
    with pytest.raises(Refused, match="口令不对"):
        recovery.keys("\n".join(recovery.sheet(PASSPHRASE)), PASSPHRASE + "!")
    with pytest.raises(Refused, match="口令至少 8 个字符"):
        recovery.sheet("1234567")


# --- keys lost, keys found --------------------------------------------------------------------------------------------


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_resident ORDER BY id")
        return str(cursor.fetchall())


def test_lost_keys_come_back_from_the_sheet_and_nothing_written_since_is_lost(folder, settings, cast: Cast):
    typed, before, kept = "\n".join(recovery.sheet(PASSPHRASE)), settings.DATA_KEYS, stored()
    residents = Resident.objects.count()
    assert not recover.unreadable()
    settings.DATA_KEYS = fresh_keys()  # the file is gone, and a start made new ones
    (folder / "data_keys.json").write_text(settings.DATA_KEYS)
    since = Resident.objects.create(home=cast.home("5栋203"), name="黄雀鸣", phone="13900007351")
    with pytest.raises(CannotOpen):
        list(Resident.objects.all())
    assert recover.recover(typed, PASSPHRASE) == recover.Found(opened=residents + Volunteer.objects.count(), resealed=1)
    assert same(settings.DATA_KEYS, before)
    assert same((folder / "data_keys.json").read_text(), before)
    assert (folder / "data_keys.json").stat().st_mode & 0o777 == 0o600
    assert len(list(folder.glob("data_keys.*-*.json"))) == 1
    assert kept[1:-1] in stored()
    assert {one.name: one.phone for one in Resident.objects.all()}["黄雀鸣"] == "13900007351"
    assert by_phone(cast.community, "139 0000 7351") == [since]
    assert not recover.unreadable()


def test_the_newest_text_tells_that_the_keys_are_gone(folder, settings, cast: Cast):
    settings.DATA_KEYS = fresh_keys()
    assert recover.unreadable()


def test_another_houses_sheet_changes_nothing(folder, settings, cast: Cast):
    ours = settings.DATA_KEYS
    settings.DATA_KEYS = fresh_keys()
    typed = "\n".join(recovery.sheet(PASSPHRASE))
    settings.DATA_KEYS = ours
    with pytest.raises(Refused, match="这张恢复单打不开这里的"):
        recover.recover(typed, PASSPHRASE)
    assert (settings.DATA_KEYS, (folder / "data_keys.json").read_text()) == (ours, ours)


def test_keys_in_the_environment_are_left_alone(folder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HUYING_DATA_KEY", "kept elsewhere")
    with pytest.raises(Refused, match="HUYING_DATA_KEY"):
        recover.recover("\n".join(recovery.sheet(PASSPHRASE)), PASSPHRASE)


# --- the page ---------------------------------------------------------------------------------------------------------


def send(client: Client, **changed: str):
    return client.post("/desk/setup/recovery/", {"password": PASSPHRASE, "again": PASSPHRASE, "once": "1", **changed})


def test_the_secretary_prints_it_and_that_is_written_down(folder, settings, cast: Cast, client: Client, caplog):
    client.force_login(cast.users["刘芳"])
    assert "上次是" not in client.get("/desk/setup/recovery/").content.decode()
    events = Event.objects.count()
    page = send(client).content.decode()
    lines = re.findall(rf"<li>({LINE.pattern})</li>", page)
    assert same(recovery.keys("\n".join(line[0] for line in lines), PASSPHRASE), settings.DATA_KEYS)
    assert PASSPHRASE not in page + caplog.text
    assert lines[0][0] not in caplog.text
    (row,) = AccessLog.objects.all()
    assert (row.kind, row.community, row.subject_id) == ("recovery_sheet", "shaoguang", cast.posts["刘芳"].pk)
    assert row.actor == f"user:{cast.users['刘芳'].pk}"
    assert Event.objects.count() == events
    assert "上次是" in client.get("/desk/setup/recovery/").content.decode()
    assert "印了恢复单" in client.get("/desk/reveals/").content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"again": "other sesame"}, "两遍口令不一样"), ({"password": "short", "again": "short"}, "口令至少 8 个字符")],
)
def test_a_wrong_passphrase_prints_nothing(folder, cast: Cast, client: Client, changed: dict, said: str):
    client.force_login(cast.users["刘芳"])
    answer = send(client, **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("name", ["何静", "李敏", "赵宏", "高远"])
def test_nobody_else_does(folder, cast: Cast, client: Client, name: str):
    client.force_login(cast.users[name])
    assert send(client).status_code == 403
    assert not AccessLog.objects.exists()
