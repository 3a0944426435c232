"""The round as a picture: people on a circle by team, matches as curves; past a hundred or so, teams and the ties between them."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from mooring.core.arcs import ARC_AT, Spans, TeamArc, TeamCounts, arcs_of, frame, point_at, spans_of, turns

# Up to this many people are drawn one by one.
ONE_BY_ONE = 120
# So many teams get a place of their own; the smallest of more share one.
TEAMS = 24

_HUB_AT, _PEOPLE_AT = 84.0, 216.0

Ties = Mapping[tuple[str, str], int]
"""How many matches join each two teams, or lie inside one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A person of the round: a key, a name to show on hover, a team ("" for none)."""

    key: str
    name: str
    team: str


@dataclasses.dataclass(frozen=True, slots=True)
class Dot:
    """A drawn person."""

    x: float
    y: float
    placed: bool
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Curve:
    """A drawn match (or all matches between two teams). Kinds: cross, same, trio, group, group-same, ribbon, loop."""

    path: str
    kind: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class RoundMap:
    """Everything the picture and its table twin need. ``by_team`` where people are not drawn one by one."""

    view_box: str
    teams: tuple[TeamArc, ...]
    curves: tuple[Curve, ...]
    dots: tuple[Dot, ...]
    hubs: tuple[tuple[float, float], ...]
    by_team: bool
    people: int
    matches: int
    unplaced: int
    across: int
    within: int
    larger: int


def _plain(first: str, second: str, count: int) -> str:
    return f"{first}, {second}: {count}"


def draw(
    people: Sequence[Point],
    matches: Sequence[Sequence[str]],
    *,
    no_team: str = "",
    others: str = "",
    ribbon: Callable[[str, str, int], str] = _plain,
) -> RoundMap:
    """Lay out a round. ``matches`` are groups of keys; whoever is in none is drawn as not placed.

    A match is across teams when its people are of two teams or more. ``no_team`` and ``others`` are the words for people
    without a team and for the smallest teams together, ``ribbon`` words what lies between two teams. Keys unknown to ``people``
    are left out. The same input gives the same picture.
    """
    team_of = _teams(people, no_team, others)
    groups = [tuple(key for key in match if key in team_of) for match in matches]
    groups = [group for group in groups if len(group) > 1]
    placed = {key for group in groups for key in group}
    order = _in_order(people, team_of)
    counts = _counts(order, groups, team_of, placed)
    across, larger = sum(_is_across(group, team_of) for group in groups), [group for group in groups if len(group) > 2]
    if len(people) > ONE_BY_ONE:
        return draw_teams(counts, _ties(groups, team_of), matches=len(groups), across=across, larger=len(larger), ribbon=ribbon)
    spans = spans_of({team: len(members) for team, members in order.items()})
    places = _places(order, spans)
    names = {person.key: person.name for person in people}
    hubs = _hubs(larger, places) if len(larger) * 2 > len(groups) else {}
    arcs = arcs_of(counts, spans)
    return RoundMap(
        view_box=frame(arcs),
        teams=arcs,
        curves=_curves(groups, team_of, places, names, hubs),
        dots=tuple(Dot(*point_at(places[key], _PEOPLE_AT), key in placed, names[key]) for team in order for key in order[team]),
        hubs=tuple(point_at(angle, _HUB_AT) for angle in hubs.values()),
        by_team=False,
        people=len(people),
        matches=len(groups),
        unplaced=len(people) - len(placed),
        across=across,
        within=len(groups) - across,
        larger=len(larger),
    )


def draw_teams(
    teams: Mapping[str, TeamCounts], ties: Ties, *, matches: int, across: int, larger: int, ribbon: Callable[[str, str, int], str] = _plain
) -> RoundMap:
    """Lay out a round of many people from its counts alone: how many matches there are, across teams, and of three people or more."""
    sizes = {team: teams[team].people for team in turns({team: counts.people for team, counts in teams.items()})}
    spans = spans_of(sizes)
    arcs = arcs_of({team: teams[team] for team in sizes}, spans)
    return RoundMap(
        view_box=frame(arcs),
        teams=arcs,
        curves=_ribbons(ties, spans, ribbon),
        dots=tuple(_amber(arcs, spans)),
        hubs=(),
        by_team=True,
        people=sum(sizes.values()),
        matches=matches,
        unplaced=sum(counts.unplaced for counts in teams.values()),
        across=across,
        within=matches - across,
        larger=larger,
    )


# ------------------------------------------------------------------ who stands where


def _teams(people: Sequence[Point], no_team: str, others: str) -> dict[str, str]:
    sizes = collections.Counter(person.team or no_team for person in people)
    kept = {
        team for team, _size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[: TEAMS if len(sizes) <= TEAMS else TEAMS - 1]
    }
    return {person.key: team if (team := person.team or no_team) in kept else others for person in people}


def _in_order(people: Sequence[Point], team_of: dict[str, str]) -> dict[str, list[str]]:
    """The people of each team, teams in the order in which they stand on the circle."""
    members: dict[str, list[str]] = collections.defaultdict(list)
    for person in people:
        members[team_of[person.key]].append(person.key)
    return {team: members[team] for team in turns({team: len(some) for team, some in members.items()})}


def _places(order: dict[str, list[str]], spans: Spans) -> dict[str, float]:
    places = {}
    for team, members in order.items():
        begin, end = spans[team]
        for index, key in enumerate(members):
            places[key] = begin + (end - begin) * (index + 0.5) / len(members)
    return places


def _is_across(group: Iterable[str], team_of: dict[str, str]) -> bool:
    return len({team_of[key] for key in group}) > 1


def _counts(order: dict[str, list[str]], groups: list[tuple[str, ...]], team_of: dict[str, str], placed: set[str]) -> dict[str, TeamCounts]:
    across: collections.Counter[str] = collections.Counter()
    within: collections.Counter[str] = collections.Counter()
    for group in groups:
        teams = {team_of[key] for key in group}
        (across if len(teams) > 1 else within).update(teams)
    return {
        team: TeamCounts(len(members), sum(key not in placed for key in members), across[team], within[team])
        for team, members in order.items()
    }


# ------------------------------------------------------------------ people one by one


def _curves(
    groups: list[tuple[str, ...]],
    team_of: dict[str, str],
    places: dict[str, float],
    names: dict[str, str],
    hubs: dict[tuple[str, ...], float],
) -> tuple[Curve, ...]:
    drawn = []
    for index, group in enumerate(groups):
        words, angles = ", ".join(names[key] for key in group), [places[key] for key in group]
        if len(group) == 2:
            kind = "cross" if _is_across(group, team_of) else "same"
            drawn.append(Curve(_tie(angles[0], angles[1], index), kind, words))
        elif group not in hubs:
            drawn.append(Curve(_ring(angles), "trio", words))
        else:
            drawn.append(Curve(_star(angles, hubs[group]), "group" if _is_across(group, team_of) else "group-same", words))
    # Filled shapes lie under the lines.
    return tuple(sorted(drawn, key=lambda curve: curve.kind != "trio"))


def _hubs(groups: list[tuple[str, ...]], places: dict[str, float]) -> dict[tuple[str, ...], float]:
    """A meeting point for each group on an inner circle, each towards its own people, evenly apart so that none lie on one another."""

    def leaning(group: tuple[str, ...]) -> float:
        sines, cosines = (sum(turn(places[key]) for key in group) for turn in (math.sin, math.cos))
        return math.atan2(sines, cosines) % math.tau

    ranked = sorted(groups, key=leaning)
    if not ranked:
        return {}
    step = math.tau / len(ranked)
    start = sum(leaning(group) - index * step for index, group in enumerate(ranked)) / len(ranked)
    return {group: start + index * step for index, group in enumerate(ranked)}


def _star(angles: list[float], hub: float) -> str:
    """Lines from each of a group to its meeting point."""
    hx, hy = point_at(hub, _HUB_AT)
    path = ""
    for angle in angles:
        px, py = point_at(angle, _PEOPLE_AT)
        cx, cy = point_at(angle, _PEOPLE_AT * 0.62)
        path += f"M{px} {py}Q{cx} {cy} {hx} {hy}"
    return path


def _tie(first: float, second: float, index: int) -> str:
    """A curve between two people: bent towards the middle, those that would cross in one spot kept a little apart."""
    (ax, ay), (bx, by) = point_at(first, _PEOPLE_AT), point_at(second, _PEOPLE_AT)
    far = math.hypot(bx - ax, by - ay) / (2 * _PEOPLE_AT)
    pull = 0.42 * (1 - far) + 0.06
    spread = ((index * 7) % 11 - 5) * 9.0 * far
    mx, my = (ax + bx) / 2 * pull, (ay + by) / 2 * pull
    length = math.hypot(bx - ax, by - ay) or 1.0
    cx, cy = mx - (by - ay) / length * spread, my + (bx - ax) / length * spread
    return f"M{ax} {ay}Q{cx:.1f} {cy:.1f} {bx} {by}"


def _ring(angles: list[float]) -> str:
    """A filled shape through three people or more, its sides bent inwards."""
    corners = [point_at(angle, _PEOPLE_AT) for angle in sorted(angles)]
    path = f"M{corners[0][0]} {corners[0][1]}"
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        path += f"Q{(ax + bx) / 2 * 0.5:.1f} {(ay + by) / 2 * 0.5:.1f} {bx} {by}"
    return path + "Z"


# ------------------------------------------------------------------ teams and what lies between them


def _ties(groups: list[tuple[str, ...]], team_of: dict[str, str]) -> Ties:
    return collections.Counter((team_of[one], team_of[two]) for group in groups for one, two in itertools.combinations(group, 2))


def _ribbons(counted: Ties, spans: Spans, words: Callable[[str, str, int], str]) -> tuple[Curve, ...]:
    """One ribbon for each two teams, as wide at each end as its share of that team's ties; one loop for ties inside a team."""
    ties: collections.Counter[tuple[str, str]] = collections.Counter()
    order = {team: index for index, team in enumerate(spans)}
    for (one, two), count in counted.items():
        first, second = sorted((one, two), key=order.__getitem__)
        ties[first, second] += count
    total: collections.Counter[str] = collections.Counter()
    for (a, b), count in ties.items():
        total[a] += count
        total[b] += count
    ends: dict[tuple[str, str], tuple[float, float]] = {}
    for team, (begin, end) in spans.items():
        at = begin
        for other in _facing(team, ties, order):
            pair = (team, other) if order[team] <= order[other] else (other, team)
            width = (end - begin) * ties[pair] * (2 if team == other else 1) / total[team]
            ends[team, other] = (at, at + width)
            at += width
    drawn = []
    for (a, b), count in sorted(ties.items(), key=lambda item: -item[1]):
        if a == b:
            drawn.append(Curve(_loop(ends[a, a]), "loop", words(a, b, count)))
        else:
            drawn.append(Curve(_ribbon(ends[a, b], ends[b, a]), "ribbon", words(a, b, count)))
    return tuple(drawn)


def _facing(team: str, ties: collections.Counter[tuple[str, str]], order: dict[str, int]) -> list[str]:
    """The teams one is tied to, in the order that keeps its ribbons from crossing at its own end."""
    others = {b if a == team else a for a, b in ties if team in (a, b)}
    return sorted(others, key=lambda other: (order[team] - order[other]) % len(order) if other != team else len(order))


def _ribbon(one: tuple[float, float], two: tuple[float, float]) -> str:
    r = _PEOPLE_AT
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = point_at(one[0], r), point_at(one[1], r), point_at(two[0], r), point_at(two[1], r)
    return f"M{ax} {ay}A{r} {r} 0 0 1 {bx} {by}Q0 0 {cx} {cy}A{r} {r} 0 0 1 {dx} {dy}Q0 0 {ax} {ay}Z"


def _loop(span: tuple[float, float]) -> str:
    (ax, ay), (bx, by) = point_at(span[0], _PEOPLE_AT), point_at(span[1], _PEOPLE_AT)
    middle = point_at((span[0] + span[1]) / 2, _PEOPLE_AT * 0.62)
    return f"M{ax} {ay}Q{middle[0]} {middle[1]} {bx} {by}"


def _amber(arcs: Iterable[TeamArc], spans: Spans) -> Iterable[Dot]:
    """One hollow point for each team in which somebody is not placed."""
    return (Dot(*point_at(sum(spans[arc.name]) / 2, ARC_AT), placed=False, name=arc.name) for arc in arcs if arc.unplaced)
