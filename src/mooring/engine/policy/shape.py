"""How many people a group has and who must be among them: sizes, and seats kept for people of a kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mooring.engine.policy import reading
from mooring.engine.policy.named import LONGEST_PART
from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.sentences import wrong

LARGEST_GROUP: Final = 6
SMALLEST_GROUP: Final = 2
SMALLEST_OF_RANGE: Final = 3

_SIZE: Final = re.compile(r"([0-9]{1,3})(?: ?- ?([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Seat:
    """Every group has at least `people` of whom the column ``number:NAME`` says 1 or more."""

    name: str
    people: int = 1


def read_size(raw: object) -> tuple[int, int | None]:
    """A size: a whole number, or the two ends of a range such as ``4-6``. Raises PolicyError."""
    if not isinstance(raw, str):
        return reading.whole("size", raw), None
    found = _SIZE.fullmatch(raw.strip())
    if found is None:
        raise wrong("size", _("a number of people or a range such as '4-6' is needed, not '%(given)s'."), given=raw)
    return int(found[1]), int(found[2]) if found[2] else None


def check_size(size: int, up_to: int | None) -> None:
    """Raises PolicyError unless groups of that size, or from `size` to `up_to`, can be made."""
    for one in (size, size if up_to is None else up_to):
        if not SMALLEST_GROUP <= one <= LARGEST_GROUP:
            raise wrong(
                "size", _("a group has %(least)s to %(most)s people, not %(size)s."), least=SMALLEST_GROUP, most=LARGEST_GROUP, size=one
            )
    if up_to is None:
        return
    if up_to < size:
        raise wrong("size", _("a range of sizes rises, but %(up_to)s follows %(size)s."), size=size, up_to=up_to)
    if size < SMALLEST_OF_RANGE:
        raise wrong("size", _("a range of sizes begins at 3 or more; people in pairs are size 2."))


def read_seats(raw: object) -> tuple[Seat, ...]:
    """A table from the name of a column to how many of a group are of that kind at least. Raises PolicyError."""
    if not isinstance(raw, Mapping):
        raise wrong("seats", _("a table of settings is needed, not %(kind)s."), kind=reading.kind(raw))
    return tuple(Seat(str(name), reading.whole(f"seats.{name}", people)) for name, people in raw.items())


def check_seats(seats: tuple[Seat, ...], size: int) -> None:
    """Raises PolicyError where seats cannot be had in groups of at most that size."""
    for seat in seats:
        place = f"seats.{seat.name}"
        check_name(place, seat.name)
        if not 1 <= seat.people <= size:
            raise wrong(place, _("a group of %(size)s has 1 to %(size)s such seats, not %(people)s."), size=size, people=seat.people)


def check_name(place: str, name: str) -> None:
    """Raises PolicyError where that cannot be the name of a column."""
    if not name or name != name.strip() or len(name) > LONGEST_PART or not name.isprintable() or ":" in name:
        raise wrong(place, _("the name of a column is needed, not '%(name)s'."), name=name)


def most_seated(people: int, least: int, most: int, groups: int | None = None) -> int:
    """How many of so many people groups of `least` to `most` can seat at best, if there may be only so many groups."""
    made = people // least if groups is None else min(people // least, groups)
    return min(people, made * most)


def parted(people: int, least: int, most: int, groups: int | None = None) -> list[int]:
    """Sizes that seat as many as can be, as even as they come, in as few large groups as in small ones where both would do."""
    seated = most_seated(people, least, most, groups)
    if not seated:
        return []
    fewest, many = -(-seated // most), seated // least
    if groups is not None:
        many = min(many, groups)
    count = max(fewest, min(many, round(2 * seated / (least + most))))
    return evenly(seated, count)


def nearest(people: int, size: int, most: int, groups: int | None = None) -> list[int]:
    """Sizes that seat everybody, as near to `size` as they come and none above `most`; where seats allow too few groups, as `parted`."""
    ways = [
        evenly(people, count)
        for count in {people // size, -(-people // size)}
        if count and SMALLEST_GROUP * count <= people <= most * count
    ]
    if not ways:
        return parted(people, SMALLEST_GROUP, most, groups)
    best = min(ways, key=lambda sizes: (sum((one - size) ** 2 for one in sizes), len(sizes)))
    return best if groups is None or len(best) <= groups else parted(people, SMALLEST_GROUP, most, groups)


def evenly(people: int, groups: int) -> list[int]:
    """Sizes of so many groups that differ by one at most, larger ones first."""
    small, more = divmod(people, groups)
    return [small + 1] * more + [small] * (groups - more)
