"""Whole rotations: known schedules at once, ceilings that hold, honest words where repeats cannot be avoided."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, combinations_with_replacement, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from mooring.engine import Budget
from mooring.engine.rotation import (
    Ceiling,
    Rotation,
    RotationError,
    ceiling,
    fewest_repeats,
    fewest_rounds,
    meet_everybody,
    plan_rotation,
    shape,
    verify_rotation,
)

KNOWN = Path(__file__).parent / "group-meetings"
ROWS = csv.DictReader((KNOWN / "min-rounds.csv").read_text().splitlines())
TABLE = [(int(row["people"]), int(row["table_size"]), int(row["min_rounds_known"])) for row in ROWS]
NOT_REACHED = {(12, 3): 7}
"""Where a schedule of one round less is known than is found here."""


# refused


@pytest.mark.parametrize(
    ("people", "size", "rounds", "seed", "sentence"),
    [
        (1, 2, 3, 0, "people: a rotation is for 2 to 1000000 people, not 1."),
        (2_000_000, 2, 3, 0, "people: a rotation is for 2 to 1000000 people, not 2000000."),
        (8, 1, 3, 0, "size: a group has 2 people or more, not 1."),
        (3, 4, 3, 0, "size: 3 people cannot make a group of 4."),
        (8, 4, 0, 0, "rounds: 1 to 10000, not 0."),
        (8, 4, 3, -1, "seed: 0 or more, not -1."),
    ],
)
def test_numbers_that_make_no_groups_are_refused_in_a_sentence(people: int, size: int, rounds: int, seed: int, sentence: str) -> None:
    with pytest.raises(RotationError) as refused:
        plan_rotation(people, size, rounds, seed=seed)
    assert str(refused.value) == sentence


def test_meeting_everybody_needs_groups_of_two_at_least() -> None:
    with pytest.raises(RotationError, match="most: a group has 2 people or more, not 1."):
        meet_everybody(8, 1)


# sizes


@pytest.mark.parametrize(
    ("people", "size", "larger", "sizes"),
    [
        (12, 4, False, (4, 4, 4)),
        (13, 4, False, (4, 3, 3, 3)),
        (13, 4, True, (5, 4, 4)),
        (9, 2, False, (3, 2, 2, 2)),
        (3, 2, False, (3,)),
        (5, 4, False, (5,)),
        (5, 3, False, (3, 2)),
        (7, 5, False, (4, 3)),
        (4, 3, False, (2, 2)),
    ],
)
def test_sizes_lie_as_near_the_wanted_one_as_they_sum(people: int, size: int, larger: bool, sizes: tuple[int, ...]) -> None:
    assert shape(people, size, larger=larger).sizes == sizes


# schedules known from arithmetic


@pytest.mark.parametrize(
    ("groups", "size", "rounds", "way"),
    [
        (4, 2, 7, "circle"),
        (50, 2, 99, "circle"),
        (3, 3, 4, "lines"),
        (4, 3, 4, "lines"),
        (5, 3, 7, "kirkman"),
        (6, 3, 8, "turning"),
        (7, 3, 10, "kirkman"),
        (8, 3, 11, "turning"),
        (9, 3, 13, "lines"),
        (10, 3, 14, "turning"),
        (13, 3, 19, "kirkman"),
        (15, 3, 22, "lines"),
        (17, 3, 25, "kirkman"),
        (19, 3, 28, "kirkman"),
        (25, 3, 37, "kirkman"),
        (4, 4, 5, "lines"),
        (6, 4, 7, "turning"),
        (7, 4, 9, "bose"),
        (8, 4, 9, "lines"),
        (9, 4, 11, "turning"),
        (10, 4, 13, "bose"),
        (13, 4, 17, "bose"),
        (16, 4, 21, "lines"),
        (64, 4, 85, "lines"),
        (5, 5, 6, "lines"),
        (6, 5, 6, "turning"),
        (25, 5, 31, "lines"),
        (101, 5, 101, "lines"),
        (6, 6, 3, "steps"),
        (7, 7, 8, "lines"),
        (8, 8, 9, "lines"),
        (9, 9, 10, "lines"),
        (16, 16, 17, "lines"),
    ],
)
def test_a_schedule_known_from_arithmetic_needs_no_search(groups: int, size: int, rounds: int, way: str) -> None:
    plan = plan_rotation(groups * size, size, rounds, budget=Budget(0))
    assert verify_rotation(plan) == []
    assert (plan.way, plan.clean, plan.repeats, plan.status, plan.work) == (way, rounds, 0, "exact", 0)


def test_rounds_of_twenty_thousand_are_written_down() -> None:
    plan = plan_rotation(20_000, 5, 3, budget=Budget(0))
    assert (plan.clean, plan.repeats, plan.work) == (3, 0, 0)
    assert verify_rotation(plan) == []


@pytest.mark.parametrize(
    ("people", "size", "rounds"), [(23, 3, 11), (31, 4, 9), (30, 4, 9), (35, 4, 11), (33, 4, 11), (9, 2, 6), (11, 2, 7)]
)
def test_people_who_do_not_divide_cost_no_repeat_where_that_is_known(people: int, size: int, rounds: int) -> None:
    plan = plan_rotation(people, size, rounds)
    assert verify_rotation(plan) == []
    assert (plan.clean, plan.repeats, plan.status) == (rounds, 0, "exact")


# any numbers


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 40), st.integers(2, 7), st.integers(1, 14), st.integers(0, 99), st.booleans())
def test_any_rotation_is_what_it_says(people: int, size: int, rounds: int, seed: int, larger: bool) -> None:
    if size > people:
        return
    plan = plan_rotation(people, size, rounds, larger=larger, seed=seed, budget=Budget(300))
    assert verify_rotation(plan) == []
    assert len(plan.rounds) == rounds
    assert plan == plan_rotation(people, size, rounds, larger=larger, seed=seed, budget=Budget(300))


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 60), st.integers(2, 9))
def test_everybody_meets_everybody(people: int, most: int) -> None:
    plan = meet_everybody(people, most, budget=Budget(100))
    assert verify_rotation(plan) == []
    assert plan.unmet == 0
    assert plan.needed <= len(plan.rounds)


# proven ceilings


@pytest.mark.parametrize(
    ("people", "size", "rounds", "reason"),
    [
        (5, 5, 1, "one_group"),
        (12, 5, 1, "too_few_groups"),
        (32, 4, 10, "counting"),
        (12, 3, 4, "threes_of_12"),
        (36, 6, 3, "officers_36"),
        (100, 10, 8, "plane_100"),
        (196, 14, 12, "bruck_ryser"),
        (25, 5, 6, "counting"),
    ],
)
def test_a_ceiling_comes_with_its_reason(people: int, size: int, rounds: int, reason: str) -> None:
    found = ceiling(shape(people, size))
    assert (found.rounds, found.reason) == (rounds, reason)
    assert found.sentence.endswith(".")


@pytest.mark.parametrize(
    ("people", "size", "larger"), [(6, 2, False), (7, 2, False), (6, 3, False), (7, 3, False), (8, 3, False), (8, 4, True)]
)
def test_no_schedule_at_all_breaks_a_ceiling_or_a_count_of_repeats(people: int, size: int, larger: bool) -> None:
    made = shape(people, size, larger=larger)
    every = list(_rounds(tuple(range(people)), Counter(made.sizes)))
    assert _most_clean(every[:1], every) <= ceiling(made).rounds
    for rounds in (2, 3):
        fewest = min(_repeats((every[0], *more)) for more in combinations_with_replacement(every, rounds - 1))
        assert fewest >= fewest_repeats(made, rounds)


def _rounds(people: tuple[int, ...], sizes: Counter[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to deal people into groups of these sizes."""
    if not people:
        yield ()
    for size in sorted(size for size, times in sizes.items() if times):
        for others in combinations(people[1:], size - 1 if people else 0):
            rest = tuple(one for one in people[1:] if one not in others)
            for more in _rounds(rest, sizes - Counter([size])):
                yield ((people[0], *others), *more)


def test_twelve_people_in_threes_have_no_fifth_round() -> None:
    """By a constraint solver: the first round is given, the others come in the order of the first person's groups."""
    groups = [group for group in combinations(range(12), 3) if len({person // 3 for person in group}) == 3]
    assert _exists(groups, 3)
    assert not _exists(groups, 4)


def _exists(groups: list[tuple[int, ...]], rounds: int) -> bool:
    model = cp_model.CpModel()
    made = {(number, group): model.new_bool_var("") for number in range(rounds) for group in groups}
    for number in range(rounds):
        for person in range(12):
            model.add_exactly_one(made[number, group] for group in groups if person in group)
    for pair in combinations(range(12), 2):
        model.add_at_most_one(chosen for (_, group), chosen in made.items() if set(pair) <= set(group))
    places = [sum(at * made[number, group] for at, group in enumerate(groups) if group[0] == 0) for number in range(rounds)]
    for one, other in pairwise(places):
        model.add(one < other)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return bool(status == cp_model.OPTIMAL)


def _most_clean(chosen: list[tuple[tuple[int, ...], ...]], every: list[tuple[tuple[int, ...], ...]]) -> int:
    fitting = [one for one in every if not _repeats((chosen[-1], one))]
    return max((_most_clean([*chosen, one], fitting[at + 1 :]) for at, one in enumerate(fitting)), default=len(chosen))


# more rounds than there are without a repeat


def test_more_rounds_than_the_ceiling_repeat_as_little_as_can_be() -> None:
    plan = plan_rotation(16, 4, 7)
    assert verify_rotation(plan) == []
    assert (plan.clean, plan.ceiling.rounds, plan.repeats, plan.at_least, plan.status) == (5, 5, 48, 48, "exact")


def test_repeats_are_spread_over_many_pairs() -> None:
    plan = plan_rotation(12, 3, 14, budget=Budget(5_000))
    assert verify_rotation(plan) == []
    times = Counter(pair for one in plan.rounds for group in one for pair in combinations(group, 2))
    assert max(times.values()) <= 4


def test_what_is_not_known_to_exist_is_not_called_exact() -> None:
    plan = plan_rotation(32, 4, 10, budget=Budget(8_000))
    assert verify_rotation(plan) == []
    assert plan.status == "stopped"
    assert plan.clean >= 9
    assert (plan.at_least, plan.ceiling) == (0, Ceiling(10, "counting"))
    assert plan.repeats <= 20


def test_as_many_rounds_as_there_are_without_asking() -> None:
    assert len(plan_rotation(24, 4).rounds) == 7
    bounded = plan_rotation(35, 5, budget=Budget(2_000))
    assert (len(bounded.rounds), bounded.status) == (7, "stopped")


# everybody meets everybody


@pytest.mark.parametrize(("people", "most", "rounds"), TABLE)
def test_no_schedule_known_is_shorter_than_what_is_proven_needed(people: int, most: int, rounds: int) -> None:
    assert fewest_rounds(people, most) <= rounds


def test_what_is_proven_needed_is_nearly_always_what_is_known() -> None:
    loose = {(people, most) for people, most, rounds in TABLE if fewest_rounds(people, most) < rounds}
    assert loose == {(6, 3), (10, 5), (14, 7), (18, 5)}


@pytest.mark.parametrize(("people", "most", "rounds"), [row for row in TABLE if row[0] > 1])
def test_everybody_meets_in_as_few_rounds_as_are_known(people: int, most: int, rounds: int) -> None:
    plan = meet_everybody(people, most, budget=Budget(4_000))
    assert verify_rotation(plan) == []
    assert plan.unmet == 0
    assert len(plan.rounds) == NOT_REACHED.get((people, most), rounds)
    assert (plan.status == "exact") is (plan.needed == len(plan.rounds))


@pytest.mark.parametrize(("name", "size", "repeats"), [("schedule-15-people-tables-of-3", 3, 0), ("schedule-20-people-tables-of-4", 4, 20)])
def test_a_schedule_of_others_is_accepted(name: str, size: int, repeats: int) -> None:
    lines = (KNOWN / f"{name}.txt").read_text().split("\n")
    letters = sorted(set("".join(lines)) - {" "})
    rounds = tuple(tuple(tuple(sorted(letters.index(one) for one in word)) for word in line.split()) for line in lines if line)
    ours = meet_everybody(len(letters), size, budget=Budget(500))
    clean = next((at for at in range(len(rounds) + 1) if _repeats(rounds[: at + 1])), len(rounds))
    told = replace(ours, rounds=rounds, repeats=repeats, clean=clean, unmet=0)
    assert verify_rotation(told) == []
    assert ours.repeats == repeats


def _repeats(rounds: tuple[tuple[tuple[int, ...], ...], ...]) -> int:
    times = Counter(pair for one in rounds for group in one for pair in combinations(group, 2))
    return sum(times.values()) - len(times)


def test_fewer_rounds_than_are_needed_leave_few_unmet() -> None:
    plan = meet_everybody(16, 4, 4, budget=Budget(500))
    assert verify_rotation(plan) == []
    assert (len(plan.rounds), plan.unmet, plan.status) == (4, 24, "stopped")


# stopping, seeds, progress


def test_a_plan_can_be_stopped_and_still_holds() -> None:
    asked = []
    plan = plan_rotation(40, 5, 9, cancelled=lambda: len(asked) > 50 or bool(asked.append(0)))
    assert verify_rotation(plan) == []
    assert (plan.status, len(plan.rounds)) == ("stopped", 9)


def test_progress_names_the_steps() -> None:
    steps: list[str] = []
    plan_rotation(21, 5, 6, budget=Budget(50), progress=lambda step, _: steps.append(step))
    assert steps[0] == "constructing"
    assert "searching" in steps


# spoilt schedules


def _swapped(plan: Rotation) -> Rotation:
    first, second, *rest = plan.rounds[0]
    return replace(plan, rounds=(((second[0], *first[1:]), (first[0], *second[1:]), *rest), *plan.rounds[1:]))


SPOILT = {
    "two people exchanged": _swapped,
    "somebody twice": lambda plan: replace(plan, rounds=(((0, 0, 1, 2), *plan.rounds[0][1:]), *plan.rounds[1:])),
    "somebody missing": lambda plan: replace(plan, rounds=((plan.rounds[0][0][1:], *plan.rounds[0][1:]), *plan.rounds[1:])),
    "somebody unknown": lambda plan: replace(plan, people=plan.people - 1),
    "a round missing": lambda plan: replace(plan, rounds=plan.rounds[1:]),
    "a round twice": lambda plan: replace(plan, rounds=(*plan.rounds[:-1], plan.rounds[0])),
    "uneven groups": lambda plan: replace(
        plan, rounds=((plan.rounds[0][0] + plan.rounds[0][1][:1], plan.rounds[0][1][1:], *plan.rounds[0][2:]), *plan.rounds[1:])
    ),
    "fewer repeats told": lambda plan: replace(plan, repeats=plan.repeats + 1),
    "more clean rounds told": lambda plan: replace(plan, clean=plan.clean + 1),
    "fewer clean rounds told": lambda plan: replace(plan, clean=plan.clean - 1),
    "a bound too high": lambda plan: replace(plan, at_least=plan.repeats + 1),
    "unmet pairs not told": lambda plan: replace(plan, unmet=plan.unmet - 1),
    "a ceiling too low": lambda plan: replace(plan, ceiling=Ceiling(plan.clean - 1, "counting")),
    "a ceiling too high": lambda plan: replace(plan, ceiling=Ceiling(plan.ceiling.rounds + 1, "counting")),
    "a ceiling with another reason": lambda plan: replace(plan, ceiling=Ceiling(4, "threes_of_12")),
    "a ceiling of squares": lambda plan: replace(plan, ceiling=Ceiling(9, "bruck_ryser")),
    "a status too good": lambda plan: replace(plan, status="bounded"),
    "rounds not asked for": lambda plan: replace(plan, asked=4),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_rotation_is_found_out(how: str) -> None:
    plan = plan_rotation(32, 4, 9)
    assert verify_rotation(plan) == []
    assert verify_rotation(SPOILT[how](plan))


def test_a_spoilt_meeting_of_everybody_is_found_out() -> None:
    plan = meet_everybody(9, 3, budget=Budget(500))
    assert verify_rotation(plan) == []
    assert verify_rotation(replace(plan, needed=5))
    assert verify_rotation(replace(plan, size=2))
    assert verify_rotation(replace(plan, rounds=plan.rounds[1:]))
