"""Coming in: the first run, invitations, and a new member's first steps."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.db import transaction

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.core import links
from mooring.core.links import Link, LinkRefused
from mooring.core.time import now
from mooring.notices.actions import put
from mooring.people.actions import join, make_member, make_organisation
from mooring.people.models import Account, Installation, Invitation, Member, Organisation
from mooring.programmes.actions import enrol
from mooring.programmes.errors import Refused
from mooring.welcome.access import programme_of
from mooring.welcome.errors import SetUpOver
from mooring.welcome.kinds import INVITATION, REMINDER

REMIND_AFTER = dt.timedelta(days=7)
SETUP = "setup"
SETUP_DAYS = 2
STEPS = 3
"""How many steps a new member's first visit has."""


# The first run


def new_setup_link() -> str | None:
    """A fresh link for setting up, which ends all earlier ones; None once somebody lives here."""
    installation, _made = Installation.objects.get_or_create(pk=1)
    if installation.set_up_at or Organisation.objects.exists() or Account.objects.exists():
        return None
    token = links.make(Link(SETUP, "", secrets.token_urlsafe(16)), days=SETUP_DAYS)
    Installation.objects.filter(pk=1, set_up_at=None).update(setup_token_hash=_hash(token))
    return links.absolute("setup", token=token)


def may_set_up(token: str) -> bool:
    """Whether a link is the latest one, in time, and not used yet."""
    try:
        links.read(token, purpose=SETUP)
    except LinkRefused:
        return False
    return Installation.objects.filter(pk=1, set_up_at=None, setup_token_hash=_hash(token)).exists()


@transaction.atomic
def set_up_organisation(
    *, token: str, organisation: str, slug: str, zone: str, language: str, name: str, address: str, password: str = ""
) -> Member:
    """Use up the link: make the organisation and its first admin, who is its organiser too. SetUpOver when it is used up."""
    _use_up(token, Installation.Use.ORGANISATION)
    made = make_organisation(name=organisation, slug=slug, timezone=zone, language=language)
    account = _first_account(name=name, address=address, password=password)
    member = make_member(organisation=made, account=account, name=name, work_address=account.email, is_admin=True, is_organiser=True)
    record("organisation.made", actor=account, organisation=made, subject=member, acting_as=Entry.As.ADMIN)
    return member


@transaction.atomic
def set_up_alone(*, token: str, name: str, address: str, password: str = "") -> Account:
    """Use up the link: make the one account of an installation without any organisation. SetUpOver when it is used up."""
    _use_up(token, Installation.Use.PERSONAL)
    account = _first_account(name=name, address=address, password=password)
    record("account.made", actor=account, subject_account=account)
    return account


def _use_up(token: str, use: str) -> None:
    # Of two who press at once, one finds the row unchanged.
    if not may_set_up(token):
        raise SetUpOver
    used = Installation.objects.filter(pk=1, set_up_at=None, setup_token_hash=_hash(token)).update(
        use=use, set_up_at=now(), setup_token_hash=""
    )
    if not used:
        raise SetUpOver


def _first_account(*, name: str, address: str, password: str) -> Account:
    account = Account.objects.create_user(email=address, name=name, password=password or None, onboarding_step=STEPS)
    # Whoever holds the console needs no mail to show who they are.
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# Invitations


@transaction.atomic
def send_invitation(invitation_id: int) -> None:
    """Put the letter of an open invitation into the outbox, once."""
    invitation = Invitation.objects.filter(pk=invitation_id, state=Invitation.State.OPEN).select_related("member__organisation").first()
    if invitation is not None:
        put(INVITATION, member=invitation.member, thing=invitation.public_id, key=f"{INVITATION}:{invitation.public_id}")


def remind_invitations() -> int:
    """Put one reminder of each invitation older than a week into the outbox; returns how many."""
    due = Invitation.objects.filter(
        state=Invitation.State.OPEN, reminded_at=None, made_at__lte=now() - REMIND_AFTER, member__left_at=None
    ).select_related("member__organisation")
    return sum(_remind(invitation) for invitation in due.iterator(chunk_size=500))


@transaction.atomic
def _remind(invitation: Invitation) -> bool:
    mine = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN, reminded_at=None).update(reminded_at=now())
    if mine:
        put(REMINDER, member=invitation.member, thing=invitation.public_id, key=f"{REMINDER}:{invitation.public_id}")
    return bool(mine)


@transaction.atomic
def accept(*, invitation: Invitation, account: Account | None) -> Member:
    """Join by one's own press, and enrol where the invitation was to a programme. ValidationError says what is in the way."""
    member = join(invitation=invitation, account=account)
    programme = programme_of(invitation)
    if programme is not None:
        # Where it is open to other teams by now, the person has joined all the same.
        with contextlib.suppress(Refused):
            enrol(programme=programme, member=member)
    return member


# First steps


def step_done(*, account: Account, step: int) -> None:
    """Note that one of the first steps was taken or skipped."""
    Account.objects.filter(pk=account.pk, onboarding_step__lt=step).update(onboarding_step=step)
    account.onboarding_step = max(account.onboarding_step, step)


def asked_for_private_address(*, account: Account) -> bool:
    """Note that the account was asked for a private address or passkey; True only the first time."""
    first = Account.objects.filter(pk=account.pk, asked_private_address_at=None).update(asked_private_address_at=now())
    return bool(first)
