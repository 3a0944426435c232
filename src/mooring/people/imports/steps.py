"""How an import at work goes on: part by part, each in batches, each batch one short transaction that moves the import on with it.

Whoever takes a batch first moves the import from where they saw it to where the batch ends. Of two who take the same batch, of a
job that an earlier reading left behind, of one that finds the import thrown away, that update finds nothing, and they write nothing.
A process that is killed has either done a batch or not begun it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection

from mooring.core.planner import take_stock
from mooring.core.time import now
from mooring.people.models import ImportRun

BATCHES = 10
"""How many batches one job takes before it lets others have their turn."""

PAUSE = 0.25
"""The share of its time that a batch leaves to others: SQLite lets one write at a time and keeps no queue of those who wait."""

Batch = Callable[[ImportRun], None]


def go_on(run: ImportRun, parts: Mapping[str, Batch]) -> bool:
    """Take the next batches of the import's state; returns whether more are to come. False too where somebody else took one."""
    part, reached = run.part, run.reached
    more = _batches(run, parts)
    if run.part != part or run.reached.bit_length() != reached.bit_length():  # the tables may be twice as large as when last looked at
        take_stock()
    return more


def _batches(run: ImportRun, parts: Mapping[str, Batch]) -> bool:
    state = run.state
    for _turn in range(BATCHES):
        seen = (run.part, run.reached)
        begun = time.perf_counter()
        parts[run.part](run)
        if run.state != state or (run.part, run.reached) == seen:
            return False
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(PAUSE * (time.perf_counter() - begun))
    return True


def moved(run: ImportRun, **fields: Any) -> bool:
    """Move the import on from where ``run`` was read to where ``fields`` say; False, and nothing changed, where it stands elsewhere.

    Comes first in a batch's transaction: it holds the import until the end of it.
    """
    here = ImportRun.objects.filter(pk=run.pk, state=run.state, attempt=run.attempt, part=run.part, reached=run.reached)
    if not here.update(**fields, touched_at=now()):
        return False
    for name, value in fields.items():
        if not hasattr(value, "resolve_expression"):
            setattr(run, name, value)
    return True
