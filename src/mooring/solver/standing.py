"""A child that stays for a while after its answer, so that the next question about the same round is answered from what it found.

An organiser who reviews a draft locks, lets go and solves again. The child still has the prices, candidates and islands of the first
solve, and has loaded what it needs. Its answers are those a fresh child would give to the same questions: whatever is asked, the round
is first solved as it is, then changed.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import Final

from mooring.engine import Budget, Problem, ProblemError, Solution
from mooring.solver import wire
from mooring.solver.process import Child, Limits
from mooring.solver.wire import Question

_STAYS: Final = 300.0
"""So many seconds a child waits for another question before it is ended: it holds memory."""


class Standing:
    """At most one child at a time, about one round. `stays`: so many seconds after its last answer."""

    def __init__(self, stays: float = _STAYS) -> None:
        self._stays = stays
        self._free = threading.Lock()
        self.child: Child | None = None
        self._about = b""
        self._timer: threading.Timer | None = None

    def ask(
        self,
        problem: Problem,
        questions: Sequence[Question],
        limits: Limits | None = None,
        *,
        progress: Callable[[str, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Solution]:
        """The answers, in order; raises what `process.solve` does, at the first question that has none.

        Waits for whoever else is asking. `limits` hold for each answer.
        """
        limits = limits or Limits()
        with self._free:
            if self._timer is not None:
                self._timer.cancel()
            child = self._about_this(problem, limits)
            stopped = True
            try:
                made = []
                for question in questions:
                    child.send(wire.question_to_json(question))
                    made.append(child.answer(question.about(problem), limits, progress=progress, cancelled=cancelled))
                stopped = any(one.ended == "clock" for one in made)
            except ProblemError:
                stopped = not child.answered  # it may be the round itself that is refused
                raise
            finally:
                self._leave(stopped)
            return made

    def waited_for(self, seconds: float) -> None:
        """Wait until nobody has asked for as long as a child stays, at most so many seconds."""
        if self._timer is not None:
            self._timer.join(seconds)

    def end(self) -> None:
        """End the child, if there is one and nobody is asking."""
        with self._free:
            self._leave(True)

    def _about_this(self, problem: Problem, limits: Limits) -> Child:
        text = wire.problem_to_json(problem, Budget(limits.work))
        about = hashlib.sha256(text.encode()).digest()
        if self.child is not None and (self._about != about or not self.child.alive):
            self.child.end()
            self.child = None
        if self.child is None:
            self.child, self._about = Child(limits, stays=True), about
            self.child.send(text)
        return self.child

    def _leave(self, stopped: bool) -> None:
        """Let the child stay for a while, or end it: one that was cut off does not know the best."""
        if self.child is None:
            return
        if stopped:
            self.child.end()
            self.child = None
            return
        self._timer = threading.Timer(self._stays, self.end)
        self._timer.daemon = True
        self._timer.start()
