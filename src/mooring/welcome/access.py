"""The one door to an invitation: its signed link."""

from __future__ import annotations

from mooring.core import links
from mooring.core.links import Link, LinkRefused
from mooring.people.models import Invitation, Member
from mooring.programmes.models import Programme

PURPOSE = "join"
DAYS = 30


def link_of(invitation: Invitation, answer: str = "") -> str:
    """The full address under which an invitation is answered."""
    token = links.make(Link(PURPOSE, invitation.member.public_id, invitation.public_id, answer), days=DAYS)
    return links.absolute("join", token=token)


def invitation_behind(token: str) -> tuple[Invitation, str]:
    """The invitation a link is about, and the answer it proposes; LinkRefused where there is none."""
    link = links.read(token, purpose=PURPOSE)
    invitation = (
        Invitation.objects.filter(public_id=link.thing, member__public_id=link.person, member__left_at=None)
        .select_related("member__organisation", "member__account", "invited_by", "organisation", "programme_invitation__programme")
        .first()
    )
    if invitation is None:
        raise LinkRefused("This link is over.")
    return invitation, link.answer


def inviter_of(invitation: Invitation) -> str:
    """The name of who invites, as the organisation knows them; empty when they have left."""
    by = Member.objects.here().filter(organisation=invitation.organisation, account=invitation.invited_by_id or 0).first()
    return by.shown_name if by else ""


def programme_of(invitation: Invitation) -> Programme | None:
    """The programme that accepting also enrols in, unless it has ended."""
    joined = getattr(invitation, "programme_invitation", None)
    programme: Programme | None = joined.programme if joined else None
    return programme if programme and programme.state != Programme.State.ENDED else None
