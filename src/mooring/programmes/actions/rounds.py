"""Opening a round, answering whether one is in, cancelling it."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.core.time import now, today
from mooring.notices import actions as notices
from mooring.people.models import Member
from mooring.programmes.access import same_organisation, taking_part
from mooring.programmes.dates import next_start, times_of
from mooring.programmes.errors import Refused
from mooring.programmes.models import Enrolment, Match, Programme, Round, RoundEntry
from mooring.programmes.states import Event, move


def open_round(*, programme: Programme, starts_on: dt.date | None = None, actor: Member | None = None) -> Round:
    """Open the next round and tell those who are in: asked for a yes, or told that it comes, as the programme says.

    Without a date it starts when the cadence says. Refused for a programme that does not run, a date that has passed, and while
    another round is in the making.
    """
    if programme.state != Programme.State.RUNNING:
        raise Refused(_("This programme does not run at the moment."))
    if starts_on is not None and starts_on < today(programme.organisation.timezone):
        raise Refused(_("Choose a date that has not passed."))
    try:
        with transaction.atomic():
            round = _make(programme, starts_on)
            _ask(round)
            if actor is not None:
                same_organisation(programme, actor)
                _note("round.opened", round, actor)
    except IntegrityError as wrong:
        raise Refused(_("Another round of this programme is being prepared. Finish or cancel that one first.")) from wrong
    return round


def answer_round(*, round: Round, member: Member, coming: bool) -> None:
    """Say whether one is in this time; may be changed until the matching begins. Seen by nobody else."""
    same_organisation(round, member)
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round.pk)
        if current.state != Round.State.ASKING:
            raise Refused(_("The matching of this round has begun. You can pause the programme, and you will be left out of it."))
        if not Enrolment.objects.filter(programme=round.programme, member=member, state=Enrolment.State.IN).exists():
            raise Refused(_("You are not taking part in this programme at the moment."))
        answer = RoundEntry.Answer.IN if coming else RoundEntry.Answer.OUT
        RoundEntry.objects.update_or_create(round=current, member=member, defaults={"answer": answer})


def cancel_round(*, round: Round, actor: Member | None = None, why: str = "cancelled") -> None:
    """Cancel a round that is not published. Whoever was told of it is told that it will not be."""
    with transaction.atomic():
        move(round, Event.CANCEL, problem=why)
        Match.objects.filter(round=round, state=Match.State.DRAFT).update(state=Match.State.DROPPED)
        for kind in ("programmes.ask", "programmes.heads_up"):
            notices.cancel(kind=kind, thing=round.public_id)
        told = RoundEntry.objects.filter(round=round).exclude(answer=RoundEntry.Answer.OUT).select_related("member__organisation")
        notices.put_for_each(
            "programmes.called_off",
            members=[entry.member for entry in told.exclude(member__account=None)],
            thing=round.public_id,
            key=lambda member: f"called_off:{round.public_id}:{member.public_id}",
        )
        if actor is not None:
            same_organisation(round, actor)
            _note("round.cancelled", round, actor)


def _make(programme: Programme, starts_on: dt.date | None) -> Round:
    present = now()
    known = Round.objects.filter(programme=programme).aggregate(number=Max("number"), last=Max("starts_on"))
    times = times_of(programme, starts_on or next_start(programme, known["last"], present), opened_at=present)
    round = Round(
        organisation=programme.organisation,
        programme=programme,
        number=(known["number"] or 0) + 1,
        starts_on=times.starts_on,
        ends_on=times.ends_on,
        asked_at=present,
        solve_at=times.solve_at,
        publish_at=times.publish_at,
        chats=programme.chats,
        minutes=programme.minutes,
        policy=programme.policy,
        policy_version=programme.policy_version,
    )
    round.seed = int.from_bytes(hashlib.sha256(round.public_id.encode()).digest()[:6])
    round.save()
    return round


def _ask(round: Round) -> None:
    """An entry and a notice for everybody who is in and not snoozed on the day it starts."""
    programme = round.programme
    kind = "programmes.ask" if programme.opt_in == Programme.OptIn.EACH_ROUND else "programmes.heads_up"
    members = list(taking_part(programme, round.starts_on).select_related("organisation"))
    RoundEntry.objects.bulk_create((RoundEntry(round=round, member=one) for one in members), batch_size=500)
    notices.put_for_each(
        kind,
        members=members,
        thing=round.public_id,
        key=lambda member: f"asked:{round.public_id}:{member.public_id}",
        expires_at=round.solve_at,
    )


def _note(verb: str, round: Round, actor: Member) -> None:
    record(verb, actor=actor.account, organisation=round.organisation, thing=round.public_id, acting_as="organiser")
