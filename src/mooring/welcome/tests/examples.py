"""Examples of the routes of coming in."""

from __future__ import annotations

from mooring.people.models import Invitation
from mooring.testing import make_member
from mooring.welcome.access import link_of
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """An invitation of somebody without an account; the rest needs nothing."""
    member = make_member(world.cast.organisation, "Yusuf Demirtaş", account=None)
    invitation = Invitation.objects.create(organisation=world.cast.organisation, member=member, invited_by=world.cast.organiser.account)
    token = link_of(invitation).rsplit("/", 1)[-1]
    return {
        "setup": Example({"token": "x"}),
        "setup_organisation": Example({"token": "x"}),
        "setup_alone": Example({"token": "x"}),
        "setup_mail": Example(),
        "setup_video": Example(),
        "setup_contacts": Example(),
        "setup_way_back": Example(),
        "join": Example({"token": token}),
        "join_code": Example({"token": token}, page=False),
        "welcome": Example(page=False),
        "welcome_step": Example({"number": "2"}, ids=False),
        "stays_yours": Example(),
    }
