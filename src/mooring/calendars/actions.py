"""What people do with the calendars they let Mooring read, and the reading itself."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction

from mooring.audit.actions import record
from mooring.boundaries.queries import hours_of_account
from mooring.calendars import caldav
from mooring.calendars.models import BusyTime, Source
from mooring.calendars.reading import NoCalendar, Owner, TooMuch, busy_in
from mooring.core.clocks import Stretch
from mooring.core.fetch import FetchFailed, fetch, readable
from mooring.core.ranges import joined
from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.notices.mails import host
from mooring.people.models import Account, Member

AHEAD: Final = dt.timedelta(days=90)
"""So far ahead it is kept when somebody is taken."""

EVERY: Final = dt.timedelta(hours=1)
AT_THE_LATEST: Final = dt.timedelta(days=1)
MOST_SOURCES: Final = 10
_BATCH: Final = 500
_DAY: Final = dt.timedelta(days=1)
_Problem = Source.Problem


class NotRead(Exception):
    """A calendar could not be read; says why."""

    def __init__(self, problem: Source.Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def add(*, account: Account, kind: Source.Kind, name: str, address: str, username: str = "", password: str = "") -> Source:
    """Let Mooring read a calendar, which is read at once; NotRead where that does not work, and then it is not kept."""
    source = Source(account=account, kind=kind, name=name, username=username, password=password)
    try:
        source.address = readable(address)
    except FetchFailed as wrong:
        raise NotRead(_Problem(wrong.problem.value)) from wrong
    taken = _read(source)
    with transaction.atomic():
        source.read_at = now()
        source.next_at = _next(0)
        source.save()
        _keep(source, taken)
        record("calendars.added", actor=account, subject_account=account, thing=f"calendar:{source.public_id}")
    return source


@transaction.atomic
def remove(*, source: Source) -> None:
    """Read a calendar no longer, and forget all that was kept of it."""
    record("calendars.removed", actor=source.account, subject_account=source.account, thing=f"calendar:{source.public_id}")
    source.delete()


def read(*, source: Source) -> bool:
    """Read a calendar anew; False where that does not work: what was kept of it then stays, and it is read again later and later."""
    mine = Source.objects.filter(pk=source.pk)
    try:
        taken = _read(source)
    except NotRead as wrong:
        failures = source.failures + 1
        mine.update(problem=wrong.problem, failures=failures, next_at=_next(failures))
        return False
    with transaction.atomic():
        # Whoever has removed it meanwhile has removed it.
        if mine.select_for_update().exists():
            mine.update(problem=_Problem.NONE, failures=0, read_at=now(), next_at=_next(0))
            _keep(source, taken)
    return True


def read_due() -> int:
    """Have those calendars read whose time has come; returns how many."""
    due = list(Source.objects.filter(next_at__lte=now()).order_by("next_at").values_list("pk", flat=True)[:_BATCH])
    for pk in due:
        with transaction.atomic():
            # Taken before it is read, so that it is read once however many look for what is due.
            if Source.objects.filter(pk=pk, next_at__lte=now()).update(next_at=now() + EVERY):
                enqueue("calendars.read", pk)
    return len(due)


def _next(failures: int) -> dt.datetime:
    """When to read again, after so many failures in a row: not all at the same minute."""
    pause = min(EVERY * (1 << min(max(0, failures - 1), 8)), AT_THE_LATEST)
    return now() + pause * random.uniform(0.9, 1.1)  # noqa: S311  spreads the work, hides nothing


def _keep(source: Source, taken: list[Stretch]) -> None:
    BusyTime.objects.filter(source=source).delete()
    BusyTime.objects.bulk_create(BusyTime(source=source, begins_at=first, ends_at=last) for first, last in taken)


def _read(source: Source) -> list[Stretch]:
    """When the owner of a calendar is taken from yesterday on; NotRead where that cannot be learned."""
    begin, end = now() - _DAY, now() + AHEAD
    owner = _owner(source.account)
    texts = _from_account if source.kind == Source.Kind.ACCOUNT else _from_address
    try:
        return joined(one for text in texts(source, begin, end) for one in busy_in(text, begin, end, owner))
    except FetchFailed as wrong:
        raise NotRead(_Problem(wrong.problem.value)) from wrong
    except NoCalendar as wrong:
        raise NotRead(_Problem.NO_CALENDAR) from wrong
    except TooMuch as wrong:
        raise NotRead(_Problem.TOO_MUCH) from wrong
    except caldav.Refused as wrong:
        raise NotRead(_Problem.REFUSED) from wrong
    except caldav.NoCalDAV as wrong:
        raise NotRead(_Problem.NO_ACCOUNT) from wrong


def _from_address(source: Source, begin: dt.datetime, end: dt.datetime) -> Iterator[bytes]:
    answer = fetch(source.address, headers={"Accept": "text/calendar"})
    if answer.status in {401, 403}:
        raise NotRead(_Problem.REFUSED)
    if answer.status in {404, 410}:
        raise NotRead(_Problem.GONE)
    if answer.status != 200:
        raise NotRead(_Problem.BROKEN)
    yield answer.body


def _from_account(source: Source, begin: dt.datetime, end: dt.datetime) -> Iterator[bytes]:
    who = source.username, source.password
    for calendar in caldav.calendars_of(source.address, *who):
        yield from caldav.events_of(calendar, *who, begin, end)


def _owner(account: Account) -> Owner:
    """Whose calendar it is, as far as reading it needs to know."""
    work = Member.objects.here().filter(account=account).values_list("work_address", flat=True)
    own = EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    return Owner(hours_of_account(account).zone, frozenset(one.lower() for one in {account.email, *work, *own} if one), host())
