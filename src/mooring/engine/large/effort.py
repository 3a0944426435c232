"""How hard to look: numbers that trade time for quality, by the size of the round."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """`partners`: how many candidates everybody keeps. `passes`: how often people are laid out anew, in blocks of `block`, all pairs of
    which are looked at. `descents`: how often partners of partners are looked at, `fan` of each. `known`: contacts of contacts looked at.
    `repricings`: how often candidates are sought anew, by worth less price. `steps`: by how much bids rise, phase by phase; `first_steps`
    likewise before a repricing.
    """

    partners: int = 16
    passes: int = 6
    block: int = 48
    descents: int = 1
    fan: int = 8
    known: int = 32
    repricings: int = 1
    first_steps: tuple[int, ...] = (50_000, 10_000, 2_000)
    steps: tuple[int, ...] = (50_000, 10_000, 2_000, 400, 80)
    visits: int = 20_000
    sweeps: int = 10
