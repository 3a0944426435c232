"""What people do about how they are reached."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.core.ids import new_public_id
from mooring.people.models import Account, Member, Team
from mooring.reach.models import Acceptance, Agreement, Card

KEPT_WORDINGS = 20
"""Wordings of an agreement that are kept, the one that holds among them."""


@transaction.atomic
def write_card(
    *, account: Account, audience: str, ways: str, urgent: str, can_wait: str, not_then: str, with_hours: bool, shared: bool
) -> Card:
    """Say how one likes to be reached, and whether those it is for may read it."""
    card, _made = Card.objects.update_or_create(
        account=account,
        audience=Card.For(audience),
        defaults={
            "ways": ways,
            "urgent": urgent,
            "can_wait": can_wait,
            "not_then": not_then,
            "with_hours": with_hours,
            "shared": shared,
        },
    )
    record("reach.card_written", actor=account, subject_account=account)
    return card


@transaction.atomic
def new_link(*, account: Account) -> None:
    """Give the card for friends and family another address; the old one leads nowhere from now on."""
    Card.objects.filter(account=account, audience=Card.For.LINK).update(link=new_public_id())
    record("reach.link_replaced", actor=account, subject_account=account)


@transaction.atomic
def word_agreement(*, team: Team, by: Member, after: int, channels: str, answers: str, urgent: str, also: str) -> Agreement:
    """Put a team's agreement in other words; whoever words it agrees. ``after`` is the number of the wording they started from.

    ValidationError where somebody else was quicker.
    """
    quicker = ValidationError(_("Someone changed the agreement meanwhile. Read their wording below, then keep yours or take theirs."))
    held = Agreement.objects.filter(team=team).aggregate(most=Max("number"))["most"] or 0
    if held != after:
        raise quicker
    try:
        with transaction.atomic():
            made = Agreement.objects.create(
                team=team, number=after + 1, channels=channels, answers=answers, urgent=urgent, also=also, worded_by=by
            )
    except IntegrityError as wrong:
        raise quicker from wrong
    Acceptance.objects.create(agreement=made, member=by)
    Agreement.objects.filter(team=team, number__lte=made.number - KEPT_WORDINGS).delete()
    record("reach.agreement_worded", actor=by.account, organisation=by.organisation, thing=f"team:{team.public_id}")
    return made


@transaction.atomic
def accept(*, member: Member, team: Team, number: int) -> None:
    """Say yes to a wording. ValidationError where it no longer holds."""
    held = Agreement.objects.filter(team=team).first()
    if held is None or held.number != number:
        raise ValidationError(_("The agreement has been worded anew. Read it once more."))
    Acceptance.objects.get_or_create(agreement=held, member=member)


@transaction.atomic
def take_back(*, member: Member, team: Team) -> None:
    """Take one's yes back; nobody is told."""
    Acceptance.objects.filter(agreement__team=team, member=member).delete()
