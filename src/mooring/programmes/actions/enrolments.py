"""A member's own yes, pause and no. Nobody else sees any of it, so nothing here is written to the audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.core.time import now, today
from mooring.jobs.policy import enqueue
from mooring.people.models import Member
from mooring.programmes.access import may_join, same_organisation
from mooring.programmes.errors import Refused
from mooring.programmes.models import Enrolment, Programme, Round, RoundEntry, Seat, Stated

LONGEST_SNOOZE = dt.timedelta(days=366)


def enrol(*, programme: Programme, member: Member) -> Enrolment:
    """Say yes to a programme, for the first time or again. In a round that is still asking, it is a yes to that round too.

    Refused when the programme has ended or is not open to the member, or the member has no account yet.
    """
    same_organisation(programme, member)
    if programme.state == Programme.State.ENDED:
        raise Refused(_("This programme has ended."))
    if member.account_id is None or member.left_at is not None:
        raise Refused(_("Only somebody who has joined can take part."))
    if not may_join(programme, member):
        raise Refused(_("This programme is open to other teams or places."))
    with transaction.atomic():
        enrolment, made = Enrolment.objects.get_or_create(
            programme=programme, member=member, defaults={"organisation": programme.organisation}
        )
        if not made:
            _set(enrolment, state=Enrolment.State.IN, snoozed_until=None, paused_for_silence=False)
        asking = Round.objects.filter(programme=programme, state=Round.State.ASKING).first()
        if asking is not None and programme.opt_in == Programme.OptIn.EACH_ROUND:
            RoundEntry.objects.update_or_create(round=asking, member=member, defaults={"answer": RoundEntry.Answer.IN})
    return enrolment


def snooze(*, enrolment: Enrolment, until: dt.date) -> None:
    """Take no part in rounds that start before a date; back by itself on that date. At most a year ahead."""
    present = today(enrolment.organisation.timezone)
    if not present < until <= present + LONGEST_SNOOZE:
        raise Refused(_("Choose a date after today and within a year."))
    _still_in(enrolment)
    _set(enrolment, snoozed_until=until)


def pause(*, enrolment: Enrolment) -> None:
    """Take no part until resumed."""
    _still_in(enrolment)
    _set(enrolment, state=Enrolment.State.PAUSED, snoozed_until=None, paused_for_silence=False)


def resume(*, enrolment: Enrolment) -> None:
    """Take part again, after a snooze, a pause, or being paused for silence."""
    _still_in(enrolment)
    _set(enrolment, state=Enrolment.State.IN, snoozed_until=None, paused_for_silence=False)


def leave(*, enrolment: Enrolment) -> None:
    """Leave a programme. Matches that have not met yet are let go, and those in them are offered somebody else."""
    with transaction.atomic():
        _set(enrolment, state=Enrolment.State.LEFT, snoozed_until=None, paused_for_silence=False)
        open_seats = Seat.objects.going_on().filter(member=enrolment.member, match__round__programme=enrolment.programme)
        for match_id in open_seats.values_list("match_id", flat=True):
            enqueue("programmes.let_go", match_id, enrolment.member_id)


def state(*, enrolment: Enrolment, answers: Mapping[str, int | str | None]) -> None:
    """Keep what a member says of themselves, by what it is about; None or no words take an answer away."""
    with transaction.atomic():
        for about, answer in answers.items():
            if answer is None or answer == "":
                Stated.objects.filter(enrolment=enrolment, about=about).delete()
                continue
            said = {"number": None, "words": answer} if isinstance(answer, str) else {"number": answer, "words": ""}
            Stated.objects.update_or_create(
                enrolment=enrolment, about=about, defaults=said, create_defaults={**said, "organisation": enrolment.organisation}
            )


def _still_in(enrolment: Enrolment) -> None:
    if enrolment.state == Enrolment.State.LEFT:
        raise Refused(_("You have left this programme. You can join it again at any time."))


def _set(enrolment: Enrolment, **fields: object) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(changed_at=now(), **fields)
    enrolment.refresh_from_db()
