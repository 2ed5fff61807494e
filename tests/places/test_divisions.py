"""Tables of divisions: in, in again, out; what is bad is named and nothing else is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.core import timeline
from huying.core.actor import SYSTEM
from huying.core.errors import Refused
from huying.demo.cast import DIVISIONS, Cast
from huying.people.models import Post
from huying.places import actions, division_tables, queries
from huying.places.models import Community, Division
from huying.rules import divisions

pytestmark = pytest.mark.django_db
TABLE = "code,name\r\n43,湖南省\r\n4301,长沙市\r\n430102,芙蓉区\r\n430102017,东湖街道\r\n"


def load(text: str, encoding: str = "utf-8") -> divisions.Plan:
    return actions.load_divisions(rows=division_tables.rows(text.encode(encoding)), by=SYSTEM)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_comes_in_once(encoding: str):
    assert [row.code for row in load(TABLE, encoding).new] == [
        "430000000000", "430100000000", "430102000000", "430102017000",
    ]  # fmt: skip
    street = Division.objects.get(code="430102017000")
    assert street.path == "430000000000/430100000000/430102000000/430102017000/"
    assert [one.name for one in queries.lineage(street)] == ["湖南省", "长沙市", "芙蓉区", "东湖街道"]
    assert load(TABLE, encoding) == divisions.Plan(same=4)
    (event,) = timeline.of(Division.objects.get(code="430000000000"))
    assert timeline.data(event) == {"added": 4, "renamed": 0, "bad": 0}


def test_what_goes_out_is_what_there_is(cast: Cast):
    before = queries.known_divisions()
    again = actions.load_divisions(rows=division_tables.rows(division_tables.written()), by=SYSTEM)
    assert again == divisions.Plan(same=len(before))
    assert queries.known_divisions() == before


def test_a_new_name_is_taken_and_a_bad_row_left_out(cast: Cast):
    plan = load("code,name\n430102017,东湖街道办事处\n430199001,无区街道\n4301x,长沙\n")
    assert [division_tables.said(bad) for bad in plan.bad] == [
        "第 3 行 430199000000：上级不在表里，也没登记过，或者级别不比它高",
        "第 4 行 4301x：代码要是 2、4、6、9 或 12 位数字",
    ]
    assert Division.objects.get(code="430102017000").name == "东湖街道办事处"
    assert not Division.objects.filter(code__startswith="430199").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "表里没有这些栏，没有存：code、name。第一行要写栏名。"),
        ("编号,名称\n43,湖南省".encode(), "表里没有这些栏，没有存：code。第一行要写栏名。"),
        (b"PK\x03\x04\xff\xff\x00", "这不是 CSV 文件，没有存。请另存为 CSV 再来。"),
        (b"0" * (division_tables.MOST_BYTES + 1), "文件超过 20 兆，没有存。请只留下用得着的省或市。"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, said: str):
    with pytest.raises(Refused, match=said):
        division_tables.rows(content)


def test_a_chain_is_settled_with_its_missing_names():
    names = {"430000000000": "湖南省", "430100000000": "长沙市", "430102000000": "芙蓉区"}
    names |= {"430102017000": "东湖街道", "430102017003": "韶光社区"}
    first = actions.settle_division(code="430102017003", names=names, by=SYSTEM)
    assert [one.name for one in queries.lineage(first)] == list(names.values())
    assert actions.settle_division(code="430102017003", names={}, by=SYSTEM) == first


def test_thousands_of_rows_take_a_few_statements(django_assert_max_num_queries):
    streets = "".join(f"4301{area:02d}{street:03d},街道{street}\n" for area in range(1, 12) for street in range(1, 200))
    areas = "".join(f"4301{area:02d},区{area}\n" for area in range(1, 12))
    with django_assert_max_num_queries(25):
        plan = load(f"code,name\n{streets}{areas}43,湖南省\n4301,长沙市\n")
    assert (len(plan.new), plan.bad) == (11 * 199 + 13, [])


# --- the page ---------------------------------------------------------------------------------------------------------


def send(client: Client, text: str):
    return client.post(
        "/desk/setup/divisions/", {"table": SimpleUploadedFile("t.csv", text.encode()), "once": str(hash(text))}
    )


@pytest.fixture
def secretary(cast: Cast, client: Client) -> Client:
    client.force_login(cast.users["刘芳"])
    return client


@pytest.fixture
def alone(cast: Cast) -> None:
    cast.users["高远"].community = None
    cast.users["高远"].save(update_fields=["community"])
    Post.objects.filter(community=cast.neighbour).update(community=None)
    Community.objects.filter(pk=cast.neighbour.pk).delete()


def test_the_page_shows_the_chain_and_gives_the_table(secretary: Client):
    page = secretary.get("/desk/setup/divisions/").content.decode()
    for code, name, _level in DIVISIONS:
        assert re.search(rf"{code}</dt><dd>{name}", page)
    file = secretary.get("/desk/setup/divisions/file/")
    assert file["Content-Disposition"] == 'attachment; filename="divisions.csv"'
    assert file.content == division_tables.written()


def test_the_only_community_brings_a_table_in(secretary: Client, alone: None):
    assert send(secretary, TABLE.replace("东湖街道", "东湖街道办")).url == "/desk/setup/divisions/"
    assert Division.objects.get(code="430102017000").name == "东湖街道办"
    answer = send(secretary, "code,name\n4301x,长沙\n").content.decode()
    assert "没存 1 行" in answer
    assert "第 2 行 4301x：代码要是 2、4、6、9 或 12 位数字" in answer
    assert "表里没有这些栏" in send(secretary, "nothing").content.decode()


def test_a_table_that_several_share_is_not_one_secretarys(secretary: Client):
    assert "请管服务器的人" in secretary.get("/desk/setup/divisions/").content.decode()
    assert send(secretary, TABLE.replace("东湖街道", "别的")).status_code == 403
    assert Division.objects.get(code="430102017000").name == "东湖街道"
