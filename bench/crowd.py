"""Made-up people in any number, with everything a round of pairs may have to obey; the same for the same number and seed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from mooring.engine import History, People, Policy, Problem, Round, Rule, pack
from mooring.engine.lists import Lists

Array = NDArray[np.int64]

DAYS = 7
SLOTS = DAYS * 96
DAY = date(2026, 10, 22)
"""A Thursday; on the Sunday after it, at one o'clock of universal time, European clocks go back."""
TOPICS = 256
_CHANGE = 3 * 96 + 4
_OFFSETS = np.array([-8, -7, -6, -5, -3, 0, 1, 2, 3, 5.5, 8, 9, 10])
_SHARE = np.array([0.12, 0.05, 0.08, 0.17, 0.04, 0.12, 0.14, 0.06, 0.03, 0.09, 0.05, 0.03, 0.02])
_EUROPE = (_OFFSETS >= 0) & (_OFFSETS <= 3)
_PATTERNS = np.array([[1, 1, 0, 0, 1, 1, 1], [1, 0, 0, 0, 1, 1, 1], [1, 1, 0, 0, 1, 1, 0], [0, 1, 0, 0, 1, 0, 1]], dtype=bool)


def crowd(n: int, seed: int = 1, rounds: int = 8, policy: Policy | None = None) -> Problem:
    """A round of n people in a week with a clock change: leave, weekday patterns, languages, reporting lines, blocks, earlier rounds."""
    rng = np.random.default_rng(seed)
    teams, sites = int(np.clip(n // 50, 4, 400)), int(np.clip(n // 200, 3, 120))
    site = _zipf(rng, sites, n, 0.8)
    zone = np.where(rng.random(n) < 0.8, rng.choice(13, sites, p=_SHARE)[site], rng.choice(13, n, p=_SHARE))
    free, edge = _hours(rng, n, zone)
    people = People.of(
        n,
        team=_zipf(rng, teams, n, 0.7),
        site=site,
        lines=_lines(n),
        languages=_languages(rng, n),
        interests=_interests(rng, n),
        free=free,
        edge=edge,
        slots=SLOTS,
        new=rng.random(n) < 0.1,
        remote=rng.random(n) < 0.2,
    )
    blocked = np.unique(np.sort(rng.integers(0, n, (max(1, n // 100), 2)), axis=1), axis=0)
    return Problem(
        people,
        policy or Policy(rules=(Rule("hours"), Rule("manager"), Rule("language"))),
        History(tuple(_round(rng, n, rounds - at) for at in range(rounds))),
        seed=seed,
        day=DAY,
        blocked=tuple((int(a), int(b)) for a, b in blocked if a != b),
    )


def _zipf(rng: np.random.Generator, kinds: int, n: int, power: float) -> Array:
    share = 1 / np.arange(1, kinds + 1) ** power
    made: Array = rng.choice(kinds, n, p=share / share.sum())
    return made


def _hours(rng: np.random.Generator, n: int, zone: Array) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    begins = 4 * 9 + np.rint(rng.normal(0, 4, n)).astype(np.int64)
    length = np.clip(np.rint(rng.normal(32, 3, n)).astype(np.int64), 16, 40)
    lunch = np.where(rng.random(n) < 0.5, 14, 99)
    pattern = _PATTERNS[rng.choice(4, n, p=[0.75, 0.1, 0.1, 0.05])]
    leave = rng.random(n) < 0.08
    pattern[leave] &= rng.random((int(leave.sum()), DAYS)) < 0.6
    pattern[~pattern.any(axis=1), 0] = True
    free, edge = np.zeros((n, SLOTS // 8), np.uint8), np.zeros((n, SLOTS // 8), np.uint8)
    slots = np.arange(SLOTS)
    for first in range(0, n, 20_000):
        part = slice(first, min(n, first + 20_000))
        summer = (_EUROPE[zone[part]][:, None] & (slots < _CHANGE)).astype(np.int64)
        local = slots + (4 * _OFFSETS[zone[part]]).astype(np.int64)[:, None] + 4 * summer
        day, hour = local // 96 % DAYS, local % 96
        into = hour - begins[part, None]
        on = (into >= 0) & (into < length[part, None]) & ~((into >= lunch[part, None]) & (into < lunch[part, None] + 3))
        on &= np.take_along_axis(pattern[part], day, axis=1)
        free[part] = pack(on)
        edge[part] = pack(on & ((hour < 32) | (hour >= 72)))
    return free, edge


def _interests(rng: np.random.Generator, n: int) -> NDArray[np.bool_]:
    """About seven topics each: two themes a person, popular topics inside a theme, a fifth of them anything."""
    themes = rng.integers(0, 32, (n, 2))
    many = rng.integers(4, 13, n)
    share = 1 / np.arange(1, 25) ** 0.8
    made = np.zeros((n, TOPICS), dtype=np.bool_)
    for at in range(12):
        theme = themes[np.arange(n), rng.integers(0, 2, n)]
        topic = (theme * 8 + rng.choice(24, n, p=share / share.sum())) % TOPICS
        topic = np.where(rng.random(n) < 0.2, rng.integers(0, TOPICS, n), topic)
        on = at < many
        made[np.flatnonzero(on), topic[on]] = True
    return made


def _languages(rng: np.random.Generator, n: int) -> NDArray[np.bool_]:
    made = rng.random((n, 8), dtype=np.float32) < 0.25
    made[:, 0] = rng.random(n) < 0.9
    return made


def _lines(n: int) -> Lists:
    """A tree in which everybody leads eight."""
    above = (np.arange(n) - 1) // 8
    steps = [above]
    while (steps[-1] > 0).any():
        steps.append(np.where(steps[-1] > 0, (steps[-1] - 1) // 8, -1))
    rows = np.stack(steps, axis=1)
    there = rows >= 0
    return Lists(np.concatenate([[0], np.cumsum(there.sum(axis=1))]), rows[there])


def _round(rng: np.random.Generator, n: int, ago: int) -> Round:
    order = rng.permutation(n)[: n // 2 * 2]
    return Round(met=Lists.of_rows(order.reshape(-1, 2)), day=DAY - timedelta(weeks=2 * ago))
