"""Finding people: by the beginnings of words, without case or accents, the same on every database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import Exists, OuterRef, Q, QuerySet

from mooring.core.text import words
from mooring.people.models import Member, MemberLanguage, MemberWord, Organisation, Site, Team, Topic

MOST_WORDS = 8
"""Of a longer question only the first words are looked at."""

FEW = 500
"""So many people by one word, language or topic are looked up by their keys."""

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
    asked: list[tuple[QuerySet[Any], Q | Exists]] = []
    for word in words(text)[:MOST_WORDS]:
        # Asked of one person at a time, the organisation would lead SQLite to the wrong index.
        begins = MemberWord.objects.filter(beginning(word))
        asked.append((begins.filter(organisation=organisation).values_list("member_id", flat=True), _of_each(begins)))
    for places in ({"team": team}, {"site": site}):
        if any(places.values()):
            asked.append((Member.objects.filter(organisation=organisation, **places).values_list("pk", flat=True), Q(**places)))
    if language:
        speaks = MemberLanguage.objects.filter(code=language)
        asked.append((speaks.filter(member__organisation=organisation).values_list("member_id", flat=True), _of_each(speaks)))
    if topic is not None:
        asked.append((topic.members.values_list("member_id", flat=True), _of_each(topic.members.all())))
    if not words(text) and text.strip():
        return Member.objects.none()
    return _among(organisation, asked)


def _of_each(rows: QuerySet[Any]) -> Exists:
    return Exists(rows.filter(member=OuterRef("pk")))


def _among(organisation: Organisation, asked: Sequence[tuple[QuerySet[Any], Q | Exists]]) -> QuerySet[Member]:
    """The members here of whom everything asked for holds: each time the keys of those in the organisation, and the condition on one.

    Where few have those keys they are named; where many, each person of a page is asked, in the order of the page.
    """
    found: QuerySet[Member] = Member.objects.here()
    named = False
    for keys, condition in asked:
        few = set(keys.order_by()[: FEW + 1])
        named = named or len(few) <= FEW
        found = found.filter(pk__in=few) if len(few) <= FEW else found.filter(condition)
    # Where people are named, the organisation too would have SQLite go through all of it in the order of the page.
    return found if named else found.filter(organisation=organisation)


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
