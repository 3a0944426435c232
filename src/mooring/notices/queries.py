"""What an account may switch, and what it was sent."""

from __future__ import annotations

from dataclasses import dataclass

from mooring.notices import register
from mooring.notices.models import Switch
from mooring.people.models import Account


@dataclass(frozen=True)
class Switchable:
    """A kind of notice with its words, and whether it reaches the account."""

    name: str
    label: register.Words
    on: bool


def switchable_kinds(account: Account) -> list[Switchable]:
    """The kinds an account may switch off, by label."""
    off = set(Switch.objects.filter(account=account).values_list("kind", flat=True))
    found = [Switchable(kind.name, kind.switch, kind.name not in off) for kind in register.kinds() if kind.switchable]
    return sorted(found, key=lambda one: str(one.label))
