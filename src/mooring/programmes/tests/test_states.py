"""Every pair of state and event: where it leads, or that it is refused."""

from __future__ import annotations

import itertools

import pytest

from mooring.programmes.errors import Refused
from mooring.programmes.models import Round
from mooring.programmes.states import Event, move
from mooring.programmes.tests.builders import make_programme, make_round
from mooring.testing import Cast

# One row a state; one column an event, in the order of EVENTS. A dash is a refusal.
EVENTS = ("solve", "solved", "fail", "stop", "publish", "take_back", "close", "cancel")
EXPECTED = """
asking     solving  -      -       -       -          -      -       cancelled
solving    -        draft  failed  failed  -          -      -       cancelled
draft      solving  -      -       -       published  -      -       cancelled
published  -        -      -       -       -          draft  closed  -
closed     -        -      -       -       -          -      -       -
cancelled  -        -      -       -       -          -      -       -
failed     solving  -      -       -       -          -      -       cancelled
"""
ROWS = {line.split()[0]: line.split()[1:] for line in EXPECTED.strip().splitlines()}
PAIRS = [(state, event, ROWS[state][at]) for state, (at, event) in itertools.product(ROWS, enumerate(EVENTS))]


def test_the_table_names_every_state_and_event() -> None:
    assert set(ROWS) == set(Round.State.values)
    assert set(EVENTS) == {event.value for event in Event}


@pytest.mark.parametrize(("state", "event", "leads_to"), PAIRS)
def test_each_pair_of_state_and_event(cast: Cast, state: str, event: str, leads_to: str) -> None:
    round = make_round(make_programme(cast.organisation), state=state)
    if leads_to == "-":
        with pytest.raises(Refused):
            move(round, Event(event))
    else:
        move(round, Event(event))
    round.refresh_from_db()
    assert round.state == (state if leads_to == "-" else leads_to)


def test_of_two_who_move_a_round_one_is_refused(cast: Cast) -> None:
    round = make_round(make_programme(cast.organisation), state="draft")
    slower = Round.objects.get(pk=round.pk)
    move(round, Event.PUBLISH)
    with pytest.raises(Refused):
        move(slower, Event.PUBLISH)


def test_a_solve_that_was_overtaken_cannot_end(cast: Cast) -> None:
    round = make_round(make_programme(cast.organisation), state="solving", solving=3)
    with pytest.raises(Refused):
        move(round, Event.SOLVED, during=2)
    move(round, Event.SOLVED, during=3)


def test_a_programme_has_one_round_in_the_making(cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    failed = make_round(programme, state="failed")
    make_round(programme, state="asking")
    with pytest.raises(Refused, match="Another round"):
        move(failed, Event.SOLVE)
