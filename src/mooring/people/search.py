"""Finding people: by the beginnings of words, without case or accents, the same on every database."""

from __future__ import annotations

from django.db import connections
from django.db.models import Q, QuerySet

from mooring.core.text import words
from mooring.people.models import Member, MemberWord, Organisation, Site, Team, Topic

MOST_WORDS = 8
"""Of a longer question only the first words are looked at."""

LAST = "\U0010ffff"


def search(
    organisation: Organisation,
    text: str = "",
    *,
    team: Team | None = None,
    site: Site | None = None,
    language: str = "",
    topic: Topic | None = None,
) -> QuerySet[Member]:
    """The members here of whom every word of the text begins a word of their name, title or call-me, narrowed by the filters."""
    found = Member.objects.here().filter(organisation=organisation)
    for word in words(text)[:MOST_WORDS]:
        begins = MemberWord.objects.filter(beginning(word), organisation=organisation)
        found = found.filter(pk__in=begins.values("member"))
    if team is not None:
        found = found.filter(team=team)
    if site is not None:
        found = found.filter(site=site)
    if language:
        found = found.filter(languages__code=language)
    if topic is not None:
        found = found.filter(pk__in=topic.members.values("member"))
    if words(text) == [] and text.strip():
        return found.none()
    return found


def holders(organisation: int, text: str) -> QuerySet[MemberWord, int]:
    """The keys of members of an organisation who go by every word of a text; nobody where it has no word."""
    found = MemberWord.objects.filter(organisation=organisation)
    for word in words(text)[:MOST_WORDS]:
        found = found.filter(member__in=MemberWord.objects.filter(beginning(word), organisation=organisation).values("member"))
    return (found if words(text) else found.none()).order_by().values_list("member_id", flat=True).distinct()


def beginning(word: str, using: str = "default") -> Q:
    """The condition that a stored word begins so, in the form the database's index serves."""
    if connections[using].vendor == "postgresql":
        return Q(word__startswith=word)
    return Q(word__gte=word, word__lt=word + LAST)
