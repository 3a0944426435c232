"""The one door to cards behind links and to teams' agreements."""

from __future__ import annotations

from django.http import Http404

from mooring.core import links
from mooring.core.links import Link, LinkRefused
from mooring.people.models import Member, Team
from mooring.reach.models import Card

PURPOSE = "reach.card"
LINK_DAYS = 365


def address_of(card: Card) -> str:
    """The full address of a card for friends and family; it holds for a year from now, unless it is taken back."""
    return links.absolute("reach_card", token=links.make(Link(PURPOSE, card.account.public_id, card.link), days=LINK_DAYS))


def card_behind(token: str) -> Card:
    """The card a link leads to; LinkRefused where it is over, taken back or none of ours."""
    link = links.read(token, purpose=PURPOSE)
    found = Card.objects.select_related("account").filter(
        link=link.thing, account__public_id=link.person, account__is_active=True, audience=Card.For.LINK, shared=True
    )
    card = found.first()
    if card is None:
        raise LinkRefused("This link is over.")
    return card


def team_of(viewer: Member, public_id: str) -> Team:
    """A team of the viewer's organisation, or 404."""
    found = Team.objects.filter(organisation_id=viewer.organisation_id, public_id=public_id).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def own_team(viewer: Member, public_id: str) -> Team:
    """The viewer's own team, or 404: nobody else words or accepts what it agrees on."""
    team = team_of(viewer, public_id)
    if team.pk != viewer.team_id:
        raise Http404
    return team
