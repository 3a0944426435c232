"""What programmes have to offer somebody who lacks something: to be introduced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.people.models import Account, Member
from mooring.programmes import access
from mooring.programmes.models import Enrolment, Programme
from mooring.suggestions.steps import Finder, Step, Wanted, register

FIRST, AFTER_ONES_OWN = 20, 35


@dataclass(frozen=True)
class Help:
    """For what a kind of programme is good: whatever kind of support is meant, gaps that are about no kind, and the way it stands for.

    A kind for mentoring goes the way of asking for a mentor, and so takes the place of the circle's own step.
    """

    supports: frozenset[str]
    gaps: frozenset[str]
    way: str = ""


HELPS: dict[str, Help] = {Programme.Kind.COFFEE: Help(frozenset({"advice", "encouragement", "belonging"}), frozenset({"one team"}))}


def open_for(_account: Account, memberships: Sequence[Member]) -> Finder:
    """The programmes an account could join now, in any of its organisations; looked up once something is missing that they help with."""

    @cache
    def open_ones() -> list[tuple[str, Programme]]:
        return [(member.organisation.slug, programme) for member in memberships for programme in _to_join(member)]

    def find(wanted: Wanted) -> Iterator[Step]:
        if any(wanted.support in one.supports or wanted.gap in one.gaps for one in HELPS.values()):
            for slug, programme in open_ones():
                helps = HELPS.get(programme.kind)
                if helps is not None and (wanted.support in helps.supports or wanted.gap in helps.gaps):
                    yield _join(slug, programme, FIRST if wanted.gap in helps.gaps else AFTER_ONES_OWN, helps.way)

    return find


def _to_join(member: Member) -> list[Programme]:
    taken = Enrolment.objects.filter(member=member, state__in=[Enrolment.State.IN, Enrolment.State.PAUSED]).values("programme")
    return list(access.open_to(member).filter(state=Programme.State.RUNNING).exclude(pk__in=taken).order_by("pk"))


def _join(slug: str, programme: Programme, rank: int, way: str) -> Step:
    weeks = programme.cadence_weeks
    why = ngettext(
        "It introduces you to a colleague every week, in the hours of both.",
        "It introduces you to a colleague every %(weeks)s weeks, in the hours of both.",
        weeks,
    ) % {"weeks": weeks}
    words = _("Look at “%(programme)s”") % {"programme": programme.name}
    return Step(f"programme:{programme.public_id}", rank, words, why, reverse("programme", args=[slug, programme.public_id]), way)


register("programmes", open_for)
