"""The tabs of the header: four or five; an admin's sixth goes into the menu where there is no room.

A tab appears once its route exists; so does the bell beside them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclasses.dataclass(frozen=True, slots=True)
class Tab:
    """A place in the header: its words, its icon, where it leads and whether the reader is there now."""

    label: str | Promise
    icon: str
    address: str
    current: bool


# Words, icon, route name, the member's attribute that must be true (or none).
_PLACES: tuple[tuple[str | Promise, str, str, str], ...] = (
    (_("Today"), "today", "today", ""),
    (_("My circle"), "circle", "circle", ""),
    (_("Introductions"), "introductions", "introductions", ""),
    (_("People"), "people", "people", ""),
    (_("Programmes"), "programmes", "programmes", ""),
    (_("Settings"), "settings", "settings", "is_admin"),
)


_OWN = frozenset({"circle"})
"""Places that belong to the account and lie in no organisation."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bell:
    """The way to what is new, and how much that is."""

    address: str
    count: int


_COUNTS: list[Callable[[Any], int]] = []


def rings_for(count: Callable[[Any], int]) -> Callable[[Any], int]:
    """Register the function that counts what is new for an account."""
    _COUNTS.append(count)
    return count


def bell(request: HttpRequest) -> Bell | None:
    """The bell of the header for whoever is signed in."""
    account: Any = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return None
    try:
        return Bell(reverse("inbox"), sum(count(account) for count in _COUNTS))
    except NoReverseMatch:
        return None


def tabs(request: HttpRequest) -> list[Tab]:
    """The tabs for the member of this request, with the one they are in marked.

    A page that lies in no organisation (one's account, an error) shows the way back into the first of one's own. Whoever belongs to no
    organisation has what is their own alone.
    """
    member: Any = getattr(request, "member", None) or next(iter(getattr(request, "memberships", ())), None)
    if member is None:
        return _of_nobody(request)
    organisation = member.organisation
    found = []
    for label, icon, name, needs in _PLACES:
        if needs and not getattr(member, needs, False):
            continue
        try:
            found.append((label, icon, reverse(name, args=[] if name in _OWN else [organisation.slug])))
        except NoReverseMatch:
            continue
    # Every address of the organisation begins with Today's: it is marked on its own page alone.
    today, *others = (address for _label, _icon, address in found)
    here = today if request.path == today else next((address for address in others if request.path.startswith(address)), "")
    return [Tab(label, icon, address, address == here) for label, icon, address in found]


def _of_nobody(request: HttpRequest) -> list[Tab]:
    account: Any = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return []
    own = [(label, icon, reverse(name)) for label, icon, name, _needs in _PLACES if name in _OWN]
    return [Tab(label, icon, address, request.path.startswith(address)) for label, icon, address in own]
