"""Asking members to join with an account of their own, and their answer."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.people import opening
from mooring.people.models import Account, Invitation, Member
from mooring.people.words import refresh_words

SEND = "welcome.send_invitation"
"""The job that writes the mail; it lies in a layer above and is known here by name only."""


@transaction.atomic
def invite(*, members: Iterable[Member], actor: Member) -> list[Invitation]:
    """Invite those who are here, have a work address, have no account yet and were never asked; others are passed over.

    One mail each and, by the job above, one reminder; then silence. A refusal is final and seen by nobody.
    """
    people = list(members)
    if any(one.organisation_id != actor.organisation_id for one in people):
        raise ValueError("A member is of another organisation.")
    asked = set(Invitation.objects.filter(member__in=people).exclude(state=Invitation.State.WITHDRAWN).values_list("member", flat=True))
    to_ask = [one for one in people if one.pk not in asked and one.account_id is None and one.work_address and one.left_at is None]
    made = [Invitation.objects.create(organisation_id=actor.organisation_id, member=one, invited_by=actor.account) for one in to_ask]
    for one in made:
        enqueue(SEND, one.pk)
        record(
            "invitation.sent",
            actor=actor.account,
            organisation=actor.organisation,
            subject=one.member,
            acting_as=Entry.As.ADMIN if actor.is_admin else Entry.As.ORGANISER,
            thing=f"invitation:{one.public_id}",
        )
    return made


@transaction.atomic
def withdraw(*, invitation: Invitation, actor: Member) -> bool:
    """Take an open invitation back, so that its link no longer works."""
    if invitation.organisation_id != actor.organisation_id:
        raise ValueError("The invitation is of another organisation.")
    return _answer(invitation, Invitation.State.WITHDRAWN)


@transaction.atomic
def join(*, invitation: Invitation, account: Account | None = None) -> Member:
    """Join by one's invitation; with the signed-in account whose click this is, or (None) with a new one.

    A new account gets the work address as its verified one. Where an account has that address already, only its own click
    joins it (ValidationError). Joining twice with the same account is joining once.
    """
    member = Member.objects.select_for_update(of=("self",)).select_related("organisation", "account").get(pk=invitation.member_id)
    if member.left_at is not None:
        raise ValidationError(_("This invitation is over."))
    if member.account is not None:
        if account is None or account.pk == member.account_id:
            return member
        raise ValidationError(_("This invitation was used already."))
    if not _answer(invitation, Invitation.State.ACCEPTED):
        raise ValidationError(_("This invitation is over."))
    member.account = account or _new_account(member)
    member.joined_at = now()
    try:
        with transaction.atomic():
            member.save(update_fields=["account", "joined_at"])
    except IntegrityError:
        raise ValidationError(_("Your account already belongs to %(name)s.") % {"name": member.organisation.name}) from None
    refresh_words([member])
    opening.joined(member.account)
    record("member.joined", actor=member.account, organisation=member.organisation, subject=member)
    return member


@transaction.atomic
def refuse(*, invitation: Invitation) -> bool:
    """Say no, for good. Nobody sees it; nobody asks again."""
    return _answer(invitation, Invitation.State.REFUSED)


def has_account(address: str) -> bool:
    """Whether an account already signs in with the address."""
    taken = EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    return taken or Account.objects.filter(email__iexact=address).exists()


def _answer(invitation: Invitation, state: str) -> bool:
    moment = now()
    done = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN).update(state=state, answered_at=moment)
    if done:
        invitation.state, invitation.answered_at = state, moment
    return bool(done)


def _new_account(member: Member) -> Account:
    if has_account(member.work_address):
        raise ValidationError(_("You already have an account with this address. Sign in, then open the link again."))
    account = Account.objects.create_user(
        email=member.work_address, name=member.name, call_me=member.call_me, sort_key=member.sort_key, pronouns=member.pronouns
    )
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account
