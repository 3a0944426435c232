"""A person as others on a page see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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

    @classmethod
    def of(cls, member: Member) -> Face:
        """The face of a member fetched with account, team, site and organisation."""
        return cls(
            public_id=member.public_id,
            name=member.shown_name,
            short_name=member.short_name,
            team=member.team.name if member.team else "",
            site=member.site.name if member.site else "",
            zone=member.zone,
            title=member.title,
            pronouns=(member.account.pronouns if member.account else "") or member.pronouns,
        )


WITH_FACE = ("account", "team", "site", "organisation")


def faces(ids: Iterable[int]) -> dict[int, Member]:
    """Members by key, fetched with all a face needs, in one query."""
    return Member.objects.select_related(*WITH_FACE).in_bulk(list(ids))
