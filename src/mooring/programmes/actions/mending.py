"""What changes between publishing and the first introduction: a round is solved again around what still stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from django.db import transaction

from mooring.people.models import Member
from mooring.programmes import solving
from mooring.programmes.actions.drafts import write
from mooring.programmes.actions.introducing import drop
from mooring.programmes.actions.publishing import changes_between
from mooring.programmes.adapter import matching
from mooring.programmes.models import Match, Round
from mooring.programmes.solving import Members

log = structlog.get_logger("mooring.programmes")


def mend(*, round: Round) -> None:
    """Solve a published round again around what still stands, as publishing does; nothing once somebody was introduced.

    What changed is added to ``round.changes``. Where it cannot be solved, what no longer stands is let go, so that it holds up nobody.
    """
    before = solving.groups_of(round)
    try:
        found = solving.recheck(round)
    except matching.NotSolved as why:
        log.warning("a published round was not solved again", round=round.public_id, code=why.code)
        _let_go(round, set(before) - set(solving.standing(round)))
        return
    if not found.changed:
        return
    after = [group.members for group in found.drafted.groups]
    waiting = {one.member for one in found.drafted.waiting}
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round.pk)
        begun = Match.objects.filter(round=round, introduced_at__isnull=False).exists()
        if current.state != Round.State.PUBLISHED or begun or set(solving.groups_of(current)) != set(before):
            return
        changes = [*_still_so(current.changes, after, waiting), *changes_between(before, after, waiting)]
        Round.objects.filter(pk=round.pk).update(changes=changes, score=found.drafted.score, bound=found.bound, publishing_at=None)
        write(round, found.drafted, state=Match.State.PUBLISHED)


def _let_go(round: Round, groups: set[Members]) -> None:
    with transaction.atomic():
        for match in Match.objects.not_introduced().filter(round=round).prefetch_related("seats"):
            if frozenset(seat.member_id for seat in match.seats.all()) in groups:
                drop(match)


def _still_so(changes: Sequence[dict[str, Any]], after: Sequence[Members], waiting: set[int]) -> list[dict[str, Any]]:
    """Earlier changes as far as they hold: groups that are still there, people who still have none."""
    keys = dict(Member.objects.filter(public_id__in={one for row in changes for one in row["people"]}).values_list("public_id", "pk"))
    kept = []
    for row in changes:
        people = [one for one in row["people"] if one in keys]
        if row["code"] == "left":
            people = [one for one in people if keys[one] in waiting]
        elif frozenset(keys[one] for one in people) not in set(after):
            people = []
        if people or row["code"] == "gone":
            kept.append({**row, "people": people})
    return kept
