"""The policy around the queue: what is tried again and when, what a dead worker held, what fires by the clock, and what is stored."""

from __future__ import annotations

import datetime as dt
import inspect

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mooring.jobs import policy
from mooring.jobs.models import ScheduleSlot
from mooring.jobs.policy import DoNotRetry, enqueue, job
from mooring.jobs.worker import run_until_empty

pytestmark = pytest.mark.django_db(transaction=True)

NOON = dt.datetime(2026, 11, 24, 12, 3, tzinfo=dt.UTC)
done: list[int] = []


@job("jobs_test.works")
def works(number: int = 0) -> None:
    done.append(number)


@job("jobs_test.fails", retries=2, base_seconds=20)
def fails(number: int) -> None:
    done.append(number)
    raise ValueError(f"amara@example.org is not {number}")


@job("jobs_test.gives_up")
def gives_up(number: int) -> None:
    raise DoNotRetry("It will never do.")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def waiting():
    return DBTaskResult.objects.filter(status="READY").order_by("enqueued_at")


def test_a_job_takes_numbers_and_nothing_else():
    with pytest.raises(TypeError, match="ids only"):
        enqueue("jobs_test.works", "amara@example.org")
    assert not DBTaskResult.objects.exists()


def test_every_job_of_ours_takes_ids_alone():
    for name, made in policy._JOBS.items():
        parameters = inspect.signature(inspect.unwrap(made.func)).parameters.values()
        assert all(one.annotation in {"int", int} for one in parameters), name


def test_what_is_enqueued_exists_exactly_when_its_transaction_does():
    with transaction.atomic():
        enqueue("jobs_test.works", 1)
        transaction.set_rollback(True)
    run_until_empty()
    assert done == []
    enqueue("jobs_test.works", 2)
    run_until_empty()
    assert done == [2]


def test_a_failure_is_tried_again_after_growing_pauses_and_then_no_more():
    moment = NOON
    enqueue("jobs_test.fails", 7)
    for tries, least in ((1, 16), (2, 32)):
        with time_machine.travel(moment, tick=False):
            run_until_empty()
            run_until_empty()
            assert len(done) == tries, "it is not tried before its time"
            pause = (waiting().get().run_after - timezone.now()).total_seconds()
        assert least <= pause <= least * 1.5
        moment += dt.timedelta(seconds=pause + 1)
    with time_machine.travel(moment, tick=False):
        run_until_empty()
        assert len(done) == 3
        assert not waiting().exists()


def test_what_will_never_do_is_not_tried_again():
    enqueue("jobs_test.gives_up", 1)
    run_until_empty()
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_stored_failure_says_its_kind_and_place_and_no_value():
    enqueue("jobs_test.fails", 7)
    run_until_empty()
    stored = DBTaskResult.objects.get(status="FAILED")
    everything = " ".join(str(value) for value in DBTaskResult.objects.values().get(pk=stored.pk).values())
    assert "amara" not in everything
    assert "ValueError at mooring.jobs.tests.test_policy:" in stored.traceback


def test_what_a_dead_worker_held_is_given_back_after_its_lease_and_not_before():
    enqueue("jobs_test.works", 1)
    held = DBTaskResult.objects.get()
    held.claim("a worker that dies")
    since = DBTaskResult.objects.get().started_at
    with time_machine.travel(since + policy.LEASE - dt.timedelta(seconds=1), tick=False):
        assert policy.reap() == 0
    with time_machine.travel(since + policy.LEASE + dt.timedelta(seconds=1), tick=False):
        assert policy.reap() == 1
        run_until_empty()
    assert done == [1]


def test_what_is_due_by_the_clock_fires_once_a_slot_however_many_tick(monkeypatch):
    monkeypatch.setattr(policy, "_SCHEDULE", {"jobs_test.works": "*/10 * * * *"})
    with time_machine.travel(NOON, tick=False):
        assert [policy.tick(), policy.tick()] == [1, 0]
    with time_machine.travel(NOON + dt.timedelta(minutes=6), tick=False):
        assert policy.tick() == 0
    # A server that was off for hours fires once, not for every slot it has slept through.
    with time_machine.travel(NOON + dt.timedelta(hours=5), tick=False):
        assert policy.tick() == 1
        run_until_empty()
    assert len(done) == 2


def test_every_job_of_the_clock_can_be_called_without_ids():
    for name in policy.scheduled():
        parameters = inspect.signature(inspect.unwrap(policy._JOBS[name].func)).parameters.values()
        assert all(one.default is not inspect.Parameter.empty for one in parameters), name


def test_what_is_over_is_forgotten_after_its_time():
    enqueue("jobs_test.works", 1)
    run_until_empty()
    finished = DBTaskResult.objects.get().finished_at
    ScheduleSlot.objects.create(name="jobs_test.works", slot=finished)
    for days, jobs, slots in ((6, 1, 1), (8, 0, 1), (32, 0, 0)):
        with time_machine.travel(finished + dt.timedelta(days=days), tick=False):
            policy.prune()
        assert (DBTaskResult.objects.count(), ScheduleSlot.objects.count()) == (jobs, slots)
