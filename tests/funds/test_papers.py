"""Papers 材料: handed in version by version, and made from the data as PDF, Word and Excel that say what the rules say."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from huying.core import clock, papers
from huying.core.actor import SYSTEM
from huying.core.errors import Refused, Stale
from huying.core.models import AccessLog, Event, File
from huying.demo.cast import Cast
from huying.funds import documents, queries, sharing
from huying.funds.actions import file_paper
from huying.funds.documents import book, word
from huying.funds.documents.blocks import Column, Document, Table
from huying.funds.models import BudgetLine, Owner, Paper, Payment, Place

from ..field.road import MORNING, upload
from .stage_c import PHONE, hung, pages, place_of, settled, voted

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


@pytest.fixture
def place(cast: Cast) -> Place:
    """Twelve homes, asked, repaired and settled."""
    place = place_of(cast, 12, lane="normal")
    voted(place)
    return place


def desk(cast: Cast, name: str = "何静") -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def url(place: Place, code: str, ending: str = "pdf") -> str:
    return reverse("fund_paper_file", args=[place.pk, code, ending])


def texts(content: bytes) -> list[str]:
    """Everything that stands in a Word file, cells included."""
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    feet = [one.text for section in paper.sections for one in section.footer.paragraphs]
    return [*(one.text for one in paper.paragraphs), *cells, *feet]


def send(cast: Cast, place: Place, who: str = "何静", **given: Any) -> Any:
    said = {"code": "application", "photos": [upload(), upload()], "note": "", "seen": place.state, **given}
    return desk(cast, who).post(reverse("fund_file_paper", args=[place.pk]), said, follow=True)


# --- handing in -------------------------------------------------------------------------------------------------------


def test_a_paper_is_handed_in_again_and_again(cast: Cast, place: Place) -> None:
    assert "application" in [row.code for row in queries.missing_papers(place, "submit")]
    page = send(cast, place, once="1").content.decode()
    assert "交好了，第 1 版，2 页。" in page
    assert "交了，第 1 版，2 页" in page
    assert "何静交了材料，第 1 版，2 页" in page
    assert "application" not in [row.code for row in queries.missing_papers(place, "submit")]
    Paper.objects.update(checked="wrong", why="没盖章")
    page = desk(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "要改，第 1 版，2 页：没盖章，报局前要" in page
    send(cast, place, photos=upload(), note="补了章", once="2")
    newest = Paper.objects.get(version=2)
    assert (newest.pages, newest.note, newest.checked) == (1, "补了章", "unseen")
    event = Event.objects.get(kind="funds.paper_filed", seq=2)
    assert json.loads(event.body) == {"paper": str(newest.pk), "code": "application", "version": 2, "pages": 1}
    page = desk(cast).get(reverse("fund_paper", args=[place.pk, "application"])).content.decode()
    assert page.index("第 2 版") < page.index("第 1 版")
    assert page.count("/pictures/") == 2 * 3
    assert File.objects.filter(subject_type="funds.paper").count() == 3


def test_a_paper_that_is_not_asked_for_is_refused(cast: Cast, place: Place) -> None:
    with pytest.raises(Refused, match="不要这份材料"):
        file_paper(place=place, code="site_confirmation", pictures=pages(), by=SYSTEM)
    with pytest.raises(Refused, match="请拍一张或者选一份材料"):
        file_paper(place=place, code="plan", pictures=(), by=SYSTEM)
    file_paper(place=place, code="plan", pictures=pages(), by=SYSTEM)
    with pytest.raises(Stale):
        file_paper(place=place, code="plan", pictures=pages(), by=SYSTEM, seen="draft")
    Place.objects.update(state="archived")
    with pytest.raises(Refused, match="归档"):
        file_paper(place=place, code="plan", pictures=pages(), by=SYSTEM)
    assert Paper.objects.count() == File.objects.filter(purpose="paper").count() == 1


def bomb() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", 8) as packed:
        packed.writestr("x", b"0" * 20_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"photos": upload(b"\xff\xd8\xff" + b"0" * 11_000_000)}, "超过 10 兆，没有保存"),
        ({"photos": upload(bomb(), "scan.zip")}, "不是能读的照片，没有保存"),
        ({"photos": upload(b"%PDF-1.7 scan", "scan.pdf")}, "不是能读的照片，没有保存"),
        ({"photos": []}, "请把签好的材料拍照"),
        ({"code": "../../etc"}, "没有这份材料，没有保存"),
        ({"note": "门锁密码是 1234"}, "能开门，不能留在这里"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(cast: Cast, place: Place, given: dict[str, Any], said: str) -> None:
    answer = send(cast, place, **{"note": "补了第三页", **given})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    if "note" not in given:
        assert "补了第三页" in answer.content.decode()
    assert not Paper.objects.exists()


def test_only_the_desk_hands_in_and_unknown_papers_are_not_found(cast: Cast, place: Place) -> None:
    assert send(cast, place, who="赵宏").status_code == 403
    assert desk(cast, "赵宏").get(reverse("fund_paper", args=[place.pk, "plan"])).status_code == 200
    client = desk(cast)
    for address in (url(place, "plan", "exe"), url(place, "plan", "xlsx"), url(place, "contract"), url(place, "all", "docx"),
                    reverse("fund_paper", args=[place.pk, "nothing"])):  # fmt: skip
        assert client.get(address).status_code == 404
    assert desk(cast, "高远").get(url(place, "plan")).status_code == 404


def test_without_a_lane_there_is_no_list(cast: Cast) -> None:
    place = place_of(cast, 1, lane="", state="eligible")
    page = desk(cast).get(reverse("fund_place", args=[place.pk])).content.decode()
    assert "全部材料" not in page
    page = desk(cast).get(url(place, "all"), follow=True).content.decode()
    assert "还没定走哪种程序" in page


# --- made from the data -----------------------------------------------------------------------------------------------


def test_every_paper_opens_and_says_no_number_of_an_owner(cast: Cast, place: Place) -> None:
    settled(cast, place)
    hung(place)
    hung(place, "plan")
    client, names = desk(cast), list(Owner.objects.values_list("name", flat=True))
    for code, kind in documents.KINDS.items():
        for ending in kind.endings:
            answer = client.get(url(place, code, ending))
            assert answer.headers["Content-Type"] == documents.TYPES[ending], (code, ending)
            if ending == "pdf":
                assert answer.content.startswith(b"%PDF")
                continue
            said = texts(answer.content) if ending == "docx" else cells(answer.content)
            said = [str(one) for one in said]
            assert any("示例格式，未经住建部门确认" in one for one in said)
            assert [one for one in said if PHONE in one.replace(" ", "")] == [], (code, ending)
            assert any(name in said for name in names) == kind.names, (code, ending)
    logged = AccessLog.objects.filter(kind="fund_paper").values_list("words", flat=True)
    assert sorted(logged) == sorted(
        [
            "5栋 业主清册.pdf",
            "5栋 业主清册.docx",
            "5栋 业主清册.xlsx",
            "5栋 业主书面征求意见表和汇总.pdf",
            "5栋 业主书面征求意见表和汇总.docx",
        ]
    )
    page = desk(cast, "刘芳").get(reverse("reveals")).content.decode()
    assert "5栋 业主清册.xlsx" in page
    answer = client.get(url(place, "all"))
    assert answer.content.startswith(b"%PDF")


def cells(content: bytes) -> list[Any]:
    book = load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def table(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_sums_on_paper_are_the_rules_sums(cast: Cast, place: Place) -> None:
    settled(cast, place)
    made = sharing.sheet(place, 3_864_000)
    rows = table(documents.write(documents.make(place, "share_notice"), "xlsx"))
    assert rows[2] == ("房号", "面积（㎡）", "占比", "分摊（元）", "从维修资金出（元）", "自己补（元）")
    assert [Decimal(str(row[3])) * 100 for row in rows[3:-1]] == [line.cents for line in made.lines]
    assert [Decimal(str(one)) * 100 for one in rows[-1][3:]] == [made.total, made.from_account, made.self_pay]
    assert Decimal(str(rows[-1][1])) * 100 == made.area
    rows = table(documents.write(documents.make(place, "households"), "xlsx"))
    assert sum(Decimal(str(row[9])) for row in rows[3:-1]) == Decimal(str(rows[-1][9])) == Decimal("38640.00")
    said = texts(documents.write(documents.make(place, "settlement"), "docx"))
    assert "人民币叁万捌仟陆佰肆拾元整" in said
    assert "一样" in said
    assert sum(one.sum_cents for one in BudgetLine.objects.filter(place=place)) == 3_864_000
    assert "38,640.00" in texts(documents.write(documents.make(place, "plan"), "docx"))


def test_an_owner_of_two_homes_is_one_row_of_the_ballot_form(cast: Cast) -> None:
    place = place_of(cast, 3)
    first, second = (queries.facts_of(row) for row in queries.roll(place)[:2])
    assert first
    assert second
    second.owner = first.owner
    second.save()
    form = documents.make(place, "ballots").tables[0]
    assert len(form.rows) == 2
    assert [str(first.owner), "101、102"] == list(form.rows[0][1:3])
    assert form.total[2] == "2 人"


def test_the_count_says_the_gates(cast: Cast, place: Place) -> None:
    count = documents.make(place, "ballots").tables[1]
    assert [row[-1] for row in count.rows] == ["够"] * 4
    assert (count.rows[1][1:3], count.rows[3][1:3]) == ([12, 10], [10, 9])
    assert count.total[-1] == "通过"


def test_a_paper_without_its_facts_has_room_to_write(cast: Cast) -> None:
    place = place_of(cast, 2, lane="emergency", state="confirming")
    Place.objects.filter(pk=place.pk).update(survey=None, budget_cents=None)
    place.refresh_from_db()
    place.budget.all().delete()
    place.quotes.all().delete()
    for code in (
        "application",
        "survey",
        "site_confirmation",
        "plan",
        "plan_notice",
        "ballots",
        "acceptance",
        "settlement",
        "warranty",
    ):
        assert documents.write(documents.make(place, code), "pdf").startswith(b"%PDF"), code
    page = desk(cast).get(url(place, "households"), follow=True).content.decode()
    assert "还没有预算，算不出每户多少" in page
    assert desk(cast).get(url(place, "all")).content.startswith(b"%PDF")


def test_payments_and_a_dearer_end_stand_in_the_settlement(cast: Cast, place: Place) -> None:
    settled(cast, place)
    place.approved_cents = 3_800_000
    user = cast.users["何静"]
    Payment.objects.create(
        place=place, kind="prepay", sum_cents=1_000_000, asked_at=clock.now(), asked_by=user, decided_at=clock.now(),
        approved=True, paid_on=date(2023, 9, 1),
    )  # fmt: skip
    said = texts(documents.write(documents.make(place, "settlement"), "docx"))
    assert "多 640.00 元" in said
    assert {"预付", "2023年9月1日", "10,000.00"} <= set(said)


def test_papers_are_in_chinese_whatever_the_page_wears(cast: Cast, place: Place) -> None:
    client = desk(cast)
    client.cookies["django_language"] = "en"
    said = texts(client.get(url(place, "application", "docx")).content)
    assert {"住宅专项维修资金使用申请表", "屋面", "一般程序，业主表决"} <= set(said)


def test_what_people_wrote_is_no_formula_and_breaks_no_file() -> None:
    made = Document("清册", "5栋", [Table((Column("业主", 1),), [["=1+1"], ["-2"], ["坏\x0b字"]])])
    assert [row[0] for row in table(book.xlsx(made))[3:]] == ["'=1+1", "'-2", "坏字"]
    assert "坏字" in texts(word.docx(made))


def test_a_missing_font_is_a_sentence(cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(papers, "FONTS", tmp_path)
    page = desk(cast).get(url(place, "application"), follow=True).content.decode()
    assert "这里没有装打印用的字体" in page
    assert desk(cast).get(url(place, "application", "docx")).status_code == 200
