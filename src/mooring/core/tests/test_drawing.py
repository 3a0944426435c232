"""Pictures say what the numbers say."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.core import round_map
from mooring.core.drawing import Band, bands, bound_bar
from mooring.core.round_map import Point, RoundMap


def _draw(sizes: list[int], size: int = 2, left_out: int = 0, names: list[str] | None = None) -> RoundMap:
    people = [
        Point(f"{team}.{n}", f"P {team}.{n}", names[team] if names else f"Team {team}")
        for team, count in enumerate(sizes)
        for n in range(count)
    ]
    keys = [person.key for person in people][left_out:]
    keys.sort(key=lambda key: key.split(".")[::-1])
    return round_map.draw(people, [keys[at : at + size] for at in range(0, len(keys), size)], others="Others")


def _boxes(drawn: RoundMap) -> list[tuple[float, float, float, float]]:
    found = []
    for arc in drawn.teams:
        for line, y in arc.lines:
            width = len(line) * 9.6
            left = arc.x if arc.anchor == "start" else arc.x - width
            found.append((left, y - 10, left + width, y + 10))
    return found


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40), st.integers(2, 6))
def test_labels_never_lie_on_one_another(sizes: list[int], size: int) -> None:
    drawn = _draw(sizes, size, names=[f"{'A long name of' if n % 3 else ''} team {n}" for n in range(len(sizes))])
    for (a, b, c, d), (e, f, g, h) in itertools.combinations(_boxes(drawn), 2):
        assert a >= g or e >= c or b >= h or f >= d
    left, top, width, height = map(float, drawn.view_box.split())
    assert all(
        box[0] >= left - 1 and box[1] >= top - 1 and box[2] <= left + width + 1 and box[3] <= top + height + 1 for box in _boxes(drawn)
    )


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(2, 6), st.integers(0, 5))
def test_every_person_and_match_is_in_the_picture(sizes: list[int], size: int, left_out: int) -> None:
    drawn = _draw(sizes, size, left_out)
    assert drawn.people == sum(sizes) == sum(team.people for team in drawn.teams)
    assert drawn.across + drawn.within == drawn.matches
    assert drawn.unplaced == sum(team.unplaced for team in drawn.teams)
    if not drawn.by_team:
        assert len(drawn.dots) == drawn.people
        assert len(drawn.curves) == drawn.matches
        assert sum(not dot.placed for dot in drawn.dots) == drawn.unplaced


def test_a_trio_is_filled_and_the_unplaced_are_hollow() -> None:
    drawn = round_map.draw(
        [Point(key, key, team) for key, team in zip("abcdef", "xxyyzz", strict=True)], [["a", "c", "e"], ["b", "d"]], others=""
    )
    assert [curve.kind for curve in drawn.curves] == ["trio", "cross"]
    assert [dot.name for dot in drawn.dots if not dot.placed] == ["f"]


def test_groups_meet_in_points_of_their_own() -> None:
    drawn = _draw([8, 8, 8], size=4)
    assert {curve.kind for curve in drawn.curves} <= {"group", "group-same"}
    assert len(set(drawn.hubs)) == len(drawn.curves) == 6


def test_past_a_hundred_and_twenty_people_teams_stand_for_them() -> None:
    drawn = _draw([30, 30, 30, 32], left_out=2)
    assert drawn.by_team
    assert {curve.kind for curve in drawn.curves} <= {"ribbon", "loop"}
    assert len(drawn.curves) <= 10
    assert [dot.placed for dot in drawn.dots] == [False]


def test_the_smallest_of_very_many_teams_share_a_place() -> None:
    drawn = _draw([3] * 10 + [1] * 60)
    assert len(drawn.teams) == round_map.TEAMS
    assert sum(team.people for team in drawn.teams) == 90


def test_an_empty_round_and_a_single_person_are_drawn() -> None:
    assert round_map.draw([], []).dots == ()
    alone = round_map.draw([Point("a", "A", "")], [], no_team="No team")
    assert (alone.unplaced, alone.teams[0].name) == (1, "No team")


def test_the_same_round_is_the_same_picture() -> None:
    assert _draw([9, 4, 7]) == _draw([9, 4, 7])


def test_people_stand_on_the_circle() -> None:
    assert {round(math.hypot(dot.x, dot.y)) for dot in _draw([9, 4, 7]).dots} == {216}


@pytest.mark.parametrize(
    ("stretches", "drawn"),
    [
        ([(36, 50)], [Band("work", 36, 14)]),
        ([(54, 70), (36, 50)], [Band("work", 36, 14), Band("work", 54, 16)]),
        ([(88, 120)], [Band("work", 0, 24), Band("work", 88, 8)]),
        ([(-8, 24)], [Band("work", 0, 24), Band("work", 88, 8)]),
        ([(0, 96)], [Band("work", 0, 96)]),
        ([(10, 200)], [Band("work", 0, 96)]),
        ([(40, 40)], []),
    ],
)
def test_hours_become_bands_of_one_day(stretches: list[tuple[int, int]], drawn: list[Band]) -> None:
    assert bands("work", stretches) == drawn


def test_the_bound_stands_at_the_end_and_nothing_beyond_it() -> None:
    bar = bound_bar(1207.4, 1211.9, 1166.0)
    assert bar.before is not None
    assert 12 < bar.before < bar.score < bar.best
    assert not bar.proven
    assert bar.begins == 90
    assert bound_bar(50, 100).begins < 50
    assert bound_bar(640_000, 640_000).proven
    assert bound_bar(0, 0).proven
    assert bound_bar(90, 100, 120).before == bar.best


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.one_of(st.none(), st.floats(0, 1e6)))
def test_the_bar_keeps_to_its_line(score: float, more: float, before: float | None) -> None:
    bar = bound_bar(score, score + more, before)
    assert 12 <= bar.score <= bar.best
    assert bar.before is None or 12 <= bar.before <= bar.best
