"""What a page says of what is missing: each gap with its reason and the steps that lead on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mooring.circle import gap_words
from mooring.circle.gaps import Counted, Gap, gaps
from mooring.circle.index import Line
from mooring.circle.needs import Level
from mooring.circle.steps import Held
from mooring.people.models import Account, Member
from mooring.suggestions.steps import Step, Wanted, steps_for

SHOWN = 3
"""So many are put before somebody at once; the others are folded away."""


@dataclass(frozen=True)
class Shown:
    """A gap as a page shows it: the one next step, and other ways."""

    key: str
    title: str
    why: str
    step: Step | None
    others: Sequence[Step]


def missing(
    account: Account, memberships: Sequence[Member], counted: Counted, near: Sequence[Line], levels: Sequence[Level], today: dt.date
) -> list[Shown]:
    """All that is missing in a circle; the steps lead to the nearest people of it."""
    return steps_of(account, memberships, gaps(counted, levels, today), near, today)


def steps_of(account: Account, memberships: Sequence[Member], found: Sequence[Gap], near: Sequence[Line], today: dt.date) -> list[Shown]:
    """These gaps with the steps that lead on from them."""
    slack = {line.id: line.slack(today) for line in near}
    wanted = [Wanted(gap.missing.value, gap.support.key if gap.support is not None else "", today, Held(gap, near, slack)) for gap in found]
    return [_shown(gap, steps) for gap, steps in zip(found, steps_for(account, memberships, wanted), strict=True)]


def _shown(gap: Gap, steps: Sequence[Step]) -> Shown:
    return Shown(gap.key, gap_words.title(gap), gap_words.why(gap), steps[0] if steps else None, steps[1:])
