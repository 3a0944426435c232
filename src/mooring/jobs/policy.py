"""The policy around the queue: enqueue by name, retry with backoff, take back what a dead worker held.

The queue lies in the same database, so what is enqueued inside a transaction exists exactly when the transaction does.
Delivery is at least once: every job takes ids only, reloads, asks whether the work is still due, and puts each side effect
behind a unique row. Stored errors carry a type and a place, never a value.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from croniter import croniter
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mooring.core.time import now
from mooring.jobs.models import ScheduleSlot

log = structlog.get_logger("mooring.jobs")

LEASE = dt.timedelta(minutes=30)
"""A job that has run longer is taken for dead. Longer than any job's own limit."""

_JOBS: dict[str, Task[..., None]] = {}
_SCHEDULE: dict[str, str] = {}


class JobFailed(Exception):
    """A job failed: names the kind of error and its place, nothing that was in it."""


class DoNotRetry(Exception):
    """Raised by a job whose work will never succeed; the message must hold no values."""


def job(
    name: str, *, retries: int = 5, base_seconds: int = 20, queue: str = "default", every: str = ""
) -> Callable[[Callable[..., None]], Task[..., None]]:
    """Register a function of ids as the job called ``name``.

    A failure is tried again after ``base_seconds * 2**n`` (with jitter), ``retries`` times. ``every`` is a cron line in UTC:
    the job then also fires by itself, once per slot however many tickers run, without arguments.
    """

    def register(function: Callable[..., None]) -> Task[..., None]:
        if name in _JOBS:
            raise ValueError(f"Two jobs are called {name}.")

        @wraps(function)
        def run(*ids: int, attempt: int = 0) -> None:
            try:
                function(*ids)
            except Exception as error:
                place = _place(error)
                log.warning("job failed", job=name, error=type(error).__name__, at=place, attempt=attempt)
                if attempt < retries and not isinstance(error, DoNotRetry):
                    _again(name, ids, attempt + 1, base_seconds * 2**attempt)
                raise JobFailed(f"{type(error).__name__} at {place}") from None

        made = task(queue_name=queue)(run)
        _JOBS[name] = made
        if every:
            if not croniter.is_valid(every):
                raise ValueError(f"{every} is not a cron line.")
            _SCHEDULE[name] = every
        return made

    return register


def enqueue(name: str, *ids: int) -> None:
    """Put a job on the queue, as part of the open transaction if there is one."""
    if not all(isinstance(one, int) for one in ids):
        raise TypeError("A job takes ids only.")
    _JOBS[name].enqueue(*ids)


def scheduled() -> dict[str, str]:
    """The names of the jobs that fire by themselves, with their cron lines."""
    return dict(_SCHEDULE)


def tick() -> int:
    """Fire every scheduled job whose slot has come and was not fired yet; returns how many fired.

    All of them in one transaction, so that a minute in which little is due costs little. Where another ticker was quicker with one
    of the slots, nothing is fired here: it fires the same ones, and the next tick what is then left.
    """
    present = now()
    slots = {name: croniter(line, present).get_prev(dt.datetime) for name, line in _SCHEDULE.items()}
    fired = set(ScheduleSlot.objects.filter(slot__in=set(slots.values())).values_list("name", "slot"))
    due = [ScheduleSlot(name=name, slot=slot) for name, slot in slots.items() if (name, slot) not in fired]
    if not due:
        return 0
    try:
        with transaction.atomic():
            ScheduleSlot.objects.bulk_create(due)
            for one in due:
                enqueue(one.name)
    except IntegrityError:
        return 0
    return len(due)


def reap() -> int:
    """Give back to the queue what a worker held for longer than the lease; returns how many."""
    return DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LEASE).update(status=TaskResultStatus.READY)


def prune() -> None:
    """Forget finished jobs after a week and fired slots after a month."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - dt.timedelta(days=7)).delete()
    ScheduleSlot.objects.filter(slot__lt=now() - dt.timedelta(days=31)).delete()


def _again(name: str, ids: tuple[int, ...], attempt: int, seconds: float) -> None:
    delay = dt.timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311  jitter, not a secret
    _JOBS[name].using(run_after=timezone.now() + delay).enqueue(*ids, attempt=attempt)


def _place(error: BaseException) -> str:
    trace: Any = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "unknown"
