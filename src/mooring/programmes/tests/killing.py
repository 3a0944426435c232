"""Killing the program at a chosen call of the database or the mail server, and starting it again."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mooring.notices.outbox import LEASE


class Killed(BaseException):
    """The process ends here: nothing after this line runs, and nothing catches it but the harness."""


class Killer:
    """Counts the calls of database and mail server and kills at some of them, before or after they were made."""

    def __init__(self, seed: int, *, kills: int, spacing: int) -> None:
        self.random = random.Random(seed)
        self.left = kills
        self.made = 0
        self.spacing = spacing
        self.calls = self.random.randint(1, spacing)

    def call(self, run: Callable[[], Any]) -> Any:
        """Make a call, unless this is where the process dies; it may also die right after."""
        self.calls -= 1
        if self.left == 0 or self.calls > 0:
            return run()
        self.left -= 1
        self.made += 1
        self.calls = self.random.randint(1, self.spacing)
        if self.random.random() < 0.5:
            run()
        raise Killed

    @contextmanager
    def at_work(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Count every query and every mail while the block runs."""
        sends = EmailBackend.send_messages

        def query(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
            return self.call(lambda: execute(sql, params, many, context))

        def send(backend: EmailBackend, messages: Any) -> Any:
            return self.call(lambda: sends(backend, messages))

        with monkeypatch.context() as patched, connection.execute_wrapper(query):
            patched.setattr(EmailBackend, "send_messages", send)
            yield


def until_done(step: Callable[[], None], killer: Killer, traveller: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a step; when the process is killed in it, start again as a restarted program would, and take it once more."""
    while True:
        try:
            with killer.at_work(monkeypatch):
                step()
            return
        except Killed:
            start_again(traveller)


def start_again(traveller: time_machine.Traveller) -> None:
    """What is so after a restart: a new connection, and claims of the dead that have run out."""
    if not connection.in_atomic_block:
        connection.close()
    traveller.shift(LEASE + dt.timedelta(minutes=1))
    # The queue gives back what a dead worker held; its lease is half an hour, which would only make the test longer.
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.READY)
