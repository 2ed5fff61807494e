"""The rulebook answers a table of cases, a line for each."""

from pathlib import Path

import pytest

from huying import cli

TOTALS = "heads_all\tarea_all\theads_took_part\tarea_took_part\theads_agreed\tarea_agreed"


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


def test_tallies_by_totals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "heads_all\tarea_all\theads_took_part\tarea_took_part\theads_agreed\tarea_agreed\tspecial\n"
        "120\t9600.00\t80\t6400.00\t41\t3200.00\t\n"
        "120\t9600\t80\t6400\t41\t3200.01\t\n"
        "120\t9600\t79\t6399.9\t60\t4799\tno\n"
        "120\t9600\t80\t6400\t60\t4799.99\tyes\n"
    )
    assert check(tmp_path, "tally", rows, capsys) == (
        0, ["failed\tarea_agreed", "passed", "failed\tarea_took_part;heads_took_part", "failed\tarea_agreed"],
    )  # fmt: skip


def test_tallies_by_roll(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "case\thome\towner\tarea\tchoice\tspecial\n"
        "7栋\t101\t江\t50\tagree\t\n"
        "8栋\t101\t\t50\tagree\t\n"
        "7栋\t102\t江\t50\tagree\t\n"  # one head, whose two homes say the same
        "7栋\t103\t沈\t30\tdisagree\t\n"
        "8栋\t102\t\t50\tagree\t\n"  # nobody knows whose: two heads
        "8栋\t103\t\t50.00\t\t\n"
        "9栋\t101\t江\t50\tagree\t\n"
        "9栋\t102\t江\t50\tabstain\t\n"
        "10栋\t101\t江\t50\tagree\tyes\n"
        "10栋\t102\t沈\t50\tagree\t\n"
        "11栋\t101\t江\t50\tmaybe\t\n"
    )
    assert check(tmp_path, "tally", rows, capsys) == (
        1,
        [
            "7栋\tfailed\theads_agreed",
            "8栋\tpassed",
            "! 9栋: two ballots of one owner: 江",
            "! 10栋: the rows of one case differ in special",
            "! 11栋: a ballot that is no agree, disagree or abstain: 江",
        ],
    )


def test_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "case\thome\tarea\ttotal\tkind\tunit\tunit_part\towner_part\tbalance\n"
        "7栋\t1001\t50\t100\t\t\t\t\t\n"
        "8栋\t101\t\t9\t\t\t\t\t\n"
        "7栋\t201\t50.0\t100.00\tsold_public\t纺织厂\t300.5\t701.16\t20.5\n"
        "7栋\t301\t50.00\t\tpublic\t房产局\t\t\t\n"
    )
    assert check(tmp_path, "shares", rows, capsys) == (
        1,
        [
            "7栋\t1001\t33.33\t33.33\t0.00\t0.00\t33.33",
            "! 8栋: a home without an area or weight above zero: 101",
            "7栋\t201\t33.34\t23.34\t10.00\t20.50\t2.84",
            "7栋\t301\t33.33\t0.00\t33.33\t0.00\t0.00",
        ],
    )
    agreed = "case\thome\tarea\ttotal\tweight\n7栋\t101\t\t0.10\t1\n7栋\t102\t80\t\t3\n"
    assert check(tmp_path, "shares", agreed, capsys) == (
        0, ["7栋\t101\t0.02\t0.02\t0.00\t0.00\t0.02", "7栋\t102\t0.08\t0.08\t0.00\t0.00\t0.08"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "rows", "reason"),
    [
        ("mask", "kind\ttext\nsecret\tx\n", "! unknown kind 'secret'"),
        ("mask", "kind\ttext\taudience\nname\t江秋莲\teverybody\n", "! unknown audience 'everybody'"),
        (
            "tally",
            f"{TOTALS}\n120\t9600\t121\t6400\t41\t3200\n",
            "! a vote count above the electorate: heads_took_part",
        ),
        ("tally", f"{TOTALS}\n120\t9600\t80\t-1\t41\t3200\n", "! '-1' is not a number with at most two decimals"),
        ("tally", f"{TOTALS}\n12.5\t9600\t80\t1\t41\t3200\n", "! '12.5' is not a whole number"),
        (
            "tally",
            f"{TOTALS}\tspecial\n120\t9600\t80\t6400\t41\t3200\tmaybe\n",
            "! special is yes, no or empty, not 'maybe'",
        ),
        ("shares", "case\thome\tarea\ttotal\n7栋\t101\t50\t\n", "! 7栋: the case needs one total, in its first row"),
        (
            "shares",
            "case\thome\tarea\ttotal\tkind\n7栋\t101\t50\t9.001\tcommodity\n",
            "! 7栋: '9.001' is not a number with at most two decimals",
        ),
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
    path.write_text("case\thome\tchoice\n7栋\t101\tagree\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"缺列.*owner、area"):
        cli.main(["check", "tally", str(path)])
