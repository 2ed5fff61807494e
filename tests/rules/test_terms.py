"""What a text can be found by, what a query asks for, and where the answer stands. All numbers are invented."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huying.rules import masks, terms

CHARS = st.sampled_from("一下雨屋里像水帘洞样天沟漏化粪池栋附老人樓電們，。 5013ABb１—々𠮷")


def finds(query: str, text: str) -> bool:
    """As a database does: for all that is wanted, one way of which every term is there."""
    known = terms.terms(text)
    wanted = terms.asked(query)
    return bool(wanted) and all(any(set(terms.way_terms(way)) <= known for way in one.ways) for one in wanted)


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("漏水", "墙上都在漏水。", True),
        ("漏", "墙上都在漏水。", True),
        ("水漏", "墙上都在漏水。", False),
        ("江秋莲", "江秋莲", True),
        ("江莲", "江秋莲", False),
        ("5栋303", "5栋303", True),
        ("5栋303", "15栋303", False),
        ("5-303", "5栋303", True),
        ("附13", "附13栋102", True),
        ("附13", "13栋102", False),
        ("13栋", "附13栋102", False),
        ("13栋", "13栋102", True),
        ("附13栋", "附13栋102", True),
        ("13栋", "住在13栋", True),
        ("13", "附13栋102", True),
        ("2309 0001", "23090001", True),
        ("2309-0001", "23090001", True),
        ("3 0 3", "5栋303", True),
        ("0001", "23090001", True),
        ("090001", "23090001", False),
        ("ａ座", "A座201", True),
        ("pvc", "PVC110 管", True),
        ("樓上", "楼上的电", True),
        ("楼上", "樓上的電", True),
        ("漏水 5栋", "5栋303 墙上漏水", True),
        ("漏水 6栋", "5栋303 墙上漏水", False),
        ("漏水，墙上", "墙上漏水", True),
        ("漏水", "屋里像水帘洞一样", True),
        ("化粪池", "过粪井满了", True),
        ("化粪池堵了", "窨井堵了", True),
        ("化粪池堵了", "窨井满了", False),
        ("过粪井", "楼下化粪池", True),
        ("排水沟", "天沟老化", True),
        ("天沟漏水", "檐沟漏水", True),
        ("老人", "娭毑一个人住", True),
        ("爹爹", "老人摔了", True),
        ("湘A12345", "湘A12345占了道", True),
        ("，。", "，。", False),
        ("", "漏水", False),
    ],
)
def test_what_finds_what(query: str, text: str, found: bool) -> None:
    assert finds(query, text) is found


@given(st.text(CHARS, max_size=40), st.data())
def test_any_two_characters_of_a_text_find_it(text: str, data: st.DataObject) -> None:
    assume(not masks.scan(text))
    pairs = [a + b for a, b in pairwise(text) if terms.ATOM.fullmatch(a) and terms.ATOM.fullmatch(b)]
    pairs = [pair for pair in pairs if all("一" <= char <= "鿿" or char in "々𠮷" for char in pair)]
    assume(pairs)
    assert finds(data.draw(st.sampled_from(pairs)), text)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert all(term and len(term) <= 2 * terms.LONGEST + 2 and " " not in term for term in terms.terms(text))
    for start, end in terms.marks(text, terms.asked(text)):
        assert 0 <= start < end <= len(text)


def test_a_term_has_an_end() -> None:
    assert max(map(len, terms.terms("a" * 4000))) == terms.LONGEST


@pytest.mark.parametrize(
    "text", ["打13900000303", "打 139-0000-0303", "打0731-55550105", "打幺三九零零零零零三零三", "430102196003071206"]
)
def test_numbers_of_persons_are_no_terms(text: str) -> None:
    assert terms.terms(text) <= {"打"}


@pytest.mark.parametrize("said", ["13900000303", "+86 139 0000 0303", "１３９ 0000 0303", "幺三九零零零零零三零三"])
def test_a_phone_is_its_figures(said: str) -> None:
    assert terms.phones(f"打{said}") == {"13900000303"}
    assert terms.asked(said) == (terms.Wanted((), "13900000303"),)


@pytest.mark.parametrize(("said", "phone"), [("0303", "0303"), ("303", ""), ("5555 0105", "55550105"), ("漏水", "")])
def test_figures_may_be_a_phone(said: str, phone: str) -> None:
    assert [one.phone for one in terms.asked(said)] == [phone]


def test_an_identity_number_is_never_found() -> None:
    assert terms.asked("430102196003071206") == (terms.Wanted(()),)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("墙上都在漏水，漏水。", "漏水", ["漏水", "漏水"]),
        ("像水帘洞一样", "漏水", ["水帘洞"]),
        ("樓上漏水", "楼上", ["樓上"]),
        ("5栋303", "5栋", ["5栋"]),
        ("天沟漏水", "天沟 沟漏", ["天沟漏"]),
        ("漏水管", "水 漏水管 漏", ["漏水管"]),
        ("23090001", "0001", ["0001"]),
        ("打139 0000 0303", "0303", ["139 0000 0303"]),
        ("打139 0000 0303", "13900000303", ["139 0000 0303"]),
        ("打139 0000 0303", "0304", []),
        ("漏 水", "漏水", []),
    ],
)
def test_marks(text: str, query: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in terms.marks(text, terms.asked(query))] == marked


@given(st.text(alphabet="新附东5栋303号座漏水 -aAé１３900000\n", max_size=40))
def test_terms_are_the_atoms_and_what_touches(text: str) -> None:
    """The quick walk finds what the atoms with their places say."""
    found = terms.atoms(terms._without_numbers(text))
    pairs = {term for pair in terms._pairs(found) for term in pair if term}
    tails = {atom.text[-terms.LAST :] for atom in found if atom.text.isascii() and atom.text.isdigit()}
    assert terms.terms(text) == {atom.text for atom in found} | pairs | tails
