"""Made-up companies in which every rule and every aim has work to do, of any size, the same for the same seed."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from mooring.core.hours import Leave, Ranges, Window, parse_week
from mooring.engine import LEVELS, History, People, Policy, Problem, Round, Rule, from_ranges

WEEK = Window(date(2026, 10, 22), 7)
"""From a Thursday to a Wednesday; Europe moves its clocks on the Sunday between, America does not."""

_ZONES = ("Europe/Berlin", "Europe/Berlin", "Europe/London", "Europe/Helsinki", "America/New_York", "America/Los_Angeles", "Asia/Kolkata")
_WEEKS = tuple(
    parse_week(text)
    for text in (
        "Mon-Fri 09:00-17:00",
        "Mon-Fri 09:00-17:00",
        "Mon-Fri 08:00-12:00,13:00-17:00",
        "Mon-Thu 10:00-19:00; Fri 09:00-13:00",
        "Mon,Wed,Fri 09:00-17:00",
        "Tue-Thu 07:30-14:00",
        "Sun-Thu 22:00-06:00",
    )
)
_EARLIER = 8


def busy_company(n: int, seed: int = 1, levels: tuple[str, ...] = LEVELS) -> Problem:
    """A round with everything in it.

    Seven days of quarter hours in a week in which clocks are moved; weekday patterns, split days, nights; leave; languages;
    a tree of managers; blocks; eight earlier rounds, half of those left out in the last one still waiting.
    """
    rng = np.random.default_rng(seed)
    zone, week, away = rng.integers(0, len(_ZONES), n), rng.integers(0, len(_WEEKS), n), _leave(rng, n)
    keys = list(zip(zone.tolist(), week.tolist(), away, strict=True))
    free, edge = ([_hours(*key)[at] for key in keys] for at in (0, 1))
    free_bits, slots = from_ranges(free, WEEK.slots), WEEK.slots
    topics = rng.random((n, 60)) < rng.choice([0.02, 0.08, 0.2], 60)
    people = People.of(
        n,
        team=_skewed(rng, n, max(3, n // 25)),
        site=zone,
        lines=_lines(n),
        languages=np.column_stack([rng.random(n) < share for share in (0.85, 0.3, 0.15, 0.1)]),
        interests=topics,
        helps=topics & (rng.random((n, 60)) < 0.4),
        wants=rng.random((n, 60)) < 0.04,
        free=free_bits,
        edge=from_ranges(edge, slots),
        slots=slots,
        new=rng.random(n) < 0.08,
        remote=rng.random(n) < 0.2,
    )
    return Problem(
        people,
        Policy(rules=tuple(Rule(name) for name in ("hours", "manager", "language")), levels=levels),
        History(tuple(_earlier(rng, n, zone, number) for number in range(_EARLIER))),
        seed=seed,
        day=WEEK.first,
        blocked=tuple(sorted({tuple(sorted(rng.choice(n, 2, replace=False).tolist())) for _ in range(n // 40)})),
    )


def _skewed(rng: np.random.Generator, n: int, kinds: int) -> np.ndarray:
    """Numbers of kinds of which some are common and many are rare."""
    share = 1 / np.arange(2, kinds + 2)
    return rng.choice(kinds, n, p=share / share.sum())


def _lines(n: int) -> Iterable[tuple[int, ...]]:
    """Everybody's managers, nearest first: eight report to each."""
    lines: list[tuple[int, ...]] = []
    for person in range(n):
        above = (person - 1) // 8
        lines.append((above, *lines[above]) if person else ())
    return lines


def _leave(rng: np.random.Generator, n: int) -> list[tuple[int, int] | None]:
    """For some people the first day of the week they are away, and for how many days."""
    starts, lengths, some = rng.integers(0, 7, n).tolist(), rng.integers(1, 4, n).tolist(), (rng.random(n) < 0.12).tolist()
    return [(start, length) if here else None for start, length, here in zip(starts, lengths, some, strict=True)]


@cache
def _hours(zone: int, week: int, away: tuple[int, int] | None) -> tuple[Ranges, Ranges]:
    leave = [Leave(WEEK.first + timedelta(days=away[0]), WEEK.first + timedelta(days=sum(away) - 1))] if away else []
    where = ZoneInfo(_ZONES[zone])
    return WEEK.free(_WEEKS[week], where, leave), WEEK.edge(_WEEKS[week], where, leave)


def _earlier(rng: np.random.Generator, n: int, zone: np.ndarray, number: int) -> Round:
    """A round somebody else made: neighbours in time met, some did not, a few were left out."""
    order = np.lexsort((rng.random(n), zone)).tolist()
    out = order[: max(n % 2, n // 100)] if number % 2 else order[n // 3 :: max(1, n // 4)][: n // 50]
    left = set(out)
    seated = [one for one in order if one not in left]
    trio = seated[:3] if len(seated) % 2 else []
    pairs = [tuple(seated[at : at + 2]) for at in range(len(trio), len(seated) - 1, 2)]
    groups = [tuple(trio), *pairs] if trio else pairs
    return Round(
        met=tuple(group for group in groups if rng.random() < 0.85),
        placed=tuple(seated),
        unplaced=tuple(out),
        trio=tuple(trio),
        bad_hour=tuple(one for one in seated if rng.random() < 0.06),
        day=WEEK.first - timedelta(weeks=2 * (_EARLIER - number)),
    )
