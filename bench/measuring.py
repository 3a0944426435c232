"""What benches measure by: seconds of work beside a rival's in the same run, kept as rows that docs/benchmarks.md is made from.

Times are user and system seconds of this process and its children: the median of five runs, of one where a run takes more than a minute.
BENCH_RUNS=1 in the environment asks for fewer of those that take more than a second; a row says how many it was allowed.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

Made = TypeVar("Made")

RESULTS: Final = Path(__file__).parent / "results"
RUNS: Final = int(os.environ.get("BENCH_RUNS", "5"))
_LONG: Final = 60


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def spent() -> float:
    """User and system seconds of this process and its children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], Made], runs: int = RUNS) -> tuple[Made, float]:
    """What the work gives, and the median of its seconds."""
    seconds: list[float] = []
    while len(seconds) < (runs if seconds and seconds[0] > 1 else 5):
        began = spent()
        made = work()
        seconds.append(spent() - began)
        if seconds[0] > _LONG:
            break
    return made, statistics.median(seconds)


def high_water() -> int:
    """The most memory, in MiB, that this process has held since it began, or since `low_water`."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def low_water() -> None:
    """Let `high_water` begin anew, at what is held now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def keep(bench: str, row: str, ours: Mapping[str, float], rival: str, theirs: Mapping[str, float], note: str, **more: Any) -> None:
    """Say a row, and add it to the results of its bench. Seconds by what they are of; a ratio for each that both have."""
    kept: dict[str, Any] = {"bench": bench, "row": row, "rival": rival, "note": note, "runs": RUNS}
    for what, own in ours.items():
        kept[f"ours_{what}"] = round(own, 5)
        if what in theirs:
            ratio = round(theirs[what] / max(own, 1e-9), 2)
            kept |= {f"rival_{what}": round(theirs[what], 5), f"ratio_{what}": ratio}
            say(f"  {what.replace('_', ' and ')}: {own:.4f} s, {rival} {theirs[what]:.3f} s: {ratio:,} x as fast")
        else:
            say(f"  {what.replace('_', ' and ')}: {own:.4f} s")
    for name, value in more.items():
        say(f"  {name.replace('_', ' ')}: {value}")
    say(f"  {note}")
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{bench}.jsonl").open("a", encoding="utf-8") as target:
        target.write(json.dumps(kept | more | {"machine": machine(), "load": round(os.getloadavg()[0], 1)}) + "\n")


def rows(bench: str, folder: Path = RESULTS) -> Iterator[dict[str, Any]]:
    """The rows kept of a bench, oldest first."""
    path = folder / f"{bench}.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        made: dict[str, Any] = json.loads(line)
        yield made


def machine() -> str:
    """The machine and the programs the figures come from."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    cores = len(os.sched_getaffinity(0))
    held = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "numba"))
    return f"{cores} cores ({_model()}), {memory:.0f} GiB, Python {platform.python_version()}, {held}"


def _model() -> str:
    path = Path("/proc/cpuinfo")
    told = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in told if line.startswith("model name")), platform.machine())
