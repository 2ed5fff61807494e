"""Firms and responsible units in the browser, and what the order form then offers."""

import pytest
from django.test import Client
from django.urls import reverse

from huying.core.actor import SYSTEM
from huying.demo.cast import Cast
from huying.people import actions, queries
from huying.people.models import Vendor
from tests.cases.desk_stage import found, signed_in

WATER = {"name": "长沙供水", "kind": "responsible_unit", "trade": "供水", "phone": "0731 5555 0133", "always": "on"}


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return signed_in(cast, "刘芳")


def water(cast: Cast) -> Vendor:
    given = {**WATER, "always": True}
    return actions.add_vendor(division=cast.community.division, **given)


def test_a_unit_is_added_once_under_our_own_division(cast: Cast, secretary: Client):
    for _tap in range(2):
        assert secretary.post(reverse("vendors"), {**WATER, "once": "a"}).url == reverse("vendors")
    one = Vendor.objects.get(name="长沙供水")
    facts = (one.division, one.kind, one.trade, one.phone, one.always, one.active)
    assert facts == (cast.community.division, "responsible_unit", "供水", "0731 5555 0133", True, True)
    again = secretary.post(reverse("vendors"), {**WATER, "once": "b"})
    assert "“长沙供水”已经在表上了，没有再加。" in again.content.decode()


def test_the_streets_firms_are_only_shown(cast: Cast, secretary: Client):
    theirs = cast.vendors["安居防水修缮"]
    page = secretary.get(reverse("vendors")).content.decode()
    assert ("安居防水修缮" in page, "东湖街道加的" in page) == (True, True)
    for name in ("vendor", "vendor_retire"):
        assert secretary.post(reverse(name, args=[theirs.pk]), {**WATER, "once": name}).status_code == 404
    assert Vendor.objects.get(pk=theirs.pk).active


def test_the_street_keeps_its_own_and_those_below(cast: Cast):
    street = signed_in(cast, "赵宏")
    for one in (cast.vendors["安居防水修缮"], water(cast)):
        street.post(reverse("vendor_retire", args=[one.pk]), {"once": "r"})
        assert not Vendor.objects.get(pk=one.pk).active


def test_a_change_on_an_old_page_is_refused(cast: Cast, secretary: Client):
    one = water(cast)
    url = reverse("vendor", args=[one.pk])
    changed = {**WATER, "phone": "0731 5555 0134", "seen": one.mark}
    assert secretary.post(url, {**changed, "once": "1"}).url == reverse("vendors")
    late = secretary.post(url, {**changed, "phone": "0731 5555 0135", "once": "2"}, follow=True)
    assert "这一家刚被别人改过，您的没有保存。" in late.content.decode()
    assert Vendor.objects.get(pk=one.pk).phone == "0731 5555 0134"


def test_an_entry_never_takes_anothers_name(cast: Cast, secretary: Client):
    one = water(cast)
    gas = actions.add_vendor(division=one.division, name="长沙燃气", trade="燃气", phone="0731 5555 0136")
    answer = secretary.post(reverse("vendor", args=[gas.pk]), {**WATER, "seen": gas.mark, "once": "n"})
    assert (answer.status_code, Vendor.objects.get(pk=gas.pk).name) == (422, "长沙燃气")


def test_an_order_goes_to_those_in_use_by_kind(cast: Cast, secretary: Client):
    one = water(cast)
    actions.retire_vendor(vendor=cast.vendors["畅通管道疏通"], active=False, by=SYSTEM)
    assert [row.name for row in queries.vendors_for(cast.community)] == [
        "安居防水修缮", "区市政维护中心", "长沙供水",
    ]  # fmt: skip
    page = signed_in(cast, "何静").get(reverse("case", args=[found(cast).case_id])).content.decode()
    assert page.index("维修公司</p>") < page.index("安居防水修缮，屋面防水") < page.index("责任单位</p>")
    assert "长沙供水，供水，24 小时" in page
    assert "畅通管道疏通，管道疏通" not in page
    actions.retire_vendor(vendor=one, active=False, by=SYSTEM)
    assert list(queries.vendors_for(cast.neighbour)) == []


def test_an_empty_list_says_what_it_is_for(cast: Cast, secretary: Client):
    Vendor.objects.all().delete()
    assert "没有维修公司，工单派不出去。" in secretary.get(reverse("vendors")).content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_the_same_for_two_and_for_four(
    cast: Cast, secretary: Client, django_assert_num_queries, more: int
):
    for nth in range(more):
        actions.add_vendor(division=cast.community.division, name=f"供水{nth}", trade="供水", phone="0731 5555 0133")
    # session, account with its posts; the division; the list
    with django_assert_num_queries(4):
        secretary.get(reverse("vendors"))
