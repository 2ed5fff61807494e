"""The benches in their short form, on tables of our own invention; and what they say about a table that is none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from huying import cli
from huying.bench import address, appeals, footprint, intake, ledgers, lists, result, run, search, table
from huying.bench.result import Result
from huying.bench.site import Door, Wanted, plan
from huying.places.models import Home
from tests.house.source import HOUSE

pytestmark = pytest.mark.once
ADDRESSES = (
    "text\tbuilding\tunit\troom\n"
    "住在9栋201的吴家\t9\t\t201\n"
    "老9栋201\t老9\t\t201\n"
    "9栋4单元602\t9\t4\t602\n"
    "9栋201和302\t9\t\t201;302\n"
    "十一栋三楼\t11\t\t3楼\n"
    "附5栋楼道里\t附5\t\t\n"
    "桂花路12号201\t12号\t\t201\n"
    "院子中间那块坪\t\t\t\n"
)  # fmt: skip
APPEALS = (
    "id\ttext\tcategory\turgency\tbuilding\tunit\troom\n"
    "1\t9栋201的灶台漏燃气，一屋的味道\tutility\temergency\t9\t\t201\n"
    "2\t11栋楼道灯不亮\tlight\tnormal\t11\t\t\n"
    "3\t今天太阳好大，11栋\tcare\turgent\t11\t\t\n"
)  # fmt: skip


def written(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "lines.tsv"
    path.write_text(text, encoding=encoding)
    return str(path)


def read(folder: Path, text: str, columns: tuple[str, ...]) -> list[table.Row]:
    return table.rows(written(folder, text), columns)


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_mark_at_the_beginning_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert table.rows(written(tmp_path, 'text\troom\n"5栋\t101\n', "utf-8-sig"), ("text", "room")) == [
        {"text": '"5栋', "room": "101"}
    ]


@pytest.mark.parametrize(
    ("text", "encoding", "sentence"),
    [
        ("text\tbuilding\n5栋\t5\n", "utf-8", "缺列.*unit、room"),
        ("text\tbuilding\tunit\troom\n", "utf-8", "has a header and no rows"),
        ("", "utf-8", "缺列"),
        ("五栋", "gb18030", "cannot be read as UTF-8"),
    ],
)
def test_a_table_that_is_none_gets_a_sentence(tmp_path: Path, text: str, encoding: str, sentence: str) -> None:
    with pytest.raises(SystemExit, match=sentence):
        table.rows(written(tmp_path, text, encoding), address.COLUMNS)


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such file"):
        table.rows(str(tmp_path / "none.tsv"), address.COLUMNS)


@pytest.mark.parametrize(("name", "file"), [("address", None), ("lists", "x.tsv")])
def test_a_bench_says_whether_it_takes_a_file(name: str, file: str | None) -> None:
    with pytest.raises(SystemExit, match=f"huying bench {name}"):
        run.run(name, file, as_json=True, keep=False)


# --- addresses and appeals --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_addresses_are_counted(tmp_path: Path) -> None:
    found = address.score(read(tmp_path, ADDRESSES, address.COLUMNS))
    assert found.lines == []
    assert found.figures == {"total": 8, "exact": 8, "wrong": 0, "unsure": 0}
    assert found.passed is True


@pytest.mark.django_db
def test_another_home_taken_without_asking_is_wrong_and_shown(tmp_path: Path) -> None:
    """The file expects what nobody would read there."""
    lines = "text\tbuilding\tunit\troom\n9栋201\t9\t\t302\n9栋201\t9\t\t\n12栋五楼\t12\t\t501\n"
    found = address.score(read(tmp_path, lines, address.COLUMNS))
    assert found.figures == {"total": 3, "exact": 0, "wrong": 2, "unsure": 1}
    assert found.lines[0] == "wrong\t9栋201\t9 / - / 302\ttakes 9栋201"
    assert found.lines[2].startswith("unsure\t12栋五楼\t12 / - / 501\tasks (homes) 12栋501、")
    assert found.passed is False


@pytest.mark.django_db
def test_the_register_has_the_homes_and_what_is_mistaken_for_them(tmp_path: Path) -> None:
    address.score(read(tmp_path, ADDRESSES, address.COLUMNS))
    labels = set(Home.objects.values_list("label", flat=True))
    assert {"9栋201", "新9栋201", "附9栋201", "老9栋201", "10栋201", "8栋1单元201", "桂花路12号201"} <= labels


def test_a_room_that_the_file_puts_in_a_unit_is_in_no_other() -> None:
    drawn = plan([Wanted(("6",), ("2",), ("402",)), Wanted(("6",), (), ("402",))], ("6",))
    assert [door for door in drawn.doors["6"] if door[1] == "402"] == [("2", "402")]
    assert Door("6", "2", "402", drawn.doors["6"]["2", "402"]).floor == 4


@pytest.mark.django_db
def test_appeals_are_scored(tmp_path: Path) -> None:
    found = appeals.score(read(tmp_path, APPEALS, appeals.COLUMNS))
    assert found.figures == {
        "total": 3, "emergencies": 1, "emergency_recall": 1.0, "false_alarms": 0, "urgency_agreement": 0.6667,
        "category_agreement": 0.6667, "address_exact": 1.0, "address_wrong": 0,
    }  # fmt: skip
    assert [line.split("\t")[0] for line in found.lines] == ["urgency", "category"]
    assert found.passed is False


@pytest.mark.django_db
def test_a_missed_emergency_is_named(tmp_path: Path) -> None:
    lines = "text\tcategory\turgency\tbuilding\tunit\troom\n今天太阳好大\tcare\temergency\t\t\t\n"
    found = appeals.score(read(tmp_path, lines, appeals.COLUMNS))
    assert found.lines[0] == "EMERGENCY MISSED\t今天太阳好大\temergency\tnormal"
    assert found.figures["emergency_recall"] == 0.0


# --- speed and size, in short -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_intake_is_measured_beside_a_commit() -> None:
    found = intake.take(runs=2, intakes=2, houses=2)
    assert set(found.figures) >= {"per_second", "p50_ms", "p95_ms", "ratio_to_yardstick"}
    assert found.yardstick["one_row_insert_commit_p50_ms"] > 0
    assert found.figures["ratio_to_yardstick"] > 1


@pytest.mark.django_db
def test_lists_are_measured_beside_a_page_that_does_nothing() -> None:
    found = lists.measure(cases=60, runs=1, pages=1)
    assert 0 < found.figures["statements"] <= lists.MOST_STATEMENTS
    assert found.figures["ratio_to_noop"] > 1


@pytest.mark.django_db
def test_search_is_measured_beside_reading_through_everything() -> None:
    found = search.measure(cases=120, runs=1)
    assert (found.figures["missed"], found.passed) == (0, True)
    kinds = ("rare_word", "common_word", "two_words", "name", "phone", "last_four", "address", "number")
    assert [kind for kind in kinds if not found.figures[f"{kind}_p95_ms"] > 0] == []
    assert found.yardstick["scan_p50_ms"] > 0
    assert search.scan("天沟") == 2


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is read from /proc")
def test_a_process_is_weighed_with_all_it_started() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert {os.getpid(), child.pid} <= set(footprint.family(os.getpid()))
        assert footprint.resident_mb(os.getpid()) >= footprint.proportional_mb(os.getpid()) > 1
        assert footprint.cpu_s(os.getpid()) > 0
    finally:
        child.communicate(b"\n")


def test_what_is_installed_is_counted_without_the_tools() -> None:
    assert 10 < footprint.disk_mb() < 230  # typst alone is 84, the font 11


# --- told and kept ----------------------------------------------------------------------------------------------------


def test_the_command_prints_one_object_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """In a process of its own: the bench makes its own surroundings, whatever the user's are."""
    mine = {"HUYING_DATA_DIR": str(tmp_path / "mine"), "HUYING_DATABASE_URL": "postgresql://nobody@nowhere/mine"}
    (tmp_path / "tmp").mkdir()
    words = [sys.executable, "-m", "huying", "bench", "address", written(tmp_path, ADDRESSES), "--json"]
    surroundings = {**os.environ, **mine, "TMPDIR": str(tmp_path / "tmp")}
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", cwd=HOUSE, env=surroundings)
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert list(told) == ["name", "date", "machine", "figures", "yardstick"]
    assert told["figures"] == {"total": 8, "exact": 8, "wrong": 0, "unsure": 0}
    assert not (tmp_path / "mine").exists()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_figures_are_kept_without_the_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CHECKOUT", tmp_path)
    found = Result({"exact": 1}, {"homes": 2}, True, ["wrong\t9栋201"])
    run.kept(run.as_told("address", found), found)
    kept = json.loads((tmp_path / "evidence" / "address.json").read_text(encoding="utf-8"))
    assert list(kept) == ["name", "commit", "date", "machine", "figures", "yardstick", "pass"]
    assert (kept["figures"], kept["pass"]) == ({"exact": 1}, True)
    assert set(kept["machine"]) == {"cores", "memory_mb", "python", "system", "load"}


def test_a_person_is_told_every_line_first() -> None:
    shown = run.in_words({"name": "address", "date": "2023-12-07", "machine": {"cores": 2}, "figures": {"exact": 1},
                          "yardstick": {}}, Result({}, {}, False, ["wrong\t9栋201"]))  # fmt: skip
    assert shown.splitlines()[0] == "wrong\t9栋201"
    assert shown.splitlines()[-1] == "FAIL"


@pytest.mark.parametrize("how", ["loose", "packed", "detached", "linked"])
def test_the_commit_is_read_from_gits_own_files(tmp_path: Path, how: str) -> None:
    git = tmp_path / ".git"
    git.mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n" if how != "detached" else "abc123\n")
    (git / "packed-refs").write_text("# pack-refs\nabc123 refs/heads/main\n")
    if how == "loose":
        (git / "refs" / "heads").mkdir(parents=True)
        (git / "refs" / "heads" / "main").write_text("abc123\n")
    if how == "linked":
        tmp_path = linked(tmp_path, git)
    assert result.commit(tmp_path) == "abc123"


def linked(checkout: Path, git: Path) -> Path:
    own = git / "worktrees" / "side"
    own.mkdir(parents=True)
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    (own / "commondir").write_text("../..\n")
    side = checkout / "side"
    side.mkdir()
    (side / ".git").write_text(f"gitdir: {own}\n")
    return side


def test_outside_a_checkout_there_is_no_commit(tmp_path: Path) -> None:
    assert (result.commit(tmp_path), result.commit(None)) == ("", "")


def test_the_command_explains_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["bench", "--help"])
    shown = capsys.readouterr().out
    assert [name for name in (*run.NAMES, "--json", "--evidence", "text building unit room") if name not in shown] == []


@pytest.mark.django_db
def test_every_ledger_is_brought_in_beside_bare_rows() -> None:
    found = ledgers.measure(rows=120, runs=2)
    assert found.passed
    assert [kind for kind in ledgers.LEDGERS if not found.figures[f"{kind}_cpu_s"] > 0] == []
    assert found.yardstick["bare_rows_s"] > 0
