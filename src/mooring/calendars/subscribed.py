"""Calendars that a program subscribes to by an address: how one is opened, known again, ended, and handed out.

Whoever has the address reads it: it is made of a secret of which only a hash is kept, is shown once, and ends with one press.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from mooring.audit.actions import record
from mooring.calendars.models import OpenFeed
from mooring.core.later import Later
from mooring.core.links import Link, LinkRefused, absolute, make, read
from mooring.core.time import now
from mooring.people.models import Account

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

_YEARS: Final = 3650
_HOUR: Final = dt.timedelta(hours=1)
_FRESH: Final = 900
"""Seconds for which whoever fetched it need not ask again."""

F = TypeVar("F", bound=OpenFeed)


@dataclass(frozen=True)
class Subscribed(Generic[F]):
    """A kind of calendar, of which an account opens one at most: its rows, its links' purpose, its route, the record's words."""

    rows: type[F]
    purpose: str
    route: str
    opened: str
    closed: str

    @transaction.atomic
    def open(self, account: Account, **said: Any) -> str:
        """Open an account's calendar anew, which ends the address before; returns the address, which is not kept."""
        secret = secrets.token_urlsafe(32)
        fields = {"secret_hash": _hash(secret), "made_at": now(), "fetched_at": None, **said}
        self.rows._default_manager.update_or_create(account=account, defaults=fields)
        record(self.opened, actor=account, subject_account=account)
        return absolute(self.route, token=make(Link(self.purpose, account.public_id, secret), days=_YEARS))

    @transaction.atomic
    def close(self, account: Account) -> None:
        """End it: its address answers nothing any more."""
        if self.rows._default_manager.filter(account=account).delete()[0]:
            record(self.closed, actor=account, subject_account=account)

    def by_token(self, token: str) -> F | None:
        """The calendar of an address, where it is still open; notes that it was fetched, to the hour."""
        try:
            link = read(token, purpose=self.purpose)
        except LinkRefused:
            return None
        mine = self.rows._default_manager.filter(
            account__public_id=link.person, account__is_active=True, secret_hash=_hash(link.thing)
        ).select_related("account")
        found = mine.first()
        if found is not None and (found.fetched_at is None or found.fetched_at < now() - _HOUR):
            self.rows._default_manager.filter(pk=found.pk).update(fetched_at=now())
        return found


def begun(product: str, name: str) -> icalendar.Calendar:
    """A calendar to publish, with its name and nothing in it yet."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Mooring//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    # How often to look again, in the words of two generations of programs.
    calendar.add("refresh-interval", _HOUR, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def answered(request: HttpRequest, calendar: bytes) -> HttpResponseBase:
    """The calendar as an answer; 304 to a program that has these very bytes."""
    answer = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    answer.headers["ETag"] = f'"{hashlib.sha256(calendar).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = f"private, max-age={_FRESH}"
    return get_conditional_response(request, answer.headers["ETag"], response=answer) or answer


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
