"""The machine room's pages: what failed can be tried again or discarded, once a tap; /health says yes or no."""

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from huying.core import clock, jobs
from huying.core.actor import SYSTEM
from huying.core.models import Event, Job, OnceKey
from huying.people.models import Holding, Post, User
from huying.places.models import Community, Division
from tests.core import sample_tasks
from tests.core.sample_tasks import left

MOMENT = clock.instant("2023-09-12", "09:10")

pytestmark = pytest.mark.django_db


def member(role: str, community: Community) -> User:
    user = User.objects.create(username=role, name=role)
    post = Post.objects.create(
        role=role, title=role, division=community.division, community=community, path=community.path
    )
    Holding.objects.create(post=post, user=user, since=MOMENT)
    return user


@pytest.fixture
def community() -> Community:
    division = Division.objects.create(code="430100000000", name="省会市", level=Division.Level.CITY, path="4301/")
    return Community.objects.create(
        key="shaoguang", name="韶光社区", division=division, path="4301/sg/", phone="0731-0"
    )


@pytest.fixture
def officer(client: Client, community: Community) -> Client:
    client.force_login(member("officer", community))
    return client


def parked(task: str = "poison") -> Job:
    getattr(sample_tasks, task).enqueue("a")
    jobs.run_ready()
    job = Job.objects.filter(task__endswith=f".{task}").latest("id")
    Job.objects.filter(pk=job.pk).update(state=Job.State.PARKED, attempts=jobs.MAX_TRIES)
    return job


def press(client: Client, name: str, job: Job, once: str = "tap-1") -> int:
    return client.post(reverse(name, args=[job.pk]), {"once": once}).status_code


def test_the_page_shows_task_error_and_tries(officer):
    parked()
    page = officer.get("/desk/jobs/").content.decode()
    for words in (
        "tests.core.sample_tasks.poison",
        "RuntimeError: 13900000015 does not answer",
        "5 次",
        "停着，等人看",
    ):
        assert words in page
    assert page.count('name="once"') == 2


def test_the_page_shows_what_will_be_tried_again(officer):
    with clock.at(MOMENT):
        sample_tasks.poison.enqueue("a")
        jobs.run_ready()
        assert "今天 09:1" in officer.get("/desk/jobs/").content.decode()


def test_the_empty_page(officer):
    sample_tasks.good.enqueue("a")
    assert "都做成了" in officer.get("/desk/jobs/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_three_times_however_many_rows(officer, rows, django_assert_num_queries):
    for _ in range(rows):
        parked()
    with django_assert_num_queries(3):  # session, account, posts, jobs
        page = officer.get("/desk/jobs/").content.decode()
    assert page.count("<tr>") == rows + 1


def test_a_long_list_says_that_it_goes_on(officer, monkeypatch):
    monkeypatch.setattr("huying.core.job_pages.SHOWN", 2)
    for _ in range(3):
        parked()
    page = officer.get("/desk/jobs/").content.decode()
    assert page.count("<tr>") == 3
    assert "等得最久的 2 个" in page


def test_retry_starts_the_job_over(officer):
    job = parked("slow")
    assert press(officer, "job_retry", job) == 302
    assert jobs.run_ready() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, left("a")) == ("done", 1, 2)
    event = Event.objects.get()
    assert (event.kind, event.subject_id, event.actor[:5]) == ("core.job_retried", str(job.pk), "user:")


def test_discard_ends_the_job_and_the_timeline_keeps_who(officer):
    job = parked()
    assert press(officer, "job_discard", job) == 302
    job.refresh_from_db()
    assert (job.state, jobs.stuck(), jobs.run_ready()) == ("discarded", 0, 0)
    assert Event.objects.get().kind == "core.job_discarded"


def test_a_tap_sent_twice_counts_once(officer):
    job = parked()
    assert [press(officer, "job_retry", job), press(officer, "job_retry", job)] == [302, 302]
    assert Event.objects.count() == 1


def test_a_job_that_is_done_is_left_alone(officer):
    sample_tasks.good.enqueue("a")
    jobs.run_ready()
    response = officer.post(reverse("job_retry", args=[Job.objects.get().pk]), follow=True)
    assert "已经不在等了" in response.content.decode()
    assert not Event.objects.exists()


def test_a_job_that_has_never_failed_is_left_alone(officer):
    sample_tasks.good.enqueue("a")
    press(officer, "job_discard", Job.objects.get())
    assert Job.objects.get().state == "ready"


def test_an_unknown_job(officer):
    response = officer.post(reverse("job_retry", args=["018a9e3a-0000-7000-8000-000000000000"]), {"once": "t"})
    assert response.status_code == 404
    assert not OnceKey.objects.exists()


def test_buttons_answer_to_a_post_only(officer):
    assert officer.get(reverse("job_retry", args=[parked().pk])).status_code == 405


def test_strangers_and_grid_workers_see_nothing(client, community):
    job = parked()
    assert client.get("/desk/jobs/").status_code == 302
    assert press(client, "job_discard", job) == 302
    client.force_login(member("grid_worker", community))
    assert client.get("/desk/jobs/").status_code == 403
    assert press(client, "job_discard", job) == 403
    job.refresh_from_db()
    assert job.state == "parked"


def test_health(client):
    response = client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": True, "stuck": 0})
    assert "no-store" in response["Cache-Control"]
    parked()
    response = client.get("/health")
    assert (response.status_code, response.json()["status"]) == (503, "stuck")


def test_health_without_a_database(client, monkeypatch):
    def broken() -> int:
        raise DatabaseError

    monkeypatch.setattr(jobs, "stuck", broken)
    response = client.get("/health")
    assert (response.status_code, response.json()) == (503, {"status": "down", "database": False})


def test_the_events_can_be_told(officer):
    from django.template.loader import render_to_string

    for kind in ("core.job_retried", "core.job_discarded"):
        told = render_to_string(
            f"events/{kind}.html", {"data": {"task": "channels.tasks.send", "tries": 5}, "by": SYSTEM}
        )
        assert "channels.tasks.send" in told
