"""How hard to look: numbers that trade time for quality, by the size of the round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mooring.engine.large.packing import Round

_LIGHT_UP_TO: Final = 2_500
_MIDDLE_UP_TO: Final = 20_000
COUNTED: Final = 4_000
"""Up to so many steps a person, contacts of contacts are all counted, though not all are looked at: to count for one pair takes longer."""
_ALL_LOOKED_AT: Final = 500
"""Up to so many steps a person they are all looked at however many people there are."""
_PLENTY: Final = 600
"""With more than so many steps a person, the best of those found leave little to look for."""
_PARTNERS: Final = 12
_MORE_PARTNERS: Final = 18
_A_PART: Final = 4
_STEPS: Final = (2_000, 200, 20)
_MANY_STEPS: Final = (2_000, 100)
_LIGHT_STEPS: Final = (1_500,)


@dataclass(frozen=True, slots=True)
class Effort:
    """`partners`: how many candidates everybody keeps. `passes`: how often people are laid out anew, in blocks of `block`, all pairs of
    which are looked at. `descents`: how often partners of partners are looked at, `fan` of each. `known`: how many of those with whom
    people share contacts or wishes are looked at; `known_alone`: all of them are, each pair once, and nobody else, unless too many find
    nobody to bid for.
    `repricings`: how often candidates are sought anew, by worth less price. `steps`: by how much bids rise, phase by phase; `first_steps`
    likewise before a repricing. `visits`: people looked at for each who is brought in. `sweeps`: how often partners are exchanged.
    """

    partners: int = 16
    passes: int = 6
    block: int = 48
    descents: int = 1
    fan: int = 8
    known: int = 128
    known_alone: bool = False
    repricings: int = 1
    first_steps: tuple[int, ...] = (50_000, 10_000, 2_000)
    steps: tuple[int, ...] = (50_000, 10_000, 2_000, 400, 80)
    visits: int = 20_000
    sweeps: int = 10


def effort_for(packed: Round) -> Effort:
    """The setting for a round. Where contacts and wishes make up a good part of what a pair can be worth, and people share contacts with
    enough others but not with more than are looked at, partners are found through them, and little else need be looked at.
    """
    form, people = packed.packed, packed.people
    light, middle, plenty = people <= _LIGHT_UP_TO, people <= _MIDDLE_UP_TO, packed.shared > _PLENTY * people
    partners = _PARTNERS if light or (middle and plenty) else _MORE_PARTNERS if middle else _PARTNERS + 2
    most = COUNTED if middle else _ALL_LOOKED_AT
    decide = _A_PART * (form.rest - form.rest_apart) >= form.rest
    if not decide or not 2 * partners * people <= packed.shared <= most * people:
        return Effort()
    passes, steps = (1, _LIGHT_STEPS) if light else (2 if plenty else 8, _STEPS) if middle else (2 if plenty else 4, _MANY_STEPS)
    return Effort(partners=partners, passes=passes, descents=0, known=most, known_alone=light, repricings=0, steps=steps, sweeps=0)
