"""Later chats of a match: with the same people, in weeks 2 to 4 and 6 to 8, unless somebody said it was enough."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import IntegrityError, transaction

from mooring.core.time import now, today
from mooring.meetings.models import Meeting
from mooring.programmes.access import taking_part
from mooring.programmes.actions.introducing import offer_chat, people_of
from mooring.programmes.actions.telling import tell
from mooring.programmes.dates import LATER_CHATS
from mooring.programmes.models import Chat, Match
from mooring.programmes.outcomes import had_a_time, outcome

log = structlog.get_logger("mooring.programmes")


def offer_later_chats() -> int:
    """Offer every later chat whose weeks have come; returns how many."""
    offered = 0
    for number, (from_day, to_day) in LATER_CHATS.items():
        present = now().date()
        due = Match.objects.filter(
            state__in=[Match.State.PUBLISHED, Match.State.CLOSED],
            enough=False,
            introduced_at__isnull=False,
            round__chats__gte=number,
            round__starts_on__lte=present - dt.timedelta(days=from_day - 1),
            round__starts_on__gte=present - dt.timedelta(days=to_day),
            chats__number=number - 1,
        ).exclude(chats__number=number)
        for match in due.select_related("round__programme", "organisation"):
            try:
                offered += offer_later_chat(match=match, number=number)
            except IntegrityError:
                log.info("later chat was offered already", match=match.public_id)
    return offered


def offer_later_chat(*, match: Match, number: int) -> bool:
    """Offer one later chat; False when the one before had no time or did not happen, or somebody is not taking part now."""
    before = Chat.objects.select_related("meeting").get(match=match, number=number - 1)
    round, present = match.round, today(match.organisation.timezone)
    if present < round.starts_on + dt.timedelta(days=LATER_CHATS[number][0]) or not _went_well(before.meeting):
        return False
    members = people_of(match)
    here = taking_part(round.programme, present).filter(pk__in=[one.pk for one in members]).count()
    if here < len(members):
        return False
    with transaction.atomic():
        current = Match.objects.select_for_update().get(pk=match.pk)
        if current.enough or current.state not in {Match.State.PUBLISHED, Match.State.CLOSED}:
            return False
        if Chat.objects.filter(match=match, number=number).exists():
            return False
        offer_chat(match, number, members)
        for member in members:
            tell("programmes.later_chat", member, match, event=str(number), detail=str(number))
    return True


def _went_well(meeting: Meeting) -> bool:
    """A time was agreed, it has passed, and nobody says they did not meet."""
    over = had_a_time(meeting) and meeting.begins_at is not None and meeting.begins_at < now()
    answers = [one.met for one in meeting.attendances.all()]
    return over and outcome(answers) in {Match.Outcome.MET, Match.Outcome.SILENT}
