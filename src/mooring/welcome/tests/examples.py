"""Examples of the routes of coming in."""

from __future__ import annotations

from mooring.core.time import now
from mooring.people.actions import join
from mooring.people.models import Invitation
from mooring.testing import make_member
from mooring.welcome.access import link_of
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """Three invitations (open, accepted, refused), and the link of a server that is still to be set up."""
    asked, joined, refused = (invitation(world, name) for name in ("Yusuf Demirtaş", "Ingrid Solberg", "Paulo Reis"))
    join(invitation=joined, account=None)
    Invitation.objects.filter(pk=refused.pk).update(state=Invitation.State.REFUSED, answered_at=now())
    waiting, accepted, over = ({"token": link_of(one).rsplit("/", 1)[-1]} for one in (asked, joined, refused))
    setup = {"token": world.setup_link.rstrip("/").rsplit("/", 1)[-1]}
    return {
        "setup": Example(setup, over=({"token": "x"},)),
        "setup_organisation": Example(setup),
        "setup_alone": Example(setup),
        "setup_mail": Example(),
        "mail_server": Example(),
        "setup_video": Example(),
        "setup_contacts": Example(),
        "setup_way_back": Example(),
        "join": Example(waiting, also=(accepted,), over=(over,)),
        "join_code": Example(waiting, page=False),
        "welcome": Example(page=False),
        "welcome_step": Example({"number": "1"}, ids=False, also=({"number": "2"}, {"number": "3"})),
        "stays_yours": Example(),
    }


def invitation(world: World, name: str) -> Invitation:
    """Somebody who was asked to join."""
    member = make_member(world.cast.organisation, name, account=None)
    return Invitation.objects.create(organisation=world.cast.organisation, member=member, invited_by=world.cast.organiser.account)
