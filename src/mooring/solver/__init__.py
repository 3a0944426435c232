"""Solves in a child process with limits, so that a page still answers meanwhile and nothing can hang or take all memory."""

from mooring.solver.process import Cancelled, Failed, Limits, NoMemory, SolverError, TimedOut, solve, warm_up
from mooring.solver.standing import Standing
from mooring.solver.wire import Question

__all__ = ["Cancelled", "Failed", "Limits", "NoMemory", "Question", "SolverError", "Standing", "TimedOut", "solve", "warm_up"]
