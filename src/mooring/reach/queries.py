"""What cards say, and how far a team has agreed."""

from __future__ import annotations

from dataclasses import dataclass

from mooring.people.models import Account, Member, Team
from mooring.reach.models import Acceptance, Agreement, Card


def cards_of(account: Account) -> dict[str, Card]:
    """Both cards of an account by audience; one that was never written is empty and not saved."""
    made = {card.audience: card for card in Card.objects.filter(account=account)}
    return {audience: made.get(audience) or Card(account=account, audience=audience) for audience in Card.For.values}


def shown_to_colleagues(account: Account | None) -> Card | None:
    """What colleagues may read of how to reach an account."""
    if account is None:
        return None
    return Card.objects.filter(account=account, audience=Card.For.COLLEAGUES, shared=True).first()


def agreement_of(team: Team) -> Agreement | None:
    """The wording that holds."""
    return Agreement.objects.filter(team=team).select_related("worded_by", "worded_by__account").first()


@dataclass(frozen=True)
class Agreed:
    """How far a team has agreed to a wording, as its members see it: who did, and how many there are."""

    by: tuple[Member, ...]
    members: int
    me: bool


def agreed(agreement: Agreement, reader: Member) -> Agreed:
    """Who of those who are in the team today said yes; never who did not."""
    here = Member.objects.here().filter(team=agreement.team_id)
    yes = here.filter(pk__in=Acceptance.objects.filter(agreement=agreement).values("member")).select_related("account")
    by = tuple(yes.order_by("sort_key", "pk"))
    return Agreed(by, here.count(), reader in by)


def to_accept(member: Member) -> Agreement | None:
    """The wording of their team that a member has not said yes to."""
    if member.team_id is None:
        return None
    found = Agreement.objects.filter(team=member.team_id).select_related("team").first()
    if found is None or Acceptance.objects.filter(agreement=found, member=member).exists():
        return None
    return found
