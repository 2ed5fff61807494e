"""筛选 and 我的视图: the inbox narrowed, and that under a name, without anything of a person in the address."""

from typing import Any

import pytest
from django.test import Client

from huying.cases.models import SavedView
from huying.core import clock
from huying.demo.cast import Cast

from .desk_stage import NOW, received, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(NOW):
        yield


def numbers(client: Client, query: str) -> list[str]:
    return [row.case.number for row in client.get(f"/desk/?{query}").context["list"].rows]


def test_the_inbox_is_narrowed_by_category_grid_and_urgency(cast: Cast) -> None:
    roof, drain = received(cast), received(cast, home="新3栋102", category="drain", urgency="normal")
    her = signed_in(cast, "何静")
    assert numbers(her, "view=open&category=drain") == [drain.case.number]
    assert numbers(her, f"view=open&grid={roof.case.grid_id}") == [roof.case.number]
    assert numbers(her, "view=open&urgency=normal") == [drain.case.number]
    assert numbers(her, "view=open&urgency=normal&category=house_roof") == []
    assert len(numbers(her, "view=open&grid=x&phone=13900000303")) == 2  # what is no filter narrows nothing
    page = her.get("/desk/?view=open&category=drain").content.decode()
    assert "?view=over&amp;category=drain" in page  # the views keep it
    assert "看全部" in page


def test_a_view_is_kept_under_a_name_and_opens_what_it_was(cast: Cast) -> None:
    received(cast)
    drain, her = received(cast, category="drain"), signed_in(cast, "何静")
    answer = send(her, "/desk/views/", name="下水", asked="view=open&category=drain&name=江秋莲&phone=139")
    kept = SavedView.objects.get()
    assert (kept.asked, kept.shared, answer.url) == (
        "view=open&category=drain",
        False,
        "/desk/?view=open&category=drain",
    )
    assert numbers(her, kept.asked) == [drain.case.number]
    assert 'href="?view=open&amp;category=drain"' in her.get("/desk/").content.decode()
    send(her, "/desk/views/", name="下水", asked="view=over&category=drain")  # the same name is kept anew
    assert SavedView.objects.get().asked == "view=over&category=drain"


def test_shared_it_stands_at_the_whole_desk_and_at_no_other(cast: Cast) -> None:
    send(signed_in(cast, "何静"), "/desk/views/", name="下水", asked="view=open&category=drain", shared="on")
    assert "下水" in [one.name for one in signed_in(cast, "刘芳").get("/desk/").context["saved"]]
    assert signed_in(cast, "高远").get("/desk/").context["saved"] == []
    own = SavedView.objects.get()
    for name in ("刘芳", "高远"):
        assert send(signed_in(cast, name), f"/desk/views/{own.pk}/drop/").status_code == 404
    send(signed_in(cast, "何静"), f"/desk/views/{own.pk}/drop/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [({"name": ""}, "还没起名字"), ({"asked": "view=open"}, "先筛一下"), ({"asked": "phone=139"}, "先筛一下")],
)
def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(cast: Cast, typed: dict[str, str], why: str) -> None:
    usual = {"name": "下水", "asked": "view=open&category=drain"}
    answer = send(signed_in(cast, "何静"), "/desk/views/", **{**usual, **typed})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not SavedView.objects.exists()


def test_a_dozen_is_enough(cast: Cast) -> None:
    her = signed_in(cast, "何静")
    for nth in range(13):
        answer = send(her, "/desk/views/", name=f"第{nth}个", asked="view=open&category=drain")
    assert answer.status_code == 422
    assert SavedView.objects.count() == 12


def test_without_a_script_the_filters_have_a_page_of_their_own(cast: Cast) -> None:
    her = signed_in(cast, "何静")
    page = her.get("/desk/narrow/?view=open&category=drain").content.decode()
    assert "<h1>筛选</h1>" in page
    assert 'value="drain" selected' in page
    part = her.get("/desk/narrow/?view=open", headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith("<form")


def test_a_step_and_a_batch_come_back_to_the_narrowed_list(cast: Cast) -> None:
    appeal, her = received(cast, category="drain"), signed_in(cast, "何静")
    page = her.get("/desk/?view=open&category=drain")
    here = page.context["list_at"]
    assert here == "view=open&page=1&category=drain"
    post = cast.posts["陈涛"].pk
    step = send(her, f"/desk/cases/{appeal.case_id}/dispatch/", post=post, seen="received", row="0", list=here)
    assert step.url == f"/desk/?{here}#row-0"
    held = send(her, "/desk/batches/", cases=[f"{appeal.case_id}:dispatched"], verb="remind", list=here)
    assert held.url.startswith(f"/desk/?{here}&batch=")
    assert numbers(her, held.url.partition("?")[2]) == [appeal.case.number]
