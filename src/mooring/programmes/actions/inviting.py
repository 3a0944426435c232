"""Asking people into a programme: one mail each, one reminder, then silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.boundaries import load
from mooring.notices import actions as notices
from mooring.people.actions.invitations import invite
from mooring.people.models import Invitation, Member
from mooring.programmes.access import may_join, same_organisation
from mooring.programmes.errors import Refused
from mooring.programmes.models import Enrolment, Programme, ProgrammeInvitation

OFFER: Final = "programmes.offer"


def invite_to_programme(*, programme: Programme, members: Iterable[Member], actor: Member) -> None:
    """Ask people into a programme. Those without an account are invited to join; the others are offered it.

    Whoever is in, has left, was asked before or may not join is passed over in silence, and nothing tells who that was.
    """
    same_organisation(programme, actor)
    if programme.state == Programme.State.ENDED:
        raise Refused(_("This programme has ended."))
    known = set(Enrolment.objects.filter(programme=programme).values_list("member_id", flat=True))
    people = [one for one in members if one.pk not in known and one.left_at is None and may_join(programme, one)]
    if people:
        same_organisation(programme, *people)
    with transaction.atomic():
        invite(members=[one for one in people if one.account_id is None], actor=actor)
        waiting = Invitation.objects.filter(member__in=[one.pk for one in people], state=Invitation.State.OPEN, programme_invitation=None)
        ProgrammeInvitation.objects.bulk_create(ProgrammeInvitation(invitation=one, programme=programme) for one in waiting)
        here = [one for one in people if one.account_id is not None]
        # Who wants nothing new just now is asked when there is room again.
        later = load.wants_from(here, programme.organisation.timezone)
        for member in here:
            key = f"offer:{programme.public_id}:{member.public_id}"
            notices.put(OFFER, member=member, thing=programme.public_id, key=key, not_before=later.get(member.pk))
