"""The one clock. Pages, jobs and fast-forward all read it; a lint rule bans every other.

Instants are aware datetimes in UTC. Habits (working hours, a programme's weekday) are wall-clock values with an IANA zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings


def now() -> dt.datetime:
    """The present instant, in UTC, moved on by fast-forward in demo and development."""
    return _PRETENDED.get() or dt.datetime.now(dt.UTC) + offset()


_PRETENDED: ContextVar[dt.datetime | None] = ContextVar("pretended", default=None)


@contextmanager
def pretend(instant: dt.datetime) -> Iterator[None]:
    """Work as if it were another instant: how the demo's past is made. Refused (RuntimeError) in production."""
    if settings.PRODUCTION:
        raise RuntimeError("The clock can be moved in demo and development only.")
    token = _PRETENDED.set(instant)
    try:
        yield
    finally:
        _PRETENDED.reset(token)


def today(zone: str) -> dt.date:
    """The date it is now in the named zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(instant: dt.datetime, zone: str) -> dt.datetime:
    """The same instant on the wall clock of the named zone."""
    return instant.astimezone(ZoneInfo(zone))


def at(date: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The instant (UTC) of a wall-clock time on a date in a zone.

    A time that the clock skips is moved on by the length of the gap; one that comes twice means the first.
    """
    return dt.datetime.combine(date, time, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def is_zone(name: str) -> bool:
    """Whether the name is an IANA zone we know."""
    return name in _ZONES


def zones() -> list[str]:
    """All zone names a person may choose, sorted."""
    return sorted(name for name in _ZONES if "/" in name and not name.startswith(("Etc/", "SystemV/"))) + ["UTC"]


_ZONES = frozenset(available_timezones())


def offset() -> dt.timedelta:
    """How far fast-forward has moved the clock; zero outside demo and development."""
    path: Path | None = settings.CLOCK_FILE
    if path is None:
        return dt.timedelta()
    try:
        return dt.timedelta(seconds=int(path.read_text(encoding="ascii")))
    except FileNotFoundError:
        return dt.timedelta()


def fast_forward(by: dt.timedelta) -> dt.datetime:
    """Move the clock on and return the new present. Refused (RuntimeError) outside demo and development."""
    path: Path | None = settings.CLOCK_FILE
    if path is None:
        raise RuntimeError("The clock can be moved in demo and development only.")
    if by < dt.timedelta():
        raise ValueError("The clock only moves forward.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(int((offset() + by).total_seconds())), encoding="ascii")
    return now()
