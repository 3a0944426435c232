"""Imports at work, and their tending. Each job takes one short step and puts the next one on the queue."""

from __future__ import annotations

from mooring.jobs.policy import enqueue, job
from mooring.people.actions import imports, take_census
from mooring.people.models import ImportRun


@job(imports.READ)
def read_import(run_id: int, attempt: int) -> None:
    """Take one step of reading a file, unless the reading has been begun anew since."""
    run = _at_work(run_id, ImportRun.State.READING)
    if run is not None and run.attempt == attempt and imports.read_on(run):
        enqueue(imports.READ, run_id, attempt)


@job(imports.APPLY)
def apply_import(run_id: int) -> None:
    """Take one step of applying what was confirmed."""
    run = _at_work(run_id, ImportRun.State.APPLYING)
    if run is not None and imports.apply_on(run):
        enqueue(imports.APPLY, run_id)


@job(imports.UNDO)
def undo_import(run_id: int) -> None:
    """Take one step of taking an import back."""
    run = _at_work(run_id, ImportRun.State.UNDOING)
    if run is not None and imports.undo_on(run):
        enqueue(imports.UNDO, run_id)


@job("people.tend_imports", every="*/10 * * * *")
def tend_imports() -> None:
    """Take up what was cut off, and remove what is over."""
    imports.tend()


@job("people.census", every="*/10 * * * *")
def census() -> None:
    """Count large organisations."""
    take_census()


def _at_work(run_id: int, state: str) -> ImportRun | None:
    return ImportRun.objects.filter(pk=run_id, state=state).select_related("organisation", "started_by").first()
