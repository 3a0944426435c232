"""The worker: takes jobs from the queue, and ticks the schedule."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

import structlog
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from mooring.jobs import policy

log = structlog.get_logger("mooring.jobs")

TICK_SECONDS = 5.0


AT_START: list[Callable[[], None]] = []
"""What apps have to do once in every process that works, before its first job. Each is called in a thread of its own."""


def make(queues: list[str], *, until_empty: bool = False, interval: float = 0.5) -> Worker:
    """A worker of the database queue over the named queues."""
    return Worker(
        queue_names=queues,
        interval=interval,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(8),
        excluded_queue_names=[],
    )


def run_until_empty() -> None:
    """Run all that is on the queue now, in this thread."""
    make(["*"], until_empty=True, interval=0).run()


def start_in_thread(stop: threading.Event | None = None) -> threading.Event:
    """Work in the background of this process: solving has a thread of its own, so that mail never waits for it."""
    stop = stop or threading.Event()
    for queues in (["default", "mail"], ["solve"]):
        threading.Thread(target=_work, args=(queues, stop), name=f"worker {'+'.join(queues)}", daemon=True).start()
    threading.Thread(target=tick_for_ever, args=(stop,), name="schedule", daemon=True).start()
    for begin in AT_START:
        threading.Thread(target=_begin, args=(begin,), name="at start", daemon=True).start()
    return stop


def _begin(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:
        # What prepares for later work must not end the worker.
        log.error("start failed", exc_info=error)
    finally:
        close_old_connections()


def tick_for_ever(stop: threading.Event) -> None:
    """Tick the schedule and take back lost jobs until told to stop."""
    while not stop.wait(TICK_SECONDS):
        try:
            close_old_connections()
            policy.tick()
            policy.reap()
        except Exception as error:
            # A database that is away for a moment must not end the schedule.
            log.error("schedule failed", exc_info=error)


def _work(queues: list[str], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            make(queues).run()
        except Exception as error:
            log.error("worker failed", exc_info=error)
            stop.wait(TICK_SECONDS)
