"""Lists held in two arrays, and rounds told in them, are what tuples would be."""

import numpy as np
import pytest

from mooring.engine import Budget, History, People, Problem, ProblemError, Round
from mooring.engine.facts import Facts
from mooring.engine.lists import Lists, pairs_within
from mooring.solver.wire import problem_from_json, problem_to_json


def test_they_read_as_tuples_do() -> None:
    lists = Lists([0, 2, 2, 5], [4, 1, 3, 0, 2])
    assert lists == ((4, 1), (), (3, 0, 2))
    assert (len(lists), lists[-1], lists[:2]) == (3, (3, 0, 2), ((4, 1), ()))
    assert hash(lists) == hash(((4, 1), (), (3, 0, 2)))
    assert lists == Lists([0, 2, 2, 5], [4, 1, 3, 0, 2])
    assert lists != Lists([0, 2, 3, 5], [4, 1, 3, 0, 2])
    with pytest.raises(IndexError):
        lists[3]


@pytest.mark.parametrize("begins", [[1, 2], [0, 1], [0, 2, 1, 2], []])
def test_begins_that_cannot_be_are_refused(begins: list[int]) -> None:
    with pytest.raises(ValueError, match="begins"):
        Lists(begins, [7, 8])


def test_every_pair_of_every_list() -> None:
    assert pairs_within(((5, 2), (1, 4, 3), ())).tolist() == [[5, 2], [1, 4], [1, 3], [4, 3]]


def _problems() -> list[Problem]:
    lines = ((), (0,), (1, 0), (9,))
    met = [((0, 3), (1, 2)), ((2, 0), (1, 12)), ()]
    return [
        Problem(People.of(4, lines=kind(lines), free=np.ones((4, 96), bool)), history=History(tuple(Round(kind(one)) for one in met)))
        for kind in (tuple, _as_lists)
    ]


def _as_lists(groups: tuple[tuple[int, ...], ...]) -> Lists:
    return Lists(np.cumsum([0, *map(len, groups)]), [one for group in groups for one in group])


def test_a_problem_told_in_lists_is_the_same_problem_and_travels() -> None:
    plain, lists = _problems()
    for problem in (lists, problem_from_json(problem_to_json(lists, Budget()))[0]):
        one, other = Facts(plain), Facts(problem)
        assert one.past.met == other.past.met
        assert (one.past.contacts != other.past.contacts).nnz == 0
        assert (one.allowed(one.every, one.every) == other.allowed(other.every, other.every)).all()


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (((0, 1), (1, 2)), "person 1 is in two groups of one round"),
        (((0, 1), (2, 2)), r"\(2, 2\) is not a group"),
        (((0,),), r"\(0,\) is not a group"),
    ],
)
def test_rounds_that_cannot_have_been_are_refused_alike(groups: tuple[tuple[int, ...], ...], words: str) -> None:
    for kind in (tuple, _as_lists):
        with pytest.raises(ProblemError, match=words):
            Round(kind(groups))
