"""Counts work, so that a budget means the same on every machine, and lets a caller stop a solve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

Stop = Literal["work", "cancelled", "memory"]


class Stopped(Exception):
    """The budget is spent or the caller asked to stop."""


class Meter:
    """Work done so far, in units of about a thousand pairs looked at. `stopped`: what stopped it, once something has."""

    def __init__(
        self,
        limit: int | None = None,
        cancelled: Callable[[], bool] | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> None:
        self.spent = 0
        self.stopped: Stop | None = None
        self._limit = limit
        self._cancelled = cancelled
        self._progress = progress

    def spend(self, pairs: int) -> None:
        """Note that so many pairs were looked at. Raises Stopped when there is no more to spend."""
        self.spent += max(1, pairs // 1000)
        if self.stopped is None and self._limit is not None and self.spent > self._limit:
            self.stopped = "work"
        if self.stopped is None and self._cancelled is not None and self._cancelled():
            self.stopped = "cancelled"
        if self.stopped is not None:
            raise Stopped

    @contextmanager
    def as_far_as_it_goes(self) -> Iterator[None]:
        """Work that may be cut off by the budget, the caller or a lack of memory; what it has come to by then must be valid."""
        try:
            yield
        except Stopped:
            return
        except MemoryError:
            self.stopped = self.stopped or "memory"

    def say(self, step: str) -> None:
        """Tell the caller what is being done now."""
        if self._progress is not None:
            self._progress(step, self.spent)
