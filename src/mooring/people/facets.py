"""The lists a directory is narrowed by: languages and topics of those who are here, and how many they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from mooring.core.text import fold
from mooring.core.time import now
from mooring.people import languages
from mooring.people.models import Census, Member, MemberLanguage, Organisation

MOST_TOPICS: Final = 100
LIVE: Final = 1_000
"""Of up to so many people all is counted for each look; of more, an hour's count will do."""
STALE: Final = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Facets:
    """How many people are here, the languages they speak (codes), and the topics most of them named (public id and label), by name."""

    size: int
    languages: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """The languages with their names, by name."""
        return sorted(((code, languages.name_of(code)) for code in self.languages), key=lambda pair: fold(pair[1]))


def facets_of(here: Organisation) -> Facets:
    """The lists of an organisation: as last counted where many people are in it, else as it is now."""
    census = Census.objects.filter(organisation=here).first()
    if census is None:
        return count(here)
    return Facets(census.size, tuple(census.languages), tuple((code, label) for code, label in census.topics))


def count(here: Organisation) -> Facets:
    """Count an organisation as it is now; for a hundred thousand people that takes a second."""
    size = Member.objects.here().filter(organisation=here).count()
    spoken = MemberLanguage.objects.filter(member__organisation=here, member__left_at=None).order_by().values_list("code", flat=True)
    used = here.topics.annotate(uses=Count("members", filter=Q(members__member__left_at=None))).filter(uses__gt=0)
    most = used.order_by("-uses", "folded").values_list("folded", "public_id", "label")[:MOST_TOPICS]
    return Facets(size, tuple(spoken.distinct()), tuple((code, label) for _folded, code, label in sorted(most)))


def is_large(here: Organisation) -> bool:
    """Whether so many people are here that they are counted now and then."""
    return Member.objects.here().filter(organisation=here).order_by()[: LIVE + 1].count() > LIVE


def is_stale(here: Organisation) -> bool:
    """Whether an organisation has not been counted for an hour."""
    return not Census.objects.filter(organisation=here, counted_at__gt=now() - STALE).exists()
