"""Another match for somebody who lost theirs: a freed person, or a pair that agrees to be three, within two working days.

An offer names nobody. Whoever says no is known to no one: it simply comes to nothing, and the next is tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.meetings import actions as meetings
from mooring.meetings.models import Meeting
from mooring.notices import actions as notices
from mooring.people.models import Member
from mooring.programmes import questions, solving
from mooring.programmes.access import same_organisation, taking_part
from mooring.programmes.actions.introducing import introduce_match, offer_chat, people_of
from mooring.programmes.actions.telling import tell
from mooring.programmes.dates import working_days_later
from mooring.programmes.errors import Refused
from mooring.programmes.models import Chat, Match, Repair, RepairSeat, Round, RoundEntry, Seat

WITHIN_DAYS: Final = 2
"""Working days in which another match is looked for; each offer stands for one of them."""
PAIR: Final = 2


def offer_repair(*, round: Round) -> int:
    """Make an offer for everybody of a running round who lost a match and has no offer open; returns how many were made.

    Whoever was not helped in two working days is told so, and comes first next time.
    """
    made = 0
    for entry in _freed(round):
        with transaction.atomic():
            current = Round.objects.select_for_update().get(pk=round.pk)
            if current.state != Round.State.PUBLISHED or not _is_free(entry):
                continue
            if entry.freed_at is None or _deadline(round, entry.freed_at) <= now():
                _give_up(round, entry)
                continue
            found = _find(round, entry.member)
            if found is not None:
                _offer(round, entry, *found)
                made += 1
    return made


def answer_repair(*, repair: Repair, member: Member, yes: bool) -> None:
    """Answer an offer. When all have said yes they are introduced; a no ends it and is known to nobody."""
    same_organisation(repair, member)
    with transaction.atomic():
        round = Round.objects.select_for_update().get(pk=repair.round_id)
        current = Repair.objects.select_related("round__programme", "organisation").get(pk=repair.pk)
        running = round.state == Round.State.PUBLISHED and current.state == Repair.State.OPEN
        if not running or current.expires_at <= now():
            raise Refused(_("This offer is over. Nothing is needed from you."))
        answer = RepairSeat.Answer.YES if yes else RepairSeat.Answer.NO
        if not RepairSeat.objects.filter(repair=repair, member=member).update(answer=answer):
            raise Refused(_("This offer is over. Nothing is needed from you."))
        if not yes:
            _over(current)
        elif not current.seats.exclude(answer=RepairSeat.Answer.YES).exists():
            _agree(current)


def expire_repairs() -> int:
    """End the offers whose time is over, and look on for those they were for; returns how many ended."""
    ended = 0
    for repair in Repair.objects.filter(state=Repair.State.OPEN, expires_at__lte=now()):
        with transaction.atomic():
            ended += _over(repair)
    waiting = RoundEntry.objects.filter(outcome=RoundEntry.Outcome.FREED, round__state=Round.State.PUBLISHED)
    for key in waiting.order_by().values_list("round_id", flat=True).distinct():
        enqueue("programmes.repair", key)
    return ended


def _freed(round: Round) -> Iterator[RoundEntry]:
    rows = RoundEntry.objects.filter(round=round, outcome=RoundEntry.Outcome.FREED).order_by("freed_at", "pk")
    yield from rows.select_related("member__account", "member__organisation", "member__site", "member__team")


def _is_free(entry: RoundEntry) -> bool:
    still = RoundEntry.objects.filter(pk=entry.pk, outcome=RoundEntry.Outcome.FREED).exists()
    return still and not RepairSeat.objects.filter(member=entry.member_id, repair__state=Repair.State.OPEN).exists()


def _deadline(round: Round, freed_at: dt.datetime) -> dt.datetime:
    return working_days_later(freed_at, WITHIN_DAYS, round.organisation.timezone)


def _find(round: Round, member: Member) -> tuple[list[Member], Match | None] | None:
    """Another freed person, else a match with room, whom the rules let the member meet and who was not asked for them yet."""
    if not taking_part(round.programme, round.starts_on).filter(pk=member.pk).exists():
        return None
    tried = _tried(round, member)
    others = [entry.member for entry in _freed(round) if entry.member_id != member.pk and _is_free(entry)]
    least, most = solving.sizes(round)
    pairs = {frozenset({member.pk, other.pk}): [other] for other in others if least <= PAIR}
    hosts = {}
    for match in _hosts(round, most):
        people = people_of(match)
        hosts[frozenset({member.pk, *(one.pk for one in people)})] = (people, match)
    everyone = {one.pk: one for one in [member, *others, *(one for people, _match in hosts.values() for one in people)]}
    apart = _kept_apart(round)
    groups = [group for group in [*pairs, *hosts] if group not in tried and not any(len(group & one) > 1 for one in apart)]
    here = set(taking_part(round.programme, round.starts_on).filter(pk__in=everyone).values_list("pk", flat=True))
    possible = solving.allowed(round, list(everyone.values()), [group for group in groups if group <= here])
    for group in possible:
        if group in pairs:
            return pairs[group], None
        people, match = hosts[group]
        return people, match
    return None


def _hosts(round: Round, most: int) -> Iterator[Match]:
    """Matches of fewer people than that which have not met yet; those still without a time first."""
    rows = Match.objects.filter(round=round, state=Match.State.PUBLISHED, introduced_at__isnull=False, enough=False)
    rows = rows.filter(chats__number=1, chats__meeting__state__in=[Meeting.State.OFFERED, Meeting.State.AGREED])
    asked = Repair.objects.filter(round=round, state=Repair.State.OPEN, host__isnull=False).values("host")
    seated = rows.exclude(pk__in=asked).annotate(seated=Count("seats", filter=Q(seats__state=Seat.State.IN), distinct=True))
    yield from seated.filter(seated__lt=most).order_by("-chats__meeting__state", "pk").select_related("round")


def _tried(round: Round, member: Member) -> set[frozenset[int]]:
    rows = Repair.objects.filter(round=round, seats__member=member).prefetch_related("seats")
    return {frozenset(seat.member_id for seat in one.seats.all()) for one in rows}


def _kept_apart(round: Round) -> list[set[int]]:
    """The people of each match that ended: offering two of them each other would show who ended it."""
    rows = Match.objects.filter(round=round, state__in=[Match.State.ENDED, Match.State.DROPPED]).prefetch_related("seats")
    return [{seat.member_id for seat in one.seats.all()} for one in rows]


def _offer(round: Round, entry: RoundEntry, others: list[Member], host: Match | None) -> None:
    zone, present = round.organisation.timezone, now()
    assert entry.freed_at is not None
    repair = Repair.objects.create(
        organisation=round.organisation,
        round=round,
        host=host,
        expires_at=min(working_days_later(present, 1, zone), _deadline(round, entry.freed_at)),
    )
    RepairSeat.objects.create(repair=repair, member=entry.member)
    RepairSeat.objects.bulk_create(RepairSeat(repair=repair, member=one, freed=host is None) for one in others)
    for one in [entry.member, *others]:
        notices.put(
            "programmes.repair",
            member=one,
            thing=repair.public_id,
            key=f"repair:{repair.public_id}:{one.public_id}",
            expires_at=repair.expires_at,
        )


def _over(repair: Repair) -> bool:
    if not Repair.objects.filter(pk=repair.pk, state=Repair.State.OPEN).update(state=Repair.State.OVER):
        return False
    notices.cancel(kind="programmes.repair", thing=repair.public_id)
    enqueue("programmes.repair", repair.round_id)
    return True


def _agree(repair: Repair) -> None:
    """All said yes: introduce them, where it may still be. Call inside a transaction that holds the round."""
    members = [seat.member for seat in repair.seats.select_related("member__account", "member__organisation", "member__site")]
    worth = solving.worth(repair.round, frozenset(one.pk for one in members))
    if worth is None or (repair.host and repair.host.state != Match.State.PUBLISHED):
        _over(repair)
        return
    score, reasons = worth
    match = repair.host or Match(organisation=repair.organisation, round=repair.round, state=Match.State.PUBLISHED, is_repair=True)
    known = list(Seat.objects.filter(match=match).order_by("pk").values_list("member_id", flat=True)) if repair.host else []
    if repair.host:
        match.drafted = {"score": match.score, "reasons": match.reasons, "people": known} | match.drafted
    match.score, match.reasons = score, reasons
    match.questions = match.questions or questions.choose(match.public_id)
    match.save()
    Seat.objects.bulk_create(Seat(match=match, member=one) for one in members if one.pk not in known)
    Repair.objects.filter(pk=repair.pk).update(state=Repair.State.AGREED, made=None if repair.host else match)
    _place(repair.round, [one.pk for one in members])
    if repair.host:
        _three_now(match, members, repair)
    else:
        introduce_match(match=match)


def _place(round: Round, members: Iterable[int]) -> None:
    keys = list(members)
    RoundEntry.objects.filter(round=round, member_id__in=keys).update(
        outcome=RoundEntry.Outcome.PLACED, cause="", left_out=False, in_trio=round.programme.group_size == 2 and len(keys) == 3
    )


def _three_now(match: Match, members: list[Member], repair: Repair) -> None:
    """A match that took somebody in begins again: new times for all, and an introduction to those who have none of this form."""
    chat = Chat.objects.select_related("meeting").get(match=match, number=1)
    meetings.cancel(meeting=chat.meeting)
    chat.delete()
    offer_chat(match, 1, members)
    notices.cancel(kind="programmes.introduction", thing=match.public_id)
    for member in members:
        tell("programmes.introduction", member, match, event=repair.public_id)


def _give_up(round: Round, entry: RoundEntry) -> None:
    """Nobody was free: left out this time, and first next time. Whoever takes no part any more was not left out."""
    lost = RoundEntry.objects.filter(pk=entry.pk, outcome=RoundEntry.Outcome.FREED)
    if not taking_part(round.programme, round.starts_on).filter(pk=entry.member_id).exists():
        # Not as if they had never been in: a count that fell would tell organisers of an ending.
        lost.update(outcome=RoundEntry.Outcome.UNPLACED, cause="freed")
    elif lost.update(outcome=RoundEntry.Outcome.UNPLACED, cause="freed", left_out=True):
        tell("programmes.unplaced", entry.member, round)
