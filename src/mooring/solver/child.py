"""The child process: a problem on standard input, progress lines and then a solution on standard output."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable

from mooring.solver.codes import NO_MEMORY, REFUSED


def main(argv: list[str]) -> int:
    """`argv`: memory limit in bytes and processor seconds, 0 for none. Limits hold before anything large is loaded.

    Asked to end (SIGTERM), it answers with the best it has.
    """
    memory, seconds = (int(one) for one in argv)
    os.nice(10)
    asked = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: asked.set())
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _answer(asked.is_set)
    except MemoryError:
        return NO_MEMORY


def _answer(asked: Callable[[], bool]) -> int:
    from mooring.engine import ProblemError
    from mooring.solver.entry import entry
    from mooring.solver.wire import problem_from_json, solution_to_json

    problem, budget = problem_from_json(sys.stdin.read())

    def tell(step: str, work: int) -> None:
        sys.stdout.write(f"step {work} {step}\n")
        sys.stdout.flush()

    try:
        solution = entry(problem)(problem, budget, progress=tell, cancelled=asked)
    except ProblemError as error:
        sys.stdout.write(f"refused {json.dumps([str(error), error.public])}\n")
        return REFUSED
    sys.stdout.write(f"solution {solution_to_json(solution)}\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
