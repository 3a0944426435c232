"""The clock of whoever reads: of where they are today, where they have said that they travel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from mooring.boundaries.hours import Travel as Journey
from mooring.boundaries.hours import zone_at
from mooring.boundaries.models import Travel
from mooring.core.time import now, today

_DAY: Final = dt.timedelta(days=1)


class ClockMiddleware:
    """Gives the request, and its member, the zone of the reader's clock. It is looked up where a page says a time, once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Whoever reads is known by now."""
        member = getattr(request, "member", None)
        home = member.zone if member is not None else getattr(request.user, "timezone", "")
        account = request.user.pk
        if account is None or not home:
            return
        clock = SimpleLazyObject(lambda: _clock(account, home))
        vars(request)["clock"] = clock
        if member is not None:
            member.here = clock


def _clock(account: int, home: str) -> str:
    """The zone an account is in now; a day of theirs may be yesterday's or tomorrow's of universal time."""
    day = today("UTC")
    near = Travel.objects.filter(account=account, first__lte=day + _DAY, last__gte=day - _DAY)
    return zone_at(home, [Journey(*row) for row in near.values_list("first", "last", "zone")], now())
