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
    with Child(limits) as child:
        child.send(wire.problem_to_json(problem, Budget(limits.work)))
        return child.answer(problem, limits, progress=progress, cancelled=cancelled)


class Child:
    """A child process that solves: one problem, or, if it `stays`, a problem and then questions about it. `answered`: it has, once."""

    def __init__(self, limits: Limits, *, stays: bool = False) -> None:
        self._started = _start(limits, stays=stays)
        self._stays, self._begun, self.answered = stays, False, False
        self._lines: Queue[str | None] = Queue()
        self._said: list[str] = []
        self._threads: list[threading.Thread] = []
        self._run(_listen, self._lines)
        self._run(_overhear, self._said)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_how: object) -> None:
        self.end()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._started.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._started.poll() is None

    def send(self, text: str) -> None:
        """Hand it one line, in the background: it may be slow to read."""
        self._run(_feed, text, self._stays)

    def end(self) -> None:
        """End it, whatever it does; nothing of it is left behind."""
        _end(self._started)
        for thread in self._threads:
            thread.join(timeout=5)
        for pipe in (self._started.stdin, self._started.stdout, self._started.stderr):
            _close(pipe)

    def answer(
        self,
        problem: Problem,
        limits: Limits,
        *,
        progress: Callable[[str, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Solution:
        """Its next answer, which is about this problem; raises what `solve` does. Whoever is refused may go on asking one that stays."""
        until = time.monotonic() + limits.seconds + (0 if self._begun else limits.grace)
        asked = False
        refused = ""
        while True:
            if cancelled is not None and cancelled():
                raise Cancelled("The solve was cancelled.")
            if time.monotonic() > until:
                if asked or not self._begun:
                    raise TimedOut(_too_long(limits))
                self._started.terminate()
                asked, until = True, until + limits.grace
            try:
                line = self._lines.get(timeout=max(0.0, min(_PATIENCE, until - time.monotonic())))
            except Empty:
                continue
            if line is None:
                break
            if not self._begun:
                self._begun, until = True, time.monotonic() + limits.seconds
            kind, _, rest = line.rstrip("\n").partition(" ")
            if kind == "solution":
                solution = wire.solution_from_json(rest, problem)
                self.answered = True
                return replace(solution, ended="clock") if asked and solution.ended == "cancelled" else solution
            if kind == "refused":
                refused = rest
                if self._stays:
                    raise ProblemError(*json.loads(refused))
            elif kind == "step" and progress is not None:
                work, _, step = rest.partition(" ")
                progress(step, int(work))
        return _explain(self._started, refused, self._said, limits, asked=asked)

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads = [one for one in self._threads if one.is_alive()]
        thread = threading.Thread(target=work, args=(self._started, *arguments), daemon=True)
        self._threads.append(thread)
        thread.start()


def _start(limits: Limits, *, stays: bool = False) -> subprocess.Popen[str]:
    environment = child_environment()
    # Processor time runs faster than the clock on several cores; this only ends a child whose parent is gone.
    seconds = int((limits.seconds + limits.grace) * (os.cpu_count() or 1)) + 1
    command = [sys.executable, "-m", "mooring.solver.child", str(limits.memory), str(seconds), "stay" if stays else "once"]
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


def _feed(started: subprocess.Popen[str], text: str, stays: bool) -> None:
    try:
        if started.stdin is not None:
            started.stdin.write(f"{text}\n")
            started.stdin.flush()
            if not stays:
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
