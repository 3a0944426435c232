"""What is missing in a circle, with its reason. Pure: lines and answers in, gaps out. Nothing here measures the owner.

Role models are not among those who hold one up, and whoever was put away is not there. A kind somebody said they want none of is
never missing.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mooring.circle.book import IN_PERSON, MODEL, ONLINE, RESTING, SAME_ORGANISATION, SAME_TEAM, Line
from mooring.circle.needs import Level
from mooring.circle.rhythm import Slack
from mooring.circle.things import Sector, Support

MUCH = 3
"""So many kinds from one person are much to rest on them."""
ENOUGH = 3
"""Of fewer people it says little that they are all alike."""


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


def gaps(lines: Sequence[Line], levels: Sequence[Level], today: dt.date) -> list[Gap]:
    """All that is missing, what was said to be wanted first. Nobody in the circle: nothing to say."""
    held = [one for one in lines if not one.has(MODEL)]
    if not held:
        return []
    said = {one.kind: one for one in levels if one.said}
    found = [gap for look in (_kinds, _one_carries) for gap in look(held, said)]
    found += [gap for gap in (_alike(held, missing, is_like, others) for missing, is_like, others in _ALIKE) if gap]
    if slack := _all_slack(held, today):
        found.append(slack)
    return sorted(found, key=lambda one: -(one.level.unmet if one.level else 0))


def _kinds(held: Sequence[Line], said: dict[Support, Level]) -> list[Gap]:
    found = []
    for kind in Support:
        level = said.get(kind)
        if level is not None and level.want == 0:
            continue
        givers = tuple(one for one in held if one.gives >> kind & 1)
        if not givers:
            found.append(Gap(Missing.NOBODY, kind, level=level))
        elif len(givers) == 1:
            found.append(Gap(Missing.ONLY_ONE, kind, givers, 1, level))
        elif level is not None and level.unmet:
            found.append(Gap(Missing.MORE, kind, (), len(givers), level))
    return found


def _one_carries(held: Sequence[Line], _said: dict[Support, Level]) -> list[Gap]:
    """The one who gives most kinds, where that is much."""
    most = max(held, key=lambda one: (one.gives.bit_count(), one.id))
    kinds = most.gives.bit_count()
    return [Gap(Missing.MUCH_ON_ONE, None, (most,), kinds)] if kinds >= MUCH else []


def _alike(held: Sequence[Line], missing: Missing, is_like: Callable[[Line], bool], counts: Callable[[Line], bool]) -> Gap | None:
    """All who count are alike."""
    who = [one for one in held if counts(one)]
    return Gap(missing, None, (), len(who)) if len(who) >= ENOUGH and all(is_like(one) for one in who) else None


def _all_slack(held: Sequence[Line], today: dt.date) -> Gap | None:
    """Everybody one wishes to hear from is overdue."""
    tied = [one for one in held if not one.has(RESTING) and one.slack(today) is not Slack.RESTS]
    if len(tied) >= ENOUGH and all(one.slack(today) is Slack.SLACK for one in tied):
        return Gap(Missing.ALL_SLACK, None, (), len(tied))
    return None


def _any(_line: Line) -> bool:
    return True


_PROFESSIONAL = frozenset({Sector.WORK, Sector.EARLIER_WORK})
_ALIKE: tuple[tuple[Missing, Callable[[Line], bool], Callable[[Line], bool]], ...] = (
    (Missing.ONE_TEAM, lambda one: one.has(SAME_TEAM), _any),
    (Missing.ONLY_WORK, lambda one: one.sector is Sector.WORK, _any),
    (Missing.ONLY_ONLINE, lambda one: not one.has(IN_PERSON), lambda one: one.has(ONLINE) or one.has(IN_PERSON)),
    (Missing.ONLY_HERE, lambda one: one.has(SAME_ORGANISATION), lambda one: one.sector in _PROFESSIONAL),
)
"""What all may have in common: the gap, when one is like that, and who counts. Of who is met how, only those of whom it was said."""
