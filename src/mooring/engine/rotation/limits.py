"""What no schedule can do better, and the reason: rounds without a repeat, repeats in so many rounds, rounds until all have met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import comb, isqrt
from typing import Final, Literal

from mooring.engine.rotation.shape import Shape

Reason = Literal["one_group", "too_few_groups", "counting", "threes_of_12", "officers_36", "plane_100", "bruck_ryser"]

REASONS: Final[Mapping[Reason, str]] = {
    "one_group": "Everybody is in the one group, so a second round repeats every pair.",
    "too_few_groups": "A group has more people than there are groups, so a second round must bring two of them together again.",
    "counting": "Nobody can meet more people than there are others.",
    "threes_of_12": "Twelve people in threes have no fifth round without a repeat, as going through all of them shows.",
    "officers_36": "Thirty-six people in sixes have no fourth round without a repeat (Tarry, 1900).",
    "plane_100": "A hundred people in tens have no ninth round without a repeat (Lam, Thiel and Swiercz, 1989; Shrikhande, 1961).",
    "bruck_ryser": "No finite plane of that order exists, and nothing that comes near one (Bruck and Ryser, 1949; Shrikhande, 1961).",
}
"""Why no schedule has more rounds, a sentence for each reason."""

_MOST_PARTITIONS: Final = 400
_FEW: Final = 64


@dataclass(frozen=True, slots=True)
class Ceiling:
    """No schedule has more `rounds` without a repeat; `reason` says why."""

    rounds: int
    reason: Reason

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return REASONS[self.reason]


def ceiling(shape: Shape) -> Ceiling:
    """The most rounds of this shape in which no pair can be proven to repeat."""
    if shape.groups == 1:
        return Ceiling(1, "one_group")
    if shape.largest > shape.groups:
        return Ceiling(1, "too_few_groups")
    known = _known(shape)
    counted = _counted(shape)
    return known if known is not None and known.rounds < counted else Ceiling(counted, "counting")


def _counted(shape: Shape) -> int:
    """By company: in r rounds everybody meets r (size - 2) others, and one more whenever they sit in a group of the full size."""
    others = shape.people - 1
    if not shape.empty:
        return others // (shape.largest - 1)
    full = (shape.groups - shape.empty) * shape.largest
    rounds = 0
    while True:
        spare = others - (rounds + 1) * (shape.largest - 2)
        if spare < 0 or (rounds + 1) * full > shape.people * min(rounds + 1, spare):
            return rounds
        rounds += 1


def _known(shape: Shape) -> Ceiling | None:
    """Results that go beyond counting; all are for equal groups."""
    if shape.empty:
        return None
    named: dict[tuple[int, int], Ceiling] = {
        (12, 3): Ceiling(4, "threes_of_12"),
        (36, 6): Ceiling(3, "officers_36"),
        (100, 10): Ceiling(8, "plane_100"),
    }
    if (shape.people, shape.largest) in named:
        return named[shape.people, shape.largest]
    order = shape.groups
    if order == shape.largest and order > 4 and order % 4 in (1, 2) and not _two_squares(order):
        return Ceiling(order - 2, "bruck_ryser")
    return None


def _two_squares(number: int) -> bool:
    return any(isqrt(number - one * one) ** 2 == number - one * one for one in range(isqrt(number) + 1))


def fewest_repeats(shape: Shape, rounds: int) -> int:
    """A number of repeats no schedule of so many rounds stays below: meetings of pairs beyond each pair's first.

    Three reasons, the strongest counts: there are only so many pairs; taking out one round a repeat leaves a schedule without, so no
    longer than the ceiling; and a group of more people than there are groups repeats some pairs of the round before.
    """
    between = sum(repeated(size, shape.groups) for size in shape.sizes)
    by_pairs = rounds * shape.pairs - comb(shape.people, 2)
    return max(0, by_pairs, rounds - ceiling(shape).rounds, (rounds - 1) * between)


def repeated(size: int, groups: int) -> int:
    """Pairs of a group that are together again at least when its people are dealt into so many groups."""
    each, more = divmod(size, groups)
    return more * comb(each + 1, 2) + (groups - more) * comb(each, 2)


def fewest_rounds(people: int, most: int) -> int:
    """Rounds that are needed at least until every two people have shared a group of at most so many.

    Nobody can meet more than most - 1 people a round; what that leaves over in all rounds together is a person's slack, and a round
    whose groups are not full uses some. Besides, any two rounds have pairs in common where groups are larger than they are many.
    """
    if people < 2:
        return 0
    if most >= people:
        return 1
    rounds = -(-(people - 1) // (most - 1))
    while not _could_meet(people, most, rounds):
        rounds += 1
    return rounds


def _could_meet(people: int, most: int, rounds: int) -> bool:
    if people > _FEW:
        return True
    slack = rounds * (most - 1) - (people - 1)
    parts = [one for one in _partitions(people, most) if most - one[-1] <= slack]
    if len(parts) >= _MOST_PARTITIONS:
        return True
    if rounds * min((sum(size * (most - size) for size in one) for one in parts), default=people * slack + 1) > people * slack:
        return False
    pairs = [sum(comb(size, 2) for size in one) for one in parts]
    new = [[pairs[to] - _again(parts[come], parts[to]) for to in range(len(parts))] for come in range(len(parts))]
    reached = list(pairs)
    for _ in range(rounds - 1):
        reached = [max(reached[come] + new[come][to] for come in range(len(parts))) for to in range(len(parts))]
    return max(reached) >= comb(people, 2)


def _again(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Pairs that two rounds of these sizes have in common at least."""
    return max(sum(repeated(size, len(other)) for size in one), sum(repeated(size, len(one)) for size in other))


@lru_cache(maxsize=64)
def _partitions(people: int, most: int) -> tuple[tuple[int, ...], ...]:
    """Sizes, largest first, that sum to the people; no two could be one group, since that would only bring more people together."""
    made: list[tuple[int, ...]] = []

    def extend(sizes: tuple[int, ...], left: int) -> None:
        if len(made) >= _MOST_PARTITIONS:
            return
        if not left:
            made.append(sizes)
            return
        for size in range(min(left, sizes[-1] if sizes else most), 0, -1):
            if not sizes or sizes[-1] + size > most:
                extend((*sizes, size), left - size)

    extend((), people)
    return tuple(made)
