"""The rows of the directory: a person, what they help with, and their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from mooring.people import days
from mooring.people.days import Day
from mooring.people.models import Member, MemberTopic

LISTED: Final = 100
"""Teams, or sites, up to so many are a list to choose from; of more, a name is typed."""
HELPS: Final = 3


@dataclass(frozen=True)
class Row:
    """Somebody in the directory; ``helps`` are a few of the topics they help with."""

    member: Member
    helps: Sequence[str]
    day: Day | None
    me: bool


def rows_of(members: Sequence[Member], reader: Member) -> list[Row]:
    """The rows of members who were read with account, team and site."""
    helps: dict[int, list[str]] = defaultdict(list)
    topics = MemberTopic.objects.filter(member__in=members, kind=MemberTopic.Kind.HELP).order_by("topic__folded")
    for member, label in topics.values_list("member_id", "topic__label"):
        helps[member].append(label)
    beside = days.of(members, reader)
    return [Row(one, helps[one.pk][:HELPS], beside.get(one.pk), one.pk == reader.pk) for one in members]


def places(rows: QuerySet[Any]) -> list[tuple[str, str]] | None:
    """Teams or sites by name, with their ids; None where they are too many to choose from a list."""
    found = list(rows.order_by("name").values_list("public_id", "name")[: LISTED + 1])
    return found if len(found) <= LISTED else None
