"""Asks the solver: a round once, or questions of a child that stays for the next one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog
from django.conf import settings

from mooring import solver
from mooring.engine import ProblemError, Solution, solve
from mooring.programmes.matching.assembling import Assembled, around
from mooring.programmes.matching.drafts import Drafted, NotSolved, drafted
from mooring.solver import Cancelled, Limits, NoMemory, Question, SolverError, TimedOut
from mooring.solver.entry import answered

log = structlog.get_logger("mooring.programmes")


def run(assembled: Assembled, cancelled: Callable[[], bool] | None = None, progress: Callable[[str, int], None] | None = None) -> Solution:
    """Solve a problem in a child process with limits, so that pages answer meanwhile; NotSolved with a code.

    `progress` is told every step the solver takes, with the work done so far.
    """
    if settings.SOLVE_IN_PROCESS:
        return run_here(assembled, progress)
    with _as_not_solved():
        return solver.solve(assembled.problem, _limits(), cancelled=cancelled, progress=progress)


def best(
    free: Assembled,
    kept: Collection[frozenset[int]] = (),
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Drafted:
    """A round solved, around the kept groups of members' keys, by a child that stays for the next question; NotSolved with a code.

    The first question about a round costs a solve, all others a fraction of one.
    """
    locked = around(free, kept)
    return drafted(locked, *answers(free, [Question(locks=locked.problem.locks)], cancelled, progress))


def answers(
    assembled: Assembled,
    questions: Sequence[Question],
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> list[Solution]:
    """What each question about a round gives, in order; NotSolved with a code."""
    with _as_not_solved():
        if settings.SOLVE_IN_PROCESS:
            return answered(assembled.problem, questions, progress=progress)
        return STANDING.ask(assembled.problem, questions, _limits(), cancelled=cancelled, progress=progress)


def _limits() -> Limits:
    return Limits(seconds=settings.SOLVE_SECONDS, memory=settings.SOLVE_MEMORY_MB * 1024**2)


@contextmanager
def _as_not_solved() -> Iterator[None]:
    try:
        yield
    except SolverError as why:
        code = next((code for kind, code in _CODES.items() if isinstance(why, kind)), "broken")
        log.error("solver ended", code=code, detail=getattr(why, "detail", ""))
        raise NotSolved(code) from why
    except ProblemError as why:
        raise _refused(why) from None


def _refused(why: ProblemError) -> NotSolved:
    """A refusal without what keeps two people apart, which is for no log."""
    log.warning("problem refused", why=why.public)
    return NotSolved("policy")


STANDING: Final = solver.Standing()
_CODES: Final[dict[type[SolverError], str]] = {Cancelled: "stopped", TimedOut: "time", NoMemory: "memory"}


def warm_up() -> None:
    """Begin to compile what large rounds need, in a process of its own, so that none of them waits for it."""
    solver.warm_up()


def run_here(assembled: Assembled, progress: Callable[[str, int], None] | None = None) -> Solution:
    """Solve a small problem, or one whose groups are all locked, in this process; NotSolved where it cannot be obeyed."""
    try:
        return solve(assembled.problem, progress=progress)
    except ProblemError as why:
        raise _refused(why) from None
