"""How people are dealt into groups of nearly one size, and the sentences that refuse what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_PEOPLE: Final = 1_000_000
MOST_ROUNDS: Final = 10_000


class RotationError(ValueError):
    """A rotation that cannot be planned as asked. The message is one sentence that says what and why."""


@dataclass(frozen=True, slots=True)
class Shape:
    """So many people in so many groups, no two sizes further apart than one."""

    people: int
    groups: int

    @property
    def largest(self) -> int:
        """People in the largest groups."""
        return -(-self.people // self.groups)

    @property
    def empty(self) -> int:
        """Groups with one person less than the largest."""
        return self.groups * self.largest - self.people

    @property
    def sizes(self) -> tuple[int, ...]:
        """The size of every group, largest first."""
        return (self.largest,) * (self.groups - self.empty) + (self.largest - 1,) * self.empty

    @property
    def pairs(self) -> int:
        """Pairs of people that meet in one round."""
        return sum(size * (size - 1) // 2 for size in self.sizes)


def shape(people: int, size: int, *, larger: bool = False) -> Shape:
    """Groups of `size`, or of `size` and one less; with `larger`, of `size` and one more.

    Pairs never leave somebody alone: an odd person makes a trio. Where neither sum comes out (five people in fours), the sizes are as
    near the wanted one as they can be. Raises RotationError when nothing can be made of the numbers.
    """
    if not 2 <= people <= MOST_PEOPLE:
        raise RotationError(f"people: a rotation is for 2 to {MOST_PEOPLE} people, not {people}.")
    if size < 2:
        raise RotationError(f"size: a group has 2 people or more, not {size}.")
    if size > people:
        raise RotationError(f"size: {people} people cannot make a group of {size}.")
    more, fewer = -(-people // size), people // size
    first, second = (fewer, more) if larger or size == 2 else (more, fewer)
    for groups in (first, second):
        made = Shape(people, groups)
        if all(abs(one - size) <= 1 and one > 1 for one in made.sizes):
            return made
    options = [Shape(people, groups) for groups in (more, fewer)]
    return min((one for one in options if one.sizes[-1] > 1), key=lambda one: max(abs(part - size) for part in one.sizes))
