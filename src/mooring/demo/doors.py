"""One-click ways into the demo as a member, an organiser or an admin."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.core import links
from mooring.core.links import Link
from mooring.demo.company import SLUG
from mooring.meetings.models import Meeting
from mooring.people.models import Account, Member

PURPOSE = "demo-enter"


@dataclass(frozen=True)
class Door:
    """A person to enter as, and the link that does it."""

    role: str | Promise
    name: str
    address: str


def doors() -> list[Door]:
    """The ways in: a member with a match, the programme's organiser, the admin."""
    roles = (_("a member"), _("the organiser"), _("the admin"))
    return [Door(role, one.shown_name, address_for(one)) for role, one in zip(roles, people(), strict=True) if one is not None]


def people() -> tuple[Member | None, Member | None, Member | None]:
    """Whom one enters as."""
    here = Member.objects.joined().filter(organisation__slug=SLUG).select_related("account", "organisation")
    organiser = here.filter(is_organiser=True).order_by("pk").first()
    admin = here.filter(is_admin=True).order_by("pk").first()
    members = here.filter(is_organiser=False, is_admin=False)
    # Somebody with something to do today shows more than somebody without.
    busy = members.filter(seats__match__chats__meeting__state=Meeting.State.OFFERED)
    return busy.order_by("pk").first() or members.order_by("pk").first(), organiser, admin


def address_for(member: Member) -> str:
    """The link that enters as a member's account."""
    assert member.account is not None
    token = links.make(Link(purpose=PURPOSE, person=member.account.public_id, thing=SLUG), days=365)
    return links.absolute("demo_enter", token=token)


def account_behind(token: str) -> Account:
    """Whom a link enters as; links.LinkRefused or Account.DoesNotExist otherwise."""
    return Account.objects.get(public_id=links.read(token, purpose=PURPOSE).person, is_active=True)
