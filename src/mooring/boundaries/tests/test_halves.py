"""Which mornings and afternoons people share, by the clock of whoever reads it."""

from __future__ import annotations

import datetime as dt

from mooring import testing
from mooring.boundaries import actions
from mooring.boundaries.halves import Halves, shared
from mooring.core.hours import Span

MONDAY = dt.date(2026, 11, 30)


def test_an_hour_makes_a_morning_or_an_afternoon(cast):
    one, other = cast.owner, testing.make_member(cast.organisation)
    actions.set_week(account=one.account, spans=[Span(0, 540, 1020), Span(1, 540, 720), Span(3, 660, 790)])
    actions.set_week(member=other, spans=[Span(0, 600, 1080), Span(1, 480, 570), Span(3, 600, 800)])
    assert shared([one, other], MONDAY, 7, "UTC") == Halves(mornings=(0, 3), afternoons=(0, 3))
    assert shared([one, other], MONDAY, 7, "Asia/Tokyo") == Halves(mornings=(1,), afternoons=(0, 3))
    actions.add_leave(account=one.account, first=MONDAY, last=MONDAY)
    assert shared([one, other], MONDAY, 7, "UTC") == Halves(mornings=(3,), afternoons=(3,))


def test_people_who_share_nothing_share_no_day(cast):
    one, other = cast.owner, testing.make_member(cast.organisation)
    actions.set_week(account=one.account, spans=[Span(0, 540, 720)])
    actions.set_week(member=other, spans=[Span(1, 540, 720)])
    assert shared([one, other], MONDAY, 7, "UTC") == Halves((), ())
