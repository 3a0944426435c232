"""A person as others on a page see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from mooring.boundaries.hours import Travel, zone_at
from mooring.people.models import Member


@dataclass(frozen=True)
class Face:
    """What a list shows of a person; nothing in it is private."""

    public_id: str
    name: str
    short_name: str
    team: str
    site: str
    zone: str
    title: str = ""
    pronouns: str = ""
    travel: tuple[Travel, ...] = ()

    @classmethod
    def of(cls, member: Member, travel: tuple[Travel, ...] = ()) -> Face:
        """The face of a member fetched with account, team, site and organisation; days elsewhere where the clock is shown."""
        return cls(
            public_id=member.public_id,
            name=member.shown_name,
            short_name=member.short_name,
            team=member.team.name if member.team else "",
            site=member.site.name if member.site else "",
            zone=member.zone,
            title=member.title,
            pronouns=(member.account.pronouns if member.account else "") or member.pronouns,
            travel=travel,
        )

    def zone_at(self, instant: dt.datetime) -> str:
        """The zone the person is in at an instant."""
        return zone_at(self.zone, self.travel, instant)


WITH_FACE = ("account", "team", "site", "organisation")


def faces(ids: Iterable[int]) -> dict[int, Member]:
    """Members by key, fetched with all a face needs, in one query."""
    return Member.objects.select_related(*WITH_FACE).in_bulk(list(ids))
