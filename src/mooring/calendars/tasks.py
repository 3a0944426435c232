"""Calendars are read by themselves."""

from __future__ import annotations

from mooring.calendars import actions
from mooring.calendars.models import Source
from mooring.jobs.policy import job


@job("calendars.read_due", every="*/10 * * * *", retries=0)
def read_due() -> None:
    """Have those calendars read whose time has come."""
    actions.read_due()


@job("calendars.read", retries=0)
def read(source_id: int) -> None:
    """Read one calendar; when next, it notes itself."""
    source = Source.objects.select_related("account").filter(pk=source_id).first()
    if source is not None:
        actions.read(source=source)
