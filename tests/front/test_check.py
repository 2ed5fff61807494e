"""The rulebook answers a table of cases, a line for each."""

from pathlib import Path

import pytest

from huying import cli


def check(folder: Path, what: str, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    path = folder / "cases.tsv"
    path.write_text(text, encoding="utf-8-sig")
    with pytest.raises(SystemExit) as end:
        cli.main(["check", what, str(path)])
    return end.value.code, capsys.readouterr().out.splitlines()


def test_masks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "kind\ttext\taudience\troom\n"
        "name\t江秋莲\t\t\n"
        "name\t江秋莲\tpublic\t\n"
        "phone\t139 0000 0303\tstaff\t\n"
        "id\t430102195003070018\tvendor\t\n"
        "home\t5栋\t\t303\n"
        "home\t5栋\tstaff\t303\n"
        "text\t打 13900000303 找我\t\t\n"
    )
    assert check(tmp_path, "mask", rows, capsys) == (
        0, ["江*莲", "江某", "139 **** 0303", "", "5栋3**", "5栋303", "打 139****0303 找我"],
    )  # fmt: skip


def test_clocks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "start\tamount\tunit\tpauses\tnow\twork\trest\n"
        "2023-09-12 09:10\t30\tminutes\t\t2023-09-12 09:50\t\t\n"
        "2023-09-28 16:00\t2\tworking_days\t\t\t\t\n"
        "2023-09-12 16:30\t2\tworking_hours\t\t\t\t2023-09-13\n"
        "2023-09-12 09:10\t2\thours\t2023-09-12 10:00/2023-09-12 11:00\t\t\t\n"
        "2099-09-14 09:10\t1\tdays\t\t\t\t\n"
    )
    assert check(tmp_path, "clock", rows, capsys) == (
        0,
        [
            "2023-09-12 09:40\tcertain\t-10",
            "2023-10-08 17:30\tcertain",
            "2023-09-14 09:30\tcertain",
            "2023-09-12 12:10\tcertain",
            "2099-09-15 17:30\tuncertain",
        ],
    )


@pytest.mark.parametrize(
    ("what", "rows", "reason"),
    [
        ("mask", "kind\ttext\nsecret\tx\n", "! unknown kind 'secret'"),
        ("mask", "kind\ttext\taudience\nname\t江秋莲\teverybody\n", "! unknown audience 'everybody'"),
        ("clock", "start\tamount\tunit\n2023-09-12 09:10\t0\tdays\n", "! amount 0 is not between 1 and 100000"),
        ("clock", "start\tamount\tunit\n2023-09-12 09:10\t1\tweeks\n", "! unknown unit 'weeks'"),
    ],
)
def test_a_row_that_makes_no_sense_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, rows: str, reason: str
) -> None:
    assert check(tmp_path, what, rows, capsys) == (1, [reason])


def test_a_missing_column_gets_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.tsv"
    path.write_text("start\tamount\n2023-09-12\t1\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"缺列.*unit"):
        cli.main(["check", "clock", str(path)])
