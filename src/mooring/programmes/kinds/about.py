"""What a notice of a programme is about, loaded anew when it is sent."""

from __future__ import annotations

from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes.models import Match, Round, RoundEntry


def receiver(notice: Notice) -> Member:
    """The member it goes to."""
    if notice.member is None:
        raise ValueError("A notice of a programme goes to a member.")
    return notice.member


def round_of(notice: Notice) -> Round:
    """The round it is about."""
    return Round.objects.select_related("programme__organisation", "organisation").get(public_id=notice.thing)


def match_of(notice: Notice) -> Match:
    """The match it is about."""
    return Match.objects.select_related("round__programme", "organisation").get(public_id=notice.thing)


def entry_of(notice: Notice) -> RoundEntry | None:
    """Its receiver's part in the round it is about."""
    rows = RoundEntry.objects.filter(round__public_id=notice.thing, member=notice.member)
    return rows.select_related("round__programme").first()
