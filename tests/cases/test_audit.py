"""The proof finds what does not agree."""

from django.db import connection

from huying.cases.audit import audit
from huying.cases.models import Case, Commitment
from huying.core import clock
from huying.core.models import Event, EventWords
from huying.demo.story import Stage


def test_the_told_story_is_whole(told: Stage) -> None:
    found = audit()
    assert (found.cases, found.differences) == (Case.objects.count(), [])
    assert found.events == Event.objects.count()


def test_a_row_that_left_its_history_is_found(told: Stage) -> None:
    Case.objects.filter(pk=told.case("gutter").pk).update(state="verified")
    assert audit().differences == [
        f"case {told.case('gutter').pk}: its history leads to closed, its row says verified",
        f"case {told.case('gutter').pk}: open, and in nobody's hands",
    ]


def test_exchanged_words_are_found(told: Stage) -> None:
    words = EventWords.objects.first()
    EventWords.objects.filter(pk=words.pk).update(text="别的话")
    assert [line.endswith("its words were changed") for line in audit().differences] == [True]


def test_erased_words_leave_the_chain_whole(told: Stage) -> None:
    EventWords.objects.all().delete()
    assert audit().differences == []


def test_a_forged_event_is_found(told: Stage) -> None:
    """Whoever owns the database can drop the trigger; the chain still tells."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_event DISABLE TRIGGER event_no_update")
        else:
            cursor.execute("DROP TRIGGER event_no_update")
        cursor.execute("UPDATE core_event SET body = '{}' WHERE kind = 'field.work_finished'")
        assert cursor.rowcount >= 1
    assert any(line.endswith("was changed") for line in audit().differences)


def test_a_loose_end_is_found(told: Stage) -> None:
    case = told.case("gutter")
    Commitment.objects.filter(pk=Commitment.objects.filter(case=case).first().pk).update(ended_at=None)
    assert audit().differences == [f"case {case.pk}: closed with an open commitment"]


def test_the_story_on_another_day(db: None) -> None:
    """On 13 September the case is in hand, with nothing overdue that was not overdue that day."""
    from huying.demo.story import tell

    moment = clock.instant("2023-09-13", "11:40")
    stage = tell(moment)
    with clock.at(moment):
        late = Commitment.objects.filter(ended_at=None, due_by__lt=clock.now())
        assert (stage.case("gutter").state, late.count()) == ("in_hand", 0)
    assert audit().differences == []
