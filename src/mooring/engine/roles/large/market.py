"""The heaviest assignment of many seekers to hosts with room: prices by auction, then an exact repair.

Bids raise prices by a step at least, which shrinks from one auction to the next; each begins a little below the prices of the one before
(Bertsekas & Castanon 1989). What the last leaves inexact, within a step, is repaired along shortest ways: whoever does not have the best at
these prices is seated anew, and seats that were bid for and stayed free are filled or made cheaper. Then prices and assignment prove each
other. Where the repair takes long, a finer auction goes before it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from mooring.engine.arrays import IntArray
from mooring.engine.kernels import roles as kernels
from mooring.engine.meter import Meter
from mooring.engine.roles.large.choices import Choices, Weighing
from mooring.engine.roles.lists import Ints

_AT_A_TIME: Final = 4_000_000
_FIRST_STEP: Final = 10
_FINER: Final = 7
_LAST_STEP: Final = 25_000
_REPAIR: Final = 30
_MOST: Final = 400
_AT_LEAST: Final = 20_000_000


class Market:
    """Seekers who bid for seats. `at`: each seeker's choice, `price`: of each host, `stopped`: whether the caller ended it."""

    def __init__(self, choices: Choices, weighing: Weighing) -> None:
        self._choices = choices
        hosts, seekers, count = len(choices.room), choices.seekers, len(choices.host)
        asked = np.bincount(choices.host, minlength=hosts)
        # One seat more than could be asked for: it stays free and so keeps the price of who has room for all at nothing.
        seats = np.minimum(choices.room, asked + 1)
        seat = np.concatenate([[0], np.cumsum(seats)]).astype(np.int64)
        self._sides = kernels.Sides(choices.start, choices.host, choices.score, weighing.base, weighing.step, seat)
        self.at: IntArray = np.full(seekers, -1, dtype=np.int64)
        self.price: IntArray = np.zeros(hosts, dtype=np.int64)
        self._held = kernels.Held(
            self.at,
            np.full(int(seat[-1]), -1, dtype=np.int32),
            np.zeros(hosts, dtype=np.int64),
            self.price,
            np.zeros(seekers, dtype=np.int64),
        )
        longs, shorts = [np.zeros(hosts, dtype=np.int64) for _ in range(4)], [np.zeros(hosts, dtype=np.int32) for _ in range(3)]
        self._search = kernels.Search(longs[0], longs[1], longs[2], shorts[0], shorts[1], longs[3], shorts[2])
        self._by_host: tuple[IntArray, Ints, Ints] | None = None
        self._queue = np.empty(seekers, dtype=np.int32)
        self._left = max(_AT_LEAST, _MOST * count)
        score = int(choices.score.max(initial=0)) * weighing.step
        self._largest = score + int(weighing.base.max(initial=0))
        self._unit = score or self._largest
        self.stopped = False

    def trade(self, meter: Meter) -> bool:
        """Find the heaviest assignment. Whether it was found; if not, what there is breaks no rule, and the prices bound what could be."""
        with meter.as_far_as_it_goes():
            if self._trade(meter):
                return True
        self.stopped = meter.stopped is not None
        kernels.settle(self._sides, self._held)
        return False

    def _trade(self, meter: Meter) -> bool:
        step, fine = max(1, self._largest // _FIRST_STEP), max(1, self._unit // _LAST_STEP)
        while True:
            self._bid(step, meter)
            if self._left < 0:
                return False
            if step <= fine and self._repair(_REPAIR * len(self._choices.host) if step > 1 else self._left, meter):
                return True
            if step == 1:
                return False
            np.maximum(self.price - 2 * step, 0, out=self.price)
            step = max(1, step // _FINER)

    def _bid(self, step: int, meter: Meter) -> None:
        self.at[:] = -1
        self._held.filled[:] = 0
        waiting = len(self._queue)
        self._queue[:] = np.arange(waiting - 1, -1, -1)
        paid = np.zeros(len(self._held.taken), dtype=np.int64)
        while waiting and self._left >= 0:
            waiting, looked = kernels.bid(self._sides, self._held, step, paid, self._queue, waiting, _AT_A_TIME)
            self._spend(looked, meter)

    def _repair(self, most: int, meter: Meter) -> bool:
        """Whether the assignment is the heaviest now, after so much work at most."""
        kernels.gains(self._sides, self._held)
        until = self._left - most
        waiting = kernels.loosen(self._sides, self._held, self._queue)
        while waiting:
            self._search.mark[:] = 0
            waiting, looked = kernels.seat_all(self._sides, self._held, self._search, self._queue, waiting, _AT_A_TIME)
            self._spend(looked, meter)
            if self._left < until and waiting:
                return False
        return self._fill(until, meter)

    def _fill(self, until: int, meter: Meter) -> bool:
        seats = np.diff(self._sides.seat)
        if not ((self.price > 0) & (self._held.filled < seats)).any():
            return True
        if self._by_host is None:
            count = len(self._choices.host)
            self._by_host = np.zeros(len(seats) + 1, dtype=np.int64), np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
            kernels.by_host(self._sides, *self._by_host)
        host, by_host = 0, self._by_host
        while host < len(seats):
            self._search.mark[:] = 0
            host, looked = kernels.fill_all(self._sides, self._held, self._search, *by_host, host, _AT_A_TIME)
            self._spend(looked, meter)
            if self._left < until and host < len(seats):
                return False
        return True

    def _spend(self, looked: int, meter: Meter) -> None:
        self._left -= looked
        meter.spend(looked)

    def prices_by(self, weighing: Weighing) -> IntArray | None:
        """Prices that prove the assignment where seekers weigh more than they did here, each by an amount of their own; None where it would
        then no longer be the heaviest.
        """
        extra = weighing.base - self._sides.base
        waits = np.flatnonzero((self.at < 0) & (np.diff(self._sides.start) > 0))
        order = waits[np.argsort(-extra[waits], kind="stable")]
        rise = np.full(len(self.price), -1, dtype=np.int64)
        if not kernels.raise_crowds(self._sides, self._held, extra, order, rise, np.empty(len(self.at), dtype=np.int32)):
            return None
        return self.price + np.maximum(rise, 0)


def seated(choices: Choices, weighing: Weighing) -> IntArray:
    """Each seeker's choice when one after the other takes the best that is still free."""
    market = Market(choices, weighing)
    kernels.settle(market._sides, market._held)
    return market.at


def bound(choices: Choices, weighing: Weighing, price: IntArray) -> int:
    """What no assignment exceeds, by prices that are nowhere below zero."""
    some = np.flatnonzero(np.diff(choices.start))
    most = np.zeros(choices.seekers, dtype=np.int64)
    if len(some):
        worth = choices.score * np.int64(weighing.step) - price[choices.host]
        most[some] = np.maximum.reduceat(worth, choices.start[some]) + weighing.base[some]
    seats = sum(int(one) * int(room) for one, room in zip(price.tolist(), choices.room.tolist(), strict=True) if one)
    return sum_of(np.maximum(most, 0)) + seats


def sum_of(many: IntArray) -> int:
    """A sum that may need more than 64 bits."""
    return (int((many >> 32).sum()) << 32) + int((many & 0xFFFFFFFF).sum())
