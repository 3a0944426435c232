"""Rows of people.csv and history.csv as a problem for the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mooring.cli.history import PastRound
from mooring.cli.people import Person, Sheet
from mooring.core.hours import Window
from mooring.engine import History, People, Policy, Problem, Round, from_ranges


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers in a problem stand for."""

    ids: tuple[str, ...]
    topics: tuple[str, ...]
    teams: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def make_problem(sheet: Sheet, past: Sequence[PastRound], policy: Policy, window: Window, seed: int) -> tuple[Problem, Names]:
    """Rows as arrays. People of the past or managers who are not in the file get numbers above the others."""
    people = sheet.people
    nodes = {person.id: at for at, person in enumerate(people)}
    topics = _numbers(one.casefold() for person in people for one in _topics(person))
    languages = _numbers(one.casefold() for person in people for one in person.languages)
    arrays = People.of(
        len(people),
        team=_codes([person.team for person in people]),
        site=_codes([person.site for person in people]),
        lines=_lines(people, nodes),
        languages=_flags([person.languages for person in people], languages),
        interests=_flags([person.topics for person in people], topics),
        helps=_flags([person.helps for person in people], topics),
        wants=_flags([person.wants for person in people], topics),
        free=from_ranges([window.free(one.hours, one.zone, one.leave) for one in people], window.slots),
        edge=from_ranges([window.edge(one.hours, one.zone, one.leave) for one in people], window.slots),
        slots=window.slots,
        new=[person.new for person in people],
        remote=[person.remote for person in people],
        capacity=[person.capacity for person in people],
        seniority=_whole([person.seniority for person in people]),
        attributes={name: _codes([person.attributes[name] for person in people]) for name in sheet.attributes},
        numbers={name: _whole([person.numbers[name] for person in people]) for name in sheet.numbers},
    )
    rounds = tuple(_round(one, nodes, policy) for one in past)
    wishes = tuple((nodes[who], nodes[whom], strength) for who, whom, strength in sheet.wishes)
    shown = {one.casefold(): one for person in reversed(people) for one in _topics(person)}
    teams, sites = (tuple(_numbers(words)) for words in ([one.team for one in people], [one.site for one in people]))
    names = Names(tuple(person.id for person in people), tuple(shown[key] for key in topics), teams, sites)
    scores = tuple((nodes[one], nodes[other], score) for one, other, score in sheet.stated)
    return Problem(arrays, policy, History(rounds), seed=seed, day=window.first, wishes=wishes, scores=scores), names


def _topics(person: Person) -> tuple[str, ...]:
    return (*person.topics, *person.helps, *person.wants)


def _lines(people: Sequence[Person], nodes: dict[str, int]) -> list[list[int]]:
    managers = {person.id: person.manager for person in people}
    return [_line(person.id, managers, nodes) for person in people]


def _line(person: str, managers: dict[str, str], nodes: dict[str, int]) -> list[int]:
    line = []
    node = managers.get(person, "")
    while node:
        line.append(nodes.setdefault(node, len(nodes)))
        node = managers.get(node, "")
    return line


def _round(one: PastRound, nodes: dict[str, int], policy: Policy) -> Round:
    groups = [tuple(nodes.setdefault(person, len(nodes)) for person in group) for group in one.groups.values()]
    trio = tuple(node for group in groups if policy.size == 2 and len(group) == 3 for node in group)
    return Round(
        met=tuple(group for group in groups if len(group) > 1),
        placed=tuple(node for group in groups for node in group),
        unplaced=tuple(nodes.setdefault(person, len(nodes)) for person in one.unplaced),
        trio=trio,
        bad_hour=tuple(nodes.setdefault(person, len(nodes)) for person in one.bad_hour),
        low_score=tuple(nodes.setdefault(person, len(nodes)) for person in one.low_score),
        day=one.day,
    )


def _numbers(words: Iterable[str]) -> dict[str, int]:
    return {word: at for at, word in enumerate(dict.fromkeys(word for word in words if word))}


def _codes(words: Sequence[str]) -> NDArray[np.int64]:
    numbers = _numbers(words)
    return _whole([numbers.get(word, -1) for word in words])


def _whole(numbers: Sequence[int]) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


def _flags(rows: Sequence[Sequence[str]], numbers: dict[str, int]) -> NDArray[np.bool_]:
    made = np.zeros((len(rows), len(numbers)), dtype=np.bool_)
    for at, row in enumerate(rows):
        for one in row:
            made[at, numbers[one.casefold()]] = True
    return made
