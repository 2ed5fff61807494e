"""`huying init`: from an empty folder and ugly ledgers to a community, in one command; a second time nothing happens."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook

from huying import cli, doctor, init
from huying.core import recovery
from huying.demo.cast import Cast
from huying.exchange import commands, headers
from huying.people.models import Resident, User
from huying.places.models import Community, Division
from huying.settings import fresh_keys
from tests.kept import office

HOMES = (
    "2023年房屋台账,,,\n楼 栋,单元,房号（必填）,网格\n5栋,1,303,东片\n5栋,1,203,东片\n新3栋,1,102,东片\n坏栋,一单元,,\n"
)
RESIDENTS = "楼栋,房号,姓名,联系电话\n5栋,303,江秋莲,13900000303\n88栋,101,周建国,\n"
OPTIONS = (
    "--name", "韶光社区", "--division", "430102017003", "--places", "湖南省/长沙市/芙蓉区/东湖街道",
    "--phone", "0731 5555 0105", "--secretary", "刘芳", "--username", "liufang",
)  # fmt: skip


def surroundings(folder: Path) -> dict[str, str]:
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DJANGO_", "LANG", "LC_"))
    }
    return {**own, "HUYING_DATA_DIR": str(folder), "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1"}


def huying(folder: Path, *words: str, typed: str = "") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "huying", *words]
    done = subprocess.run(command, env=surroundings(folder), capture_output=True, text=True, input=typed)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def ledgers(tmp_path: Path) -> list[str]:
    """Residents first: the order on the command line does not matter."""
    files = {"居民.csv": RESIDENTS.encode("gb18030"), "房屋.csv": HOMES.encode("utf-8-sig")}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in files]


def count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "huying.sqlite3") as base:
        return int(base.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.mark.once
def test_one_command_opens_a_community(tmp_path: Path, ledgers: list[str]) -> None:
    folder = office(tmp_path / "office")  # from nothing at all it begins in tests/walks/test_first_hour.py
    code, said, wrong = huying(folder, "init", *ledgers, *OPTIONS)
    assert (code, wrong) == (1, "")  # one row of each ledger could not be taken
    lines = said.splitlines()
    assert lines[0] == "韶光社区开办了（430102017003）"
    assert lines[1] == "房屋.csv：4 行，存了 3 行，没存 1 行"
    assert lines[3] == "居民.csv：2 行，存了 1 行，没存 1 行"
    assert re.fullmatch(r"  http://127\.0\.0\.1:8310/o/[\w-]{22}/", lines[-1])
    assert [word for word in ("江秋莲", "周建国", "13900000303") if word in said] == []
    assert [row[0].value for row in load_workbook(tmp_path / "居民.bad.xlsx").active.iter_rows(min_row=2)] == ["3"]
    found = {name: count(folder, name) for name in ("places_home", "people_resident", "places_grid", "people_user")}
    assert found == {"places_home": 3, "people_resident": 1, "places_grid": 1, "people_user": 1}
    before = (folder / "huying.sqlite3").read_bytes()
    code, said, wrong = huying(folder, "init", *ledgers, *OPTIONS)
    assert (code, said) == (1, "")
    assert wrong.startswith("这个数据文件夹里已经有社区了，什么都没有改。")
    assert (folder / "huying.sqlite3").read_bytes() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "还差这些，什么都没有改：--name --division --phone --secretary --username"),
        ((*OPTIONS[:4], *OPTIONS[6:]), "还差这些，什么都没有改：--places"),
        ((*OPTIONS, "--division", "430102017"), "社区的代码是 12 位数字，最后三位不是 000。"),
        ((*OPTIONS, "--username", "刘芳"), "用户名用 2 到 40 个字母、数字、点、横线，比如 liufang。"),
        (("nowhere.xlsx", *OPTIONS), "打不开 nowhere.xlsx：No such file or directory"),
        (("odd.csv", *OPTIONS), "odd.csv: 没有找到表头，没有存。前 20 行里要有一行写着“楼栋”“房号”这样的栏名。"),
        (("half.csv", *OPTIONS), "half.csv 的栏目对不上任何一种台账，什么都没有改。"),
        ((*OPTIONS, "--divisions", "odd.csv"), "表里没有这些栏，没有存：code、name。第一行要写栏名。"),
        ((*OPTIONS, "--divisions", "none.csv"), "没有开办成：[Errno 2] No such file or directory: 'none.csv'"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_made(
    tmp_path: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    (tmp_path / "half.csv").write_text("楼栋,楼层\n5栋,2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        run(*words)
    assert str(end.value) == said
    assert (Community.objects.count(), Division.objects.count(), User.objects.count()) == (0, 0, 0)


def run(*words: str) -> int:
    return init.run(cli.parser().parse_args(["init", *words]))


@pytest.mark.django_db
def test_a_table_of_divisions_saves_the_typing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d.csv").write_text(
        "code,name\n43,湖南省\n4301,长沙市\n430102,芙蓉区\n430102017,东湖街道\n", encoding="utf-8"
    )
    assert run(*OPTIONS[:4], *OPTIONS[6:], "--divisions", str(tmp_path / "d.csv")) == 0
    assert Division.objects.count() == 5
    capsys.readouterr()
    assert commands.bring_divisions(str(tmp_path / "d.csv")) == 0
    assert capsys.readouterr().out == "存了: 0 个新, 0 个改名, 4 个早就有, 0 行不对\n"
    (tmp_path / "d.csv").write_text("code,name\n4301x,长沙市\n" * 51, encoding="utf-8")
    assert commands.bring_divisions(str(tmp_path / "d.csv")) == 1
    said = capsys.readouterr().out.splitlines()
    assert (len(said), said[0], said[-1]) == (52, "存了: 0 个新, 0 个改名, 0 个早就有, 101 行不对", "  … 51")


@pytest.mark.parametrize("kind", list(headers.FIELDS))
def test_a_ledger_is_known_by_the_words_we_write_ourselves(kind: str) -> None:
    words = {"appeals": headers.OF_APPEALS, "properties": headers.OF_PROPERTIES}.get(kind, headers.SYNONYMS)
    assert init.kind_of(tuple(words[field].split()[0] for field in headers.FIELDS[kind])) == kind


def test_serve_in_an_empty_folder_makes_the_house_and_says_where_to_begin(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "huying", "serve", "--port", "8529"]
    server = subprocess.Popen(
        command, env=surroundings(tmp_path / "office"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert server.stdout
        assert server.stdout.readline() == "这里还没有社区。开办网址（只能用一次，别给别人）：\n"
        address = server.stdout.readline().strip()
        assert "开办社区" in first_answer(address)
        assert "这里还没有社区" in first_answer("http://127.0.0.1:8529/")
    finally:
        server.terminate()
        server.communicate(timeout=20)


def first_answer(address: str) -> str:
    for _try in range(100):
        try:
            return str(urlopen(address).read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(address)


@pytest.mark.django_db(transaction=True)
def test_keys_are_typed_back_from_the_sheet(
    cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR, settings.DATA_KEYS = tmp_path, settings.DATA_KEYS
    typed = iter([*recovery.sheet("open sesame"), ""])
    settings.DATA_KEYS = fresh_keys()
    assert "[红 马上管] 钥匙打不开存着的电话。请用恢复单运行 huying recover-keys，或者恢复备份" in map(
        str, doctor.examine()
    )
    monkeypatch.setenv("HUYING_BACKUP_PASSPHRASE", "open sesame")
    monkeypatch.setattr("builtins.input", lambda *_question: next(typed))
    with pytest.raises(SystemExit) as end:
        cli.main(["recover-keys"])
    assert end.value.code == 0
    assert "钥匙找回来了：打开了 6 个，另有 0 个是后来存的" in capsys.readouterr().out
    assert cast.residents["江秋莲"].phone == Resident.objects.get(name="江秋莲").phone
    assert not any("钥匙打不开" in str(line) for line in doctor.examine())
