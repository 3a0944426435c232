"""Whom an organiser may ask into a programme, by team.

Everyone who may join is counted, whether in, asked before or neither: a number that left out those who are in would tell who is not.
The action passes over, in silence, whoever is in or was asked before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mooring.people.models import Member
from mooring.programmes.models import Programme

NO_TEAM = "none"


@dataclass(frozen=True)
class TeamToAsk:
    """A team with those of its people who may join."""

    key: str
    label: str
    members: tuple[Member, ...]


def who_could_join(organisation_id: int, team_ids: list[int], site_ids: list[int]) -> int:
    """How many people a programme of these teams and sites is open to; none named means everyone."""
    rows = Member.objects.here().filter(organisation_id=organisation_id)
    if team_ids:
        rows = rows.filter(team_id__in=team_ids)
    if site_ids:
        rows = rows.filter(site_id__in=site_ids)
    return rows.count()


def teams_to_ask(programme: Programme) -> list[TeamToAsk]:
    """The teams a programme is open to, with their people here; those without a team come last."""
    rows = Member.objects.here().filter(organisation_id=programme.organisation_id).select_related("team", "account")
    teams, sites = set(programme.teams.values_list("pk", flat=True)), set(programme.sites.values_list("pk", flat=True))
    found: dict[str, list[Member]] = defaultdict(list)
    names = {NO_TEAM: _("No team")}
    for member in rows:
        if (teams and member.team_id not in teams) or (sites and member.site_id not in sites):
            continue
        key = member.team.public_id if member.team else NO_TEAM
        names.setdefault(key, member.team.name if member.team else "")
        found[key].append(member)
    order = sorted(found, key=lambda key: (key == NO_TEAM, names[key].casefold()))
    return [TeamToAsk(key, names[key], tuple(found[key])) for key in order]
