"""The clock of whoever reads: of where they are today, where they have said that they travel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from mooring.boundaries.queries import clock_of


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
        clock = SimpleLazyObject(lambda: clock_of(account, home))
        vars(request)["clock"] = clock
        if member is not None:
            member.here = clock
