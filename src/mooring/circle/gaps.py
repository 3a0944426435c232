"""What is missing in a circle, with its reason. Pure: counts and answers in, gaps out. Nothing here measures the owner.

Role models are not among those who hold one up, and whoever was put away is not there. A kind somebody said they want none of is
never missing.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mooring.circle.index import IN_PERSON, MODEL, ONLINE, RESTING, SAME_ORGANISATION, SAME_TEAM, Line
from mooring.circle.needs import Level
from mooring.circle.things import Sector, Support

MUCH = 3
"""So many kinds from one person are much to rest on them."""
ENOUGH = 3
"""Of fewer people it says little that they are all alike."""
PROFESSIONAL = frozenset({Sector.WORK, Sector.EARLIER_WORK})
"""From where one knows people by what one does."""


class Missing(enum.Enum):
    """What can be missing."""

    MORE = "more"
    NOBODY = "nobody"
    ONLY_ONE = "only one"
    MUCH_ON_ONE = "much on one"
    ONE_TEAM = "one team"
    ONLY_WORK = "only work"
    ONLY_ONLINE = "only online"
    ONLY_HERE = "only here"
    ALL_SLACK = "all slack"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing. ``people`` are those it is about; ``count`` is how many there are of what the reason names."""

    missing: Missing
    support: Support | None = None
    people: tuple[Line, ...] = ()
    count: int = 0
    level: Level | None = None

    @property
    def key(self) -> str:
        """The same for the same gap."""
        return (
            f"{self.missing.value}:{self.support.key if self.support is not None else ''}:{','.join(sorted(one.id for one in self.people))}"
        )


@dataclass(frozen=True)
class Counted:
    """What the gaps of a circle are found by.

    By kind of support: how many give it, and who does where it is one alone. ``most`` holds the one who gives most kinds. Then how
    many count for a likeness, and how many of them are alike. ``tied`` are the ties that do not rest; ``slack_last`` is the day on
    which the last of them will have gone slack.
    """

    held: int = 0
    kinds: tuple[int, ...] = (0,) * len(Support)
    only: tuple[Line | None, ...] = (None,) * len(Support)
    most: tuple[Line, ...] = ()
    one_team: tuple[int, int] = (0, 0)
    only_work: tuple[int, int] = (0, 0)
    only_online: tuple[int, int] = (0, 0)
    only_here: tuple[int, int] = (0, 0)
    tied: int = 0
    slack_last: int = 0


def count(lines: Iterable[Line]) -> Counted:
    """Count what the gaps are found by."""
    held = [one for one in lines if not one.has(MODEL)]
    by_kind = [[one for one in held if one.gives >> kind & 1] for kind in Support]
    tied = [one for one in held if one.since and not one.has(RESTING)]
    professional = [one for one in held if one.sector in PROFESSIONAL]
    said_how = [one for one in held if one.has(ONLINE) or one.has(IN_PERSON)]
    return Counted(
        held=len(held),
        kinds=tuple(len(some) for some in by_kind),
        only=tuple(some[0] if len(some) == 1 else None for some in by_kind),
        most=(max(held, key=lambda one: (one.gives.bit_count(), one.id)),) if held else (),
        one_team=_alike(held, lambda one: one.has(SAME_TEAM)),
        only_work=_alike(held, lambda one: one.sector is Sector.WORK),
        only_online=_alike(said_how, lambda one: not one.has(IN_PERSON)),
        only_here=_alike(professional, lambda one: one.has(SAME_ORGANISATION)),
        tied=len(tied),
        slack_last=max((one.since + one.latest + 1 for one in tied), default=0),
    )


def gaps(counted: Counted, levels: Sequence[Level], today: dt.date) -> list[Gap]:
    """All that is missing, what was said to be wanted first. Nobody in the circle: nothing to say."""
    if not counted.held:
        return []
    found = _kinds(counted, {one.kind: one for one in levels if one.said})
    found += [Gap(Missing.MUCH_ON_ONE, None, (one,), one.gives.bit_count()) for one in counted.most if one.gives.bit_count() >= MUCH]
    alike = (counted.one_team, counted.only_work, counted.only_online, counted.only_here)
    found += [
        Gap(missing, None, (), count)
        for missing, (count, like) in zip((Missing.ONE_TEAM, Missing.ONLY_WORK, Missing.ONLY_ONLINE, Missing.ONLY_HERE), alike, strict=True)
        if count == like >= ENOUGH
    ]
    if counted.tied >= ENOUGH and counted.slack_last <= today.toordinal():
        found.append(Gap(Missing.ALL_SLACK, None, (), counted.tied))
    return sorted(found, key=lambda one: -(one.level.unmet if one.level else 0))


def _kinds(counted: Counted, said: dict[Support, Level]) -> list[Gap]:
    found = []
    for kind in Support:
        level, givers, only = said.get(kind), counted.kinds[kind], counted.only[kind]
        if level is not None and level.want == 0:
            continue
        if not givers:
            found.append(Gap(Missing.NOBODY, kind, level=level))
        elif only is not None:
            found.append(Gap(Missing.ONLY_ONE, kind, (only,), 1, level))
        elif level is not None and level.unmet:
            found.append(Gap(Missing.MORE, kind, (), givers, level))
    return found


def _alike(who: Sequence[Line], is_like: Callable[[Line], bool]) -> tuple[int, int]:
    """How many count, and how many of them are alike."""
    return len(who), sum(is_like(one) for one in who)
