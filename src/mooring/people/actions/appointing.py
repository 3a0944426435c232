"""Making an admin from the server's console, for an organisation that nobody can look after from within."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.core.time import now
from mooring.people.actions.members import make_member
from mooring.people.addresses import is_address
from mooring.people.models import Invitation, Member, Organisation


@dataclass(frozen=True)
class Appointed:
    """Who is an admin now; with an invitation to open where they have not joined yet."""

    member: Member
    invitation: Invitation | None


@transaction.atomic
def appoint_admin(*, organisation: Organisation, address: str, name: str = "") -> Appointed:
    """Make whoever has the address here an admin; with a name, somebody who is not here yet.

    Whoever has joined signs in as ever. Nobody is joined to an account by this: they get an invitation, whose link only they
    should open. ValidationError, and nothing changed, where it is unclear who is meant or they are an admin already.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    address = address.strip().lower()
    if not is_address(address):
        raise ValidationError(_("“%(address)s” is not an address.") % {"address": address})
    member = _known(organisation, address, name)
    if member is None:
        member = make_member(organisation=organisation, name=name, work_address=address)
    if member.is_admin and member.account is not None:
        raise ValidationError(_("%(address)s is an admin of %(slug)s already.") % {"address": address, "slug": organisation.slug})
    if Member.objects.filter(pk=member.pk, is_admin=False).update(is_admin=True):
        record("admin.appointed", organisation=organisation, subject=member, acting_as=Entry.As.SYSTEM)
    return Appointed(member, _invited(member) if member.account is None else None)


def _known(organisation: Organisation, address: str, name: str) -> Member | None:
    """The member who signs in with the address, or whom the organisation knows by it; None where somebody new is named."""
    words = {"address": address, "slug": organisation.slug}
    verified = Q(account__emailaddress__email=address, account__emailaddress__verified=True)
    found = list(Member.objects.select_related("account").filter(verified | Q(work_address=address), organisation=organisation).distinct())
    if len(found) > 1:
        raise ValidationError(_("%(address)s could be more than one person at %(slug)s. Name another address of theirs.") % words)
    if not found:
        if name.strip():
            return None
        raise ValidationError(
            _("Nobody at %(slug)s has the address %(address)s. To add somebody new, give their name too: --name NAME.") % words
        )
    (member,) = found
    if member.left_at is not None:
        raise ValidationError(_("Whoever has the address %(address)s has left %(slug)s. Name somebody who is there.") % words)
    if member.account is not None and not member.account.is_active:
        raise ValidationError(_("The account of %(address)s is closed. Name somebody who can sign in.") % words)
    return member


def _invited(member: Member) -> Invitation:
    """The open invitation of a member, made where there is none. No mail goes out for it: whoever runs the server hands the link over."""
    made, _new = Invitation.objects.get_or_create(
        member=member, state=Invitation.State.OPEN, defaults={"organisation_id": member.organisation_id, "reminded_at": now()}
    )
    return made
