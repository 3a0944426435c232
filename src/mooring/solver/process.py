"""Starts the child, feeds it, listens, and ends it when its time is up or the caller says so."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Final

from mooring.engine import Budget, Problem, ProblemError, Solution
from mooring.solver import codes, wire

_PATIENCE: Final = 0.2
_TAIL: Final = 2_000


class SolverError(Exception):
    """A solve that gave no solution. The message is one sentence and holds nothing of the problem."""


class TimedOut(SolverError):
    """The time limit was reached, and no answer came in the time given to finish."""


class NoMemory(SolverError):
    """The memory limit was reached."""


class Cancelled(SolverError):
    """The caller asked to stop."""


class Failed(SolverError):
    """The child ended without an answer. `detail` is the end of what it said, for the log of an operator."""

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """What a solve may use: seconds by the clock, bytes of address space (numerical libraries reserve more than they use), work.

    The seconds begin when the child has loaded. When they are over, the best answer so far is asked for; it has `grace` seconds to come.
    """

    seconds: float = 120.0
    memory: int = 4 * 1024**3
    work: int | None = None
    grace: float = 20.0


def solve(
    problem: Problem,
    limits: Limits | None = None,
    *,
    progress: Callable[[str, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """The solution of a problem, found in a child process of low priority.

    `progress` is told each step with the work done; `cancelled` is asked several times a second. Once the seconds are over the best
    solution so far is returned, which says that the clock ended it. Raises TimedOut, NoMemory, Cancelled, Failed, or ProblemError
    where the problem cannot be solved as given. Never hangs and leaves no process behind.
    """
    limits = limits or Limits()
    started = _start(limits)
    lines: Queue[str | None] = Queue()
    said: list[str] = []
    threads = [
        threading.Thread(target=_feed, args=(started, wire.problem_to_json(problem, Budget(limits.work))), daemon=True),
        threading.Thread(target=_listen, args=(started, lines), daemon=True),
        threading.Thread(target=_overhear, args=(started, said), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        return _wait(started, problem, lines, said, limits, progress, cancelled)
    finally:
        _end(started)
        for thread in threads:
            thread.join(timeout=5)
        for pipe in (started.stdin, started.stdout, started.stderr):
            _close(pipe)


def _start(limits: Limits) -> subprocess.Popen[str]:
    environment = child_environment()
    # Processor time runs faster than the clock on several cores; this only ends a child whose parent is gone.
    seconds = int((limits.seconds + limits.grace) * (os.cpu_count() or 1)) + 1
    command = [sys.executable, "-m", "mooring.solver.child", str(limits.memory), str(seconds)]
    return subprocess.Popen(  # noqa: S603  our own interpreter and module, arguments are numbers
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        encoding="utf-8",
        start_new_session=True,
    )


def child_environment() -> dict[str, str]:
    """The environment of a child: nothing of ours but where things are, so that no secret reaches it."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "NUMBA_CACHE_DIR")
    environment = {name: value for name, value in os.environ.items() if name in kept}
    package = Path(__file__).resolve().parents[2]
    environment |= {"PYTHONPATH": str(package), "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8"}
    return environment | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")


def warm_up() -> subprocess.Popen[bytes]:
    """Begin to compile the code of large rounds in a child of the lowest priority, and do not wait for it."""
    command = [sys.executable, "-c", "import os, sys; os.nice(19); from mooring.solver.warm import main; sys.exit(main())"]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=child_environment(), start_new_session=True)  # noqa: S603  our own interpreter and words


def _wait(
    started: subprocess.Popen[str],
    problem: Problem,
    lines: Queue[str | None],
    said: list[str],
    limits: Limits,
    progress: Callable[[str, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Solution:
    until = time.monotonic() + limits.seconds + limits.grace
    begun = asked = False
    refused = ""
    while True:
        if cancelled is not None and cancelled():
            raise Cancelled("The solve was cancelled.")
        if time.monotonic() > until:
            if asked or not begun:
                raise TimedOut(_too_long(limits))
            started.terminate()
            asked, until = True, until + limits.grace
        try:
            line = lines.get(timeout=max(0.0, min(_PATIENCE, until - time.monotonic())))
        except Empty:
            continue
        if line is None:
            break
        if not begun:
            begun, until = True, time.monotonic() + limits.seconds
        kind, _, rest = line.rstrip("\n").partition(" ")
        if kind == "solution":
            solution = wire.solution_from_json(rest, problem)
            return replace(solution, ended="clock") if asked and solution.ended == "cancelled" else solution
        if kind == "refused":
            refused = rest
        elif kind == "step" and progress is not None:
            work, _, step = rest.partition(" ")
            progress(step, int(work))
    return _explain(started, refused, said, limits, asked=asked)


def _explain(started: subprocess.Popen[str], refused: str, said: list[str], limits: Limits, *, asked: bool) -> Solution:
    code = started.wait(timeout=10)
    detail = "".join(said)[-_TAIL:]
    if code == codes.REFUSED:
        raise ProblemError(*json.loads(refused))
    if code == codes.NO_MEMORY or any(word in detail.lower() for word in codes.MEMORY_WORDS):
        raise NoMemory(f"The solve needed more than {limits.memory // 1024**2} MiB of memory.")
    if code in (-signal.SIGXCPU, -signal.SIGKILL) or (asked and code == -signal.SIGTERM):
        raise TimedOut(_too_long(limits))
    raise Failed(f"The solver ended without an answer (code {code}).", detail)


def _too_long(limits: Limits) -> str:
    return f"The solve took longer than {limits.seconds:g} seconds."


def _feed(started: subprocess.Popen[str], text: str) -> None:
    try:
        if started.stdin is not None:
            started.stdin.write(text)
            started.stdin.close()
    except (OSError, ValueError):
        return  # it ended early; what it said tells why


def _listen(started: subprocess.Popen[str], lines: Queue[str | None]) -> None:
    try:
        for line in started.stdout or ():
            lines.put(line)
    except (OSError, ValueError):
        pass
    lines.put(None)


def _overhear(started: subprocess.Popen[str], said: list[str]) -> None:
    try:
        for line in started.stderr or ():
            said.append(line)
            del said[:-50]
    except (OSError, ValueError):
        return


def _end(started: subprocess.Popen[str]) -> None:
    if started.poll() is None:
        started.kill()
    started.wait()


def _close(pipe: IO[str] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        return
