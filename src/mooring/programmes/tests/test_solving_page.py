"""While a round is being solved its page says what the solver is at, and about how far."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mooring.programmes.models import Round
from mooring.programmes.queries.review import SolverStep, solver_step
from mooring.programmes.tests.builders import make_programme, make_round


@pytest.mark.parametrize(
    ("told", "words", "percent"),
    [
        ("reading", "Looking at who could meet whom.", 3),
        ("island 1 of 7", "Finding the best introductions.", 10),
        ("island 5 of 7", "Finding the best introductions.", 50),
        ("prices 2", "Finding the best introductions.", 30),
        ("proving the bound", "Proving how good they are.", 80),
        ("explaining", "Finding words for each of them.", 90),
        ("humming", "", None),
        ("", "", None),
    ],
)
def test_a_step_has_words_and_moves_the_bar(told, words, percent):
    assert solver_step(told) == SolverStep(words, percent)


def test_the_page_shows_it_to_the_organiser_alone(db, cast, enter):
    round = make_round(make_programme(cast.organisation), state=Round.State.SOLVING, progress="island 5 of 7")
    address = reverse("round", args=[cast.organisation.slug, round.public_id])
    for role in (cast.owner, cast.manager, cast.admin):
        assert enter(role).get(address).status_code == 404
    # The page as it opens, and the part of it that it asks for again and again.
    for headers in ({}, {"HX-Request": "true"}):
        page = enter(cast.organiser).get(address, headers=headers).content.decode()
        assert "Finding the best introductions." in page
        assert re.search(r'<progress[^>]* value="50" max="100"', page)
    Round.objects.update(progress="")
    page = enter(cast.organiser).get(address).content.decode()
    assert re.search(r'<progress class="meter" aria-label', page)
