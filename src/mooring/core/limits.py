"""Rate limits of our own pages (sign-in has allauth's): so many in a time, counted in the cache all processes share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mooring.core.time import now

View = Callable[..., HttpResponseBase]


WRONG_LINKS = 60
WRONG_LINKS_SECONDS = 600
"""So many links that were never made here may come from one address in this time. Links of ours, over or not, are never counted and
never shut: behind one address may sit a whole company."""


def spent(name: str, key: str, *, amount: int, seconds: int) -> bool:
    """Whether somebody has had their ``amount`` of a thing in the present stretch, without counting one more."""
    counted: int = cache.get(_place(name, key, seconds), 0)
    return counted >= amount


def over(name: str, key: str, *, amount: int, seconds: int) -> bool:
    """Count one more of a thing by somebody; whether it is more than ``amount`` in the present stretch of ``seconds``."""
    place = _place(name, key, seconds)
    if cache.add(place, 1, timeout=seconds * 2):
        return amount < 1
    try:
        return cache.incr(place) > amount
    except ValueError:
        # It went between the two steps: a new stretch has begun.
        return False


def limited(name: str, *, amount: int, seconds: int, posts_only: bool = False) -> Callable[[View], View]:
    """Answer 429 with a clear page when one address (or one account) asks for a view too often."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            counts = request.method not in {"GET", "HEAD"} or not posts_only
            if counts and over(name, _who(request), amount=amount, seconds=seconds):
                return too_many(request)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that says to wait a little."""
    return render(request, "429.html", status=429)


def address_of(request: HttpRequest) -> str:
    """The network address a request comes from; behind a proxy, what the nearest proxy says."""
    if settings.BEHIND_PROXY:
        said = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if said:
            return said
    return str(request.META.get("REMOTE_ADDR", ""))


def guesses_links(request: HttpRequest) -> bool:
    """Whether too many links that were never made here have come from where this request comes from."""
    return spent("wrong-link", address_of(request), amount=WRONG_LINKS, seconds=WRONG_LINKS_SECONDS)


def note_wrong_link(request: HttpRequest) -> None:
    """Count a link that was never made here."""
    over("wrong-link", address_of(request), amount=WRONG_LINKS, seconds=WRONG_LINKS_SECONDS)


def _place(name: str, key: str, seconds: int) -> str:
    stretch = int(now().timestamp()) // seconds
    # The key may be an address: only its hash is kept, and only until the stretch is over.
    return f"limit:{name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}:{stretch}"


def _who(request: HttpRequest) -> str:
    return f"account {request.user.pk}" if request.user.is_authenticated else address_of(request)
