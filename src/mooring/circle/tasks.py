"""What is done in circles by the clock, and imports at work: each job takes a few short steps and puts the next ones on the queue."""

from __future__ import annotations

import datetime as dt
import time

from mooring.circle.actions import imports, links, minding
from mooring.circle.models import Import
from mooring.core.time import now
from mooring.jobs.policy import enqueue, job

SECONDS = 3
"""A job takes batches for so long, then lets others have their turn."""


@job("circle.settle_leavers", every="23 * * * *")
def settle_leavers() -> None:
    """Whoever has left an organisation keeps its people as people they know."""
    links.settle_leavers()


@job("circle.mind", every="2 */6 * * *")
def mind() -> None:
    """Look after the circles whose owners' morning comes."""
    minding.mind_all()


@job("circle.mind_some")
def mind_some(*accounts: int) -> None:
    """Look after some of them."""
    minding.mind_some(accounts)


@job("circle.count_meetings", every="27 * * * *")
def count_meetings() -> None:
    """Count meetings that both sides confirmed lately."""
    minding.count_meetings_lately(now() - dt.timedelta(hours=25))


@job(imports.READ)
def read_import(import_id: int) -> None:
    """Read a file."""
    row = _at_work(import_id, Import.State.READING)
    if row is not None:
        imports.read_on(row)


@job(imports.BRING)
def bring_import(import_id: int) -> None:
    """Bring in a few batches of what was confirmed."""
    _work(import_id, Import.State.APPLYING, imports.BRING)


@job(imports.BACK)
def take_back_import(import_id: int) -> None:
    """Take back a few batches."""
    _work(import_id, Import.State.UNDOING, imports.BACK)


@job("circle.tend_imports", every="*/10 * * * *")
def tend_imports() -> None:
    """Take up what was cut off, and let go what is over."""
    imports.tend()


def _work(import_id: int, state: str, name: str) -> None:
    step = {imports.BRING: imports.bring_on, imports.BACK: imports.undo_on}[name]
    until = time.monotonic() + SECONDS
    while (row := _at_work(import_id, state)) is not None and step(row):
        if time.monotonic() > until:
            enqueue(name, import_id)
            return


def _at_work(import_id: int, state: str) -> Import | None:
    return Import.objects.filter(pk=import_id, state=state).select_related("account").first()
