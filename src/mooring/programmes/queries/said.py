"""What a member has said for the matcher's ears alone; each of these is read for its owner and for nobody else."""

from __future__ import annotations

from mooring.people.models import Member
from mooring.programmes.models import AgainWish, Block, MeetWish, Programme, Stated
from mooring.programmes.queries.faces import WITH_FACE, Face


def never_of(member: Member) -> list[Face]:
    """Whom the member asked never to be introduced to."""
    rows = Block.objects.filter(owner=member.account, organisation=member.organisation_id)
    return [Face.of(row.other) for row in rows.select_related(*(f"other__{one}" for one in WITH_FACE)).order_by("other__sort_key")]


def again_of(member: Member, programme: Programme) -> list[Face]:
    """Whom the member would gladly be introduced to again."""
    rows = AgainWish.objects.filter(owner=member.account, programme=programme)
    return [Face.of(row.other) for row in rows.select_related(*(f"other__{one}" for one in WITH_FACE)).order_by("other__sort_key")]


def wished_by(member: Member, programme: Programme) -> list[tuple[Face, int]]:
    """Whom the member would like to meet, the strongest wish first."""
    rows = MeetWish.objects.filter(owner=member.account, programme=programme)
    rows = rows.select_related(*(f"other__{one}" for one in WITH_FACE)).order_by("-strength", "other__sort_key")
    return [(Face.of(row.other), row.strength) for row in rows]


def stated_by(member: Member, programme: Programme) -> dict[str, int | str]:
    """What the member has said of themselves for a programme, by what it is about."""
    rows = Stated.objects.filter(enrolment__member=member, enrolment__programme=programme).order_by("about")
    return {row.about: row.words if row.number is None else row.number for row in rows}
