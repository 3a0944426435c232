"""Notices of programmes, put under keys that make each go once."""

from __future__ import annotations

from mooring.notices import actions as notices
from mooring.people.models import Member
from mooring.programmes.models import Match, Round


def tell_organisers(round: Round, kind: str, number: int = 0) -> None:
    """Tell the organisers something about a round; once for each ``number``."""
    for member in Member.objects.joined().filter(organisation=round.organisation_id, is_organiser=True):
        notices.put(kind, member=member, thing=round.public_id, key=f"{kind}:{round.public_id}:{number}:{member.public_id}")


def tell(kind: str, member: Member, thing: Round | Match, *, event: str = "", detail: str = "") -> None:
    """Tell a member something about a round or a match; once for each ``event``."""
    notices.put(kind, member=member, thing=thing.public_id, detail=detail, key=f"{kind}:{thing.public_id}:{event}:{member.public_id}")
