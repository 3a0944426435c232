"""A person as others on a page see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mooring.boundaries.hours import Travel, zone_at
from mooring.people.models import Member, Organisation


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


FACE_COLUMNS = (
    "public_id",
    "name",
    "call_me",
    "title",
    "pronouns",
    "timezone",
    "account__name",
    "account__call_me",
    "account__pronouns",
    "account__timezone",
    "team__name",
    "site__name",
    "site__timezone",
)
"""What a face is made of, read without the rest of its rows: on a page of many people reading those takes longer than all else."""


def face_from(row: Sequence[str | None], organisation: Organisation) -> Face:
    """The face of a member from their columns; the same as ``Face.of`` makes of their row."""
    code, name, call_me, title, pronouns, zone, own, own_call_me, own_pronouns, own_zone, team, site, site_zone = (one or "" for one in row)
    return Face(
        public_id=code,
        name=own or name,
        short_name=(own_call_me or own) if own else (call_me or name),
        team=team,
        site=site,
        zone=own_zone or zone or site_zone or organisation.timezone,
        title=title,
        pronouns=own_pronouns or pronouns,
    )


WITH_FACE = ("account", "team", "site", "organisation")


def faces(ids: Iterable[int]) -> dict[int, Member]:
    """Members by key, fetched with all a face needs, in one query."""
    return Member.objects.select_related(*WITH_FACE).in_bulk(list(ids))
