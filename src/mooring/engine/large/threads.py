"""Gives ranges of people to threads. Kernels write only to the rows of their own range, so the number of threads changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, TypeVar

Made = TypeVar("Made")

_ALONE: Final = 8_000
_RANGES: Final = 16


def in_parts(many: int, work: Callable[[int, int], object], alone: int | None = None) -> None:
    """Call `work(first, last)` for ranges that cover 0 to `many`; on every core where there are more than `alone`."""
    gathered(many, work, alone)


def gathered(many: int, work: Callable[[int, int], Made], alone: int | None = None) -> list[Made]:
    """The same, with what each range gave, in order."""
    cores = len(os.sched_getaffinity(0))
    if many <= (_ALONE if alone is None else alone) or cores == 1:
        return [work(0, many)]
    ranges = min(many, _RANGES)
    cuts = [many * at // ranges for at in range(ranges + 1)]
    with ThreadPoolExecutor(cores) as pool:
        return [done.result() for done in [pool.submit(work, *cut) for cut in pairwise(cuts)]]
