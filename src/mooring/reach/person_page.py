"""How to reach a colleague, on their page."""

from __future__ import annotations

from collections.abc import Iterator

from mooring.people.models import Member
from mooring.people.person_page import Part, register
from mooring.reach import queries


def parts(member: Member, _reader: Member) -> Iterator[Part]:
    """The card they share, and where their team's agreement is to be read."""
    card = queries.shown_to_colleagues(member.account)
    if card is not None:
        yield Part("reach/_person.html", card)
    if member.team is not None and queries.agreement_of(member.team) is not None:
        yield Part("reach/_team.html", member.team)


register(parts)
