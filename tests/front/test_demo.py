"""The demo's front door: which moment, which folder, and never somebody else's files."""

import json
from pathlib import Path

import pytest

from huying import cli
from huying.cases.models import Case
from huying.core import clock
from huying.core.models import Event
from huying.demo import cast, run, story


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        (None, clock.instant("2023-12-07", "11:40")),
        ("2023-09-13", clock.instant("2023-09-13", "11:40")),
        ("2023-09-13T08:05", clock.instant("2023-09-13", "08:05")),
        ("2023-09-13T00:05+00:00", clock.instant("2023-09-13", "08:05")),
    ],
)
def test_a_bare_day_means_the_middle_of_the_morning(until: str | None, moment: object) -> None:
    assert run.moment(until) == moment


def test_a_day_that_is_none_gets_a_sentence() -> None:
    with pytest.raises(SystemExit, match="--until: 2023-12-07"):
        run.moment("yesterday")


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(SystemExit, match="choose another --data"):
        run.clear(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_demos_own_folder_is_told_anew(tmp_path: Path) -> None:
    run.clear(tmp_path / "demo")
    (tmp_path / "demo" / "old.sqlite3").write_text("x")
    run.clear(tmp_path / "demo")
    assert [path.name for path in (tmp_path / "demo").iterdir()] == [run.STAMP]


def test_a_story_is_told_once(tmp_path: Path) -> None:
    stamp = {"until": "x", "version": run.version()}
    assert run.told_already(tmp_path, stamp) is False
    (tmp_path / run.STAMP).write_text(json.dumps(stamp))
    assert run.told_already(tmp_path, stamp) is True


def test_the_log_ins_are_the_staff_of_the_story() -> None:
    assert [who for _name, _password, who in cast.LOGINS] == [
        "刘芳 社区书记", "何静 社区工作者", "李敏 网格员", "陈涛 网格员", "赵宏 街道督导", "孙洁 区住建局",
    ]  # fmt: skip


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    shown = capsys.readouterr().out
    assert [word for word in ("serve", "work", "demo", "migrate", "audit") if word not in shown] == []


@pytest.mark.django_db(transaction=True)
def test_audit_prints_ok(capsys: pytest.CaptureFixture[str]) -> None:
    story.tell(clock.instant("2023-12-07", "11:40"))
    with pytest.raises(SystemExit) as end:
        cli.main(["audit"])
    assert (end.value.code, capsys.readouterr().out) == (
        0,
        f"{Case.objects.count()} cases, {Event.objects.count()} events: ok\n",
    )
