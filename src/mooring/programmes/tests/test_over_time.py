"""Rounds over time as small pictures."""

from __future__ import annotations

import datetime as dt

from mooring.programmes.queries import RoundRow
from mooring.programmes.views.over_time import HEIGHT, WIDTH, over_time


def row(number, *, met=None, state="closed", placed=1.0, repeats=0):
    day = dt.date(2026, 1, 5) + dt.timedelta(weeks=4 * number)
    return RoundRow(
        public_id=str(number),
        number=number,
        state=state,
        starts_on=day,
        ends_on=day,
        people=10,
        placed=10,
        placed_share=placed,
        met_share=met,
        repeats=repeats,
        cross_team_share=0.5,
    )


def test_one_round_makes_no_line():
    assert over_time([row(1)]) == []


def test_the_oldest_stands_first_and_the_newest_value_is_said():
    placed = over_time([row(2, placed=0.5), row(1, placed=1.0)])[0]
    assert placed.dots == ((0.0, 0.0), (WIDTH, HEIGHT / 2))
    assert placed.last == "50 %"
    assert placed.words == "placed; round 1: 100 %; round 2: 50 %"


def test_a_round_without_a_value_breaks_the_line_and_is_not_said():
    met = over_time([row(4, met=0.5), row(3, met=0.75), row(2), row(1, met=1.0)])[1]
    assert len(met.runs) == 1
    assert len(met.dots) == 3
    assert "round 2" not in met.words


def test_drafts_are_left_out():
    assert over_time([row(2, state="draft"), row(1)]) == []
