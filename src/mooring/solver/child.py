"""The child process: a problem on standard input, progress lines and then a solution on standard output; then questions, if it stays."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from mooring.solver.codes import NO_MEMORY, REFUSED

if TYPE_CHECKING:
    from mooring.engine import Solution


def main(argv: list[str]) -> int:
    """`argv`: memory limit in bytes and processor seconds for each answer, 0 for none, and `stay` or `once`. Limits hold before anything
    large is loaded.

    Asked to end (SIGTERM), it answers with the best it has. One that stays ends when its input does.
    """
    memory, seconds = (int(one) for one in argv[:2])
    os.nice(10)
    asked = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: asked.set())
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _allow(seconds)
    try:
        return _stay(asked.is_set, seconds) if argv[2] == "stay" else _once(asked.is_set)
    except MemoryError:
        return NO_MEMORY


def _allow(seconds: int) -> None:
    """So many processor seconds more, and no further."""
    if seconds:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, most))


def _once(asked: Callable[[], bool]) -> int:
    from mooring.engine import ProblemError
    from mooring.solver.entry import entry
    from mooring.solver.wire import problem_from_json

    problem, budget = problem_from_json(sys.stdin.readline())
    try:
        _answer(entry(problem)(problem, budget, progress=_tell, cancelled=asked))
    except ProblemError as error:
        return _refuse(error)
    return 0


def _stay(asked: Callable[[], bool], seconds: int) -> int:
    from mooring.engine import ProblemError
    from mooring.solver.entry import holding, reply
    from mooring.solver.wire import problem_from_json, question_from_json

    problem, budget = problem_from_json(sys.stdin.readline())
    try:
        held = holding(problem)(problem, budget, progress=_tell, cancelled=asked)
    except ProblemError as error:
        return _refuse(error)
    for line in sys.stdin:
        _allow(seconds)
        try:
            _answer(reply(held, problem, question_from_json(line), progress=_tell, cancelled=asked))
        except ProblemError as error:
            _refuse(error)
    return 0


def _tell(step: str, work: int) -> None:
    sys.stdout.write(f"step {work} {step}\n")
    sys.stdout.flush()


def _answer(solution: Solution) -> None:
    from mooring.solver.wire import solution_to_json

    sys.stdout.write(f"solution {solution_to_json(solution)}\n")
    sys.stdout.flush()


def _refuse(error: Exception) -> int:
    sys.stdout.write(f"refused {json.dumps([str(error), getattr(error, 'public', str(error))])}\n")
    sys.stdout.flush()
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
