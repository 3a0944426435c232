"""What the matcher needs to know of each person, as arrays: team, reporting line, topics, hours on the actual dates, room."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mooring.boundaries import load
from mooring.boundaries.times import SLOT, availability
from mooring.core.text import fold
from mooring.core.time import now, today
from mooring.people.models import Member, MemberLanguage, MemberTopic
from mooring.programmes import policies
from mooring.programmes.dates import matching_days
from mooring.programmes.models import Match, MeetWish, Round, Seat, Stated

NEW_DAYS: Final = 183
"""How long somebody counts as new."""

UNLIMITED: Final = 10**6
"""Room of whoever sets no cap to their weeks."""


class Nodes:
    """Numbers for people: those in the round first, everybody else as they come."""

    def __init__(self, places: Mapping[int, int]) -> None:
        self._known = dict(places)

    def of(self, key: int) -> int:
        """The number of a member's key."""
        return self._known.setdefault(key, len(self._known))


def traits(round: Round, people: Sequence[Member], nodes: Nodes) -> tuple[dict[str, Any], list[str]]:
    """The people of a round as the engine's arrays, and the public ids of the topics that are their columns."""
    languages, topics, wanted = _languages(people), defaultdict(set), _topics(people)
    for key, kind, topic in wanted:
        topics[kind].add((key, topic))
    columns = sorted({topic for _key, _kind, topic in wanted})
    at = {one.pk: place for place, one in enumerate(people)}

    def matrix(pairs: Iterable[tuple[int, str]], names: Sequence[str]) -> NDArray[np.bool_]:
        column = {name: place for place, name in enumerate(names)}
        made = np.zeros((len(people), len(names)), dtype=np.bool_)
        for key, name in pairs:
            made[at[key], column[name]] = True
        return made

    free, edge = _hours(round, people)
    since = round.starts_on - dt.timedelta(days=NEW_DAYS)
    codes = sorted({code for _key, code in languages})
    known = {
        "team": _numbered([one.team_id for one in people]),
        "site": _numbered([one.site_id for one in people]),
        "lines": _lines(round, people, nodes),
        "languages": matrix(languages, codes),
        "interests": matrix(topics[MemberTopic.Kind.INTEREST], columns),
        "helps": matrix(topics[MemberTopic.Kind.HELP], columns),
        "wants": matrix(topics[MemberTopic.Kind.LEARN], columns),
        "free": free,
        "edge": edge,
        "new": [one.started_on is not None and one.started_on >= since for one in people],
        "remote": [one.site_id is None for one in people],
        **_stated(round, people),
    }
    return known, columns


def _numbered(ids: Sequence[Hashable | None]) -> list[int]:
    known: dict[Hashable, int] = {}
    return [-1 if one is None else known.setdefault(one, len(known)) for one in ids]


def _languages(people: Sequence[Member]) -> list[tuple[int, str]]:
    return list(MemberLanguage.objects.filter(member__in=people).order_by().values_list("member_id", "code"))


def _topics(people: Sequence[Member]) -> list[tuple[int, str, str]]:
    return list(MemberTopic.objects.filter(member__in=people).values_list("member_id", "kind", "topic__public_id"))


def _lines(round: Round, people: Sequence[Member], nodes: Nodes) -> list[tuple[int, ...]]:
    """Reporting lines upwards; a cycle in the records ends where it closes."""
    managers = dict(Member.objects.filter(organisation=round.organisation_id).values_list("pk", "manager_id"))
    made = []
    for one in people:
        line: list[int] = []
        above = managers.get(one.pk)
        while above is not None and above != one.pk and above not in line:
            line.append(above)
            above = managers.get(above)
        made.append(tuple(nodes.of(key) for key in line))
    return made


def _hours(round: Round, people: Sequence[Member]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Free quarters on the dates of the first chat; what has passed already is nobody's."""
    zone = round.organisation.timezone
    last = round.starts_on + dt.timedelta(days=matching_days(round.starts_on, round.ends_on) - 1)
    first = min(max(round.starts_on, today(zone)), last)
    found = availability(people, first, (last - first).days + 1, zone)
    free = found.slots.copy()
    free[:, : max(0, -((found.begins - now()) // SLOT))] = False
    return free, found.edge & free


def _stated(round: Round, people: Sequence[Member]) -> dict[str, Any]:
    """What people said of themselves for this programme, where the round's policy asks for it; unknown for whoever did not."""
    said: dict[str, dict[int, int | str]] = defaultdict(dict)
    rows = Stated.objects.filter(enrolment__programme=round.programme_id, enrolment__member__in=people)
    for about, key, number, text in rows.values_list("about", "enrolment__member_id", "number", "words"):
        said[about][key] = fold(text) if number is None else number
    made: dict[str, Any] = {"attributes": {}, "numbers": {}}
    for one in policies.questions_of(round.policy):
        family, _colon, part = one.about.partition(":")
        answers = [said[one.about].get(member.pk) for member in people]
        if family == "attribute":
            made["attributes"][part] = _numbered(answers)
        elif family == "number":
            made["numbers"][part] = [-1 if answer is None else answer for answer in answers]
        elif family == "seniority":
            made["seniority"] = [-1 if answer is None else answer for answer in answers]
    return made


def wishes(round: Round, people: Sequence[Member]) -> tuple[tuple[int, int, int], ...]:
    """Whom people would like to meet, by their numbers in the round, each with its strength."""
    places = {one.pk: place for place, one in enumerate(people)}
    by_account = {one.account_id: places[one.pk] for one in people}
    rows = MeetWish.objects.filter(programme=round.programme_id, other__in=people, owner__members__in=people)
    known = {
        (by_account[owner], places[other]): strength for owner, other, strength in rows.values_list("owner_id", "other_id", "strength")
    }
    return tuple(sorted((who, whom, strength) for (who, whom), strength in known.items()))


def room(round: Round, people: Sequence[Member]) -> list[int]:
    """How many more matches each has room for beside those of other rounds that still run when this one starts."""
    wanted = dict(round.programme.enrolments.filter(member__in=people).values_list("member_id", "capacity"))
    running: dict[int, int] = defaultdict(int)
    seats = Seat.objects.filter(
        member__in=people,
        state=Seat.State.IN,
        match__state=Match.State.PUBLISHED,
        match__round__programme=round.programme_id,
        match__round__ends_on__gte=round.starts_on,
    ).exclude(match__round=round)
    for key in seats.values_list("member_id", flat=True):
        running[key] += 1
    free = _room_in_their_weeks(round, people)
    return [min(max(0, wanted.get(one.pk, 1) - running[one.pk]), free.get(one.pk, UNLIMITED)) for one in people]


def _room_in_their_weeks(round: Round, people: Sequence[Member]) -> dict[int, int]:
    """What is left of the weeks of those who cap them, on the days of the first chat; what this round itself put there aside."""
    if not load.caps_of(people):
        return {}
    last = round.starts_on + dt.timedelta(days=matching_days(round.starts_on, round.ends_on) - 1)
    own = Match.objects.filter(round=round)
    besides = {f"match:{key}" for key in own.values_list("public_id", flat=True)}
    besides |= {f"meeting:{key}" for key in own.values_list("chats__meeting__public_id", flat=True)}
    return load.room_of(people, round.starts_on, last, round.organisation.timezone, besides)
