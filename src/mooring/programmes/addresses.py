"""Where mails lead: the names of the routes, and signed links that do one thing for one person."""

from __future__ import annotations

from typing import Final

from mooring.core.links import Link, absolute, make
from mooring.people.models import Member
from mooring.programmes.models import Enrolment, Match, Programme, Repair, Round

ROUND: Final = "programmes.round"
"""Answer yes or no: in this round, or not this time."""
JOIN: Final = "programmes.join"
"""Take part in a programme one was asked into."""
BACK: Final = "programmes.back"
"""Take part again after a pause."""
ANOTHER: Final = "programmes.another"
"""Ask for somebody else in place of a match."""
REPAIR: Final = "programmes.repair"
"""Answer yes or no to an offer of another match."""

DAYS: Final = 30


def round_link(round: Round, member: Member, answer: str) -> str:
    """The page on which "yes" or "no" to a round is chosen already. Route ``round_link``."""
    return absolute("round_link", token=make(Link(ROUND, member.public_id, round.public_id, answer), days=DAYS))


def join_link(programme: Programme, member: Member) -> str:
    """The page on which joining a programme is chosen already. Route ``programme_join_link``."""
    return absolute("programme_join_link", token=make(Link(JOIN, member.public_id, programme.public_id, "yes"), days=DAYS))


def back_link(enrolment: Enrolment) -> str:
    """The page on which taking part again is chosen already. Route ``programme_back_link``."""
    token = make(Link(BACK, enrolment.member.public_id, enrolment.public_id, "yes"), days=DAYS * 12)
    return absolute("programme_back_link", token=token)


def repair_link(repair: Repair, member: Member, answer: str) -> str:
    """The page on which "yes" or "no" to an offer is chosen already. Route ``repair_link``."""
    return absolute("repair_link", token=make(Link(REPAIR, member.public_id, repair.public_id, answer), days=DAYS))


def another_link(match: Match, member: Member) -> str:
    """The page on which asking for somebody else is chosen already. Route ``another_link``."""
    return absolute("another_link", token=make(Link(ANOTHER, member.public_id, match.public_id, "yes"), days=DAYS))


def introduction(match: Match) -> str:
    """The page of a match for its people. Route ``introduction``."""
    return absolute("introduction", slug=match.organisation.slug, match_id=match.public_id)


def not_comfortable(match: Match) -> str:
    """The page that ends a match and tells whom to reach. Route ``not_comfortable``."""
    return absolute("not_comfortable", slug=match.organisation.slug, match_id=match.public_id)


def programme(programme: Programme) -> str:
    """A programme's page for its members. Route ``programme``."""
    return absolute("programme", slug=programme.organisation.slug, programme_id=programme.public_id)


def review(round: Round) -> str:
    """A round's page for its organisers. Route ``round``."""
    return absolute("round", slug=round.organisation.slug, round_id=round.public_id)
