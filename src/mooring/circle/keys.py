"""Which of the server's keys circles are wrapped with: changing to a new one, and what to do when one is not here."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from mooring.circle.models import Circle, Record
from mooring.circle.vault import Wrapped, keys_at_hand, rewrap
from mooring.core.server_keys import NAME, SETTING, names_of

BATCH = 500


def in_use() -> dict[str, int]:
    """How many circles each of the server's keys wraps, by its name."""
    return dict(Circle.objects.values_list("server_key").annotate(Count("pk")).order_by())


def missing() -> dict[str, int]:
    """How many circles stay shut because a key is not here, by the key's name."""
    here = set(names_of(keys_at_hand()))
    return {name: count for name, count in in_use().items() if name not in here}


def missing_in_words() -> str:
    """What an operator is told when a key is not here; empty where all are."""
    lost = ", ".join(sorted(missing()))
    if not lost:
        return ""
    return (
        f"The keys that open people's circles are not here ({lost}): put the copy you kept of {NAME} back, or set {SETTING}."
        " Where they are lost for good: ./mooring manage drop_lost_circles --yes removes the circles nobody can open any more."
    )


def finished() -> bool:
    """Whether every circle is wrapped with the newest key."""
    return set(in_use()) <= {names_of(keys_at_hand())[0]}


def rewrap_some() -> int:
    """Wrap some circles anew with the newest key; returns how many, 0 once all are. Any number may run, and be stopped, at any moment."""
    newest = names_of(keys_at_hand())[0]
    with transaction.atomic():
        others = Circle.objects.exclude(server_key=newest).select_related("account").order_by("pk")
        rows = list(others.select_for_update(of=("self",))[:BATCH])
        for row in rows:
            fresh = rewrap(Wrapped(row.server_key, bytes(row.wrapped)), row.account.public_id)
            row.server_key, row.wrapped = fresh.server_key, fresh.wrapped
        Circle.objects.bulk_update(rows, ["server_key", "wrapped"])
    return len(rows)


@transaction.atomic
def drop_lost() -> int:
    """Remove the circles that nobody can open any more; returns how many."""
    lost = Circle.objects.filter(server_key__in=missing())
    Record.objects.filter(account__in=lost.values("account")).delete()
    return lost.delete()[1].get(Circle._meta.label, 0)
