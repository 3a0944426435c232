"""Two a week, one a day, half of that once three were passed over; and the ledger says nothing of what it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mooring.suggestions import budget
from mooring.suggestions.models import Pushed
from mooring.testing import make_account

DAY = dt.date(2026, 11, 2)


def on(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


@pytest.mark.django_db
def test_one_a_day_and_two_a_week() -> None:
    account = make_account()
    came = [day for day in range(16) for _twice in range(2) if budget.push(account, "circle.touch", f"elsa{day}", on(day))]
    assert came[:4] == [0, 1, 7, 8]
    assert not budget.may_push(account, on(8))
    assert budget.may_push(make_account(), on(8))


@pytest.mark.django_db
def test_three_passed_over_halve_it_and_one_taken_up_gives_it_back() -> None:
    account = make_account()
    for number, day in enumerate((0, 1, 7)):
        assert budget.push(account, "circle.touch", f"thing{number}", on(day))
    assert budget.a_week_for(account, on(9)) == 2
    assert budget.a_week_for(account, on(10)) == 1
    budget.answered(account, "circle.touch", "thing2", Pushed.Answer.TAKEN)
    assert budget.a_week_for(account, on(10)) == 2


@pytest.mark.django_db
def test_the_same_is_known_again_and_only_by_its_owner() -> None:
    account, other = make_account(), make_account()
    budget.push(account, "circle.touch", "Elsa Lindqvist", DAY)
    assert budget.pushed_on(account, "circle.touch", "Elsa Lindqvist") == DAY
    assert budget.pushed_on(account, "circle.touch", "Åse") is None
    assert budget.pushed_on(other, "circle.touch", "Elsa Lindqvist") is None
    assert (budget.last_of(account, "circle.touch"), budget.last_of(account, "circle.wake")) == (DAY, None)
    assert budget.hashed(account, "x") != budget.hashed(other, "x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM suggestions_pushed")
        assert "Elsa" not in repr(cursor.fetchall())


class AnyWish(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(wishes=st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["", "taken", "not now"])), max_size=40))
    def test_however_often_it_is_wished_no_week_holds_more_than_two_and_no_day_more_than_one(self, wishes: list[tuple[int, str]]) -> None:
        account = make_account()
        for day, answer in sorted(wishes):
            if budget.push(account, "k", str(day), on(day)) and answer:
                budget.answered(account, "k", str(day), Pushed.Answer(answer))
        days = sorted((day - DAY).days for day in Pushed.objects.filter(account=account).values_list("on", flat=True))
        assert len(set(days)) == len(days)
        assert all(sum(begin <= day < begin + 7 for day in days) <= 2 for begin in range(-6, 41))
