"""The adapter between rows and the matching engine. No other package of this app but the policies' adapter imports the engine."""

from mooring.programmes.matching.assembling import Assembled, around, assemble, in_round
from mooring.programmes.matching.comparing import LockCost, Other, TakenBack, allowed, alternatives, lock_costs, sizes, taken_back
from mooring.programmes.matching.drafts import Drafted, Group, NotSolved, Waiting, drafted
from mooring.programmes.matching.running import STANDING, best, run, run_here, warm_up

__all__ = [
    "STANDING",
    "Assembled",
    "Drafted",
    "Group",
    "LockCost",
    "NotSolved",
    "Other",
    "TakenBack",
    "Waiting",
    "allowed",
    "alternatives",
    "around",
    "assemble",
    "best",
    "drafted",
    "in_round",
    "lock_costs",
    "run",
    "run_here",
    "sizes",
    "taken_back",
    "warm_up",
]
