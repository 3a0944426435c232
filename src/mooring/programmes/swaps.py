"""What else could be done for one person of a draft: a few arrangements the solver offers, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.core.names import list_of
from mooring.people.models import Member
from mooring.programmes import access, solving
from mooring.programmes.errors import Refused
from mooring.programmes.models import Round
from mooring.programmes.queries.faces import Face, faces

AIMS: Final[dict[str, str | Promise]] = {
    "placed": gettext_lazy("leaves somebody out"),
    "left_out_last_time": gettext_lazy("leaves out somebody who was left out last time"),
    "repeats": gettext_lazy("introduces people who have met before"),
    "burden": gettext_lazy("gives a trio seat or an early or late hour to somebody who had more of them"),
    "need": gettext_lazy("does less for people with few ties across teams"),
}


@dataclass(frozen=True)
class Alternative:
    """One choice. ``cost`` is the share of the round's score it gives up (0.01 = 1 %), below zero where it gains.

    ``groups`` are the matches as they would be; ``unplaced`` who would be without one; ``worse`` what it serves worse, in words.
    """

    key: str
    description: str
    cost: float
    groups: tuple[tuple[Face, ...], ...]
    unplaced: tuple[Face, ...]
    worse: tuple[str, ...]


def alternatives(round: Round, member: Member) -> list[Alternative]:
    """At most eight other arrangements around a member of a draft, cheapest first; none when the draft is out of date."""
    access.same_organisation(round, member)
    if round.state != Round.State.DRAFT:
        return []
    try:
        found = solving.alternatives(round, member)
    except Refused:
        return []
    people = faces({key for one in found for group in (*one.after, one.unplaced) for key in group})
    return [_told(one, member, people) for one in found]


def _told(one: solving.Choice, member: Member, people: dict[int, Member]) -> Alternative:
    groups = sorted(one.after, key=lambda group: member.pk not in group)
    unplaced = [people[key] for key in sorted(one.unplaced)]
    return Alternative(
        key=one.key,
        description=_described([[people[key] for key in sorted(group)] for group in groups], unplaced),
        cost=one.cost,
        groups=tuple(tuple(Face.of(people[key]) for key in sorted(group)) for group in groups),
        unplaced=tuple(Face.of(person) for person in unplaced),
        worse=tuple(str(AIMS[name]) for name in one.worse if name in AIMS),
    )


def _described(groups: Sequence[Sequence[Member]], unplaced: Sequence[Member]) -> str:
    """Who would meet whom, in a sentence or two."""
    sentences = [_("%(names)s meet.") % {"names": list_of([one.shown_name for one in group])} for group in groups]
    if unplaced:
        sentences.append(_("%(names)s would have no match.") % {"names": list_of([one.shown_name for one in unplaced])})
    return " ".join(sentences)
