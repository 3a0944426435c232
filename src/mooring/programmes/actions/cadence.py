"""What happens by itself, minute by minute. Each step looks at what is due now, so it may run twice, late, or after a kill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db.models import Max, QuerySet

from mooring.core.time import at, now
from mooring.jobs.policy import enqueue
from mooring.programmes.access import taking_part
from mooring.programmes.actions.closing import close_round
from mooring.programmes.actions.drafts import start_solving
from mooring.programmes.actions.publishing import claim_publishing
from mooring.programmes.actions.rounds import cancel_round, open_round
from mooring.programmes.actions.telling import tell_organisers
from mooring.programmes.dates import next_start, times_of
from mooring.programmes.errors import Refused
from mooring.programmes.models import Programme, Round

log = structlog.get_logger("mooring.programmes")
Row = TypeVar("Row", Programme, Round)

MAKING = (Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT, Round.State.FAILED)


def run_cadence() -> None:
    """Close, cancel, solve, publish, remind and open whatever is due."""
    present = now()
    _each(_rounds(state=Round.State.PUBLISHED, ends_on__lt=present.date() + dt.timedelta(days=1)), _close_if_over)
    _each(_rounds(state__in=MAKING, ends_on__lt=present.date() + dt.timedelta(days=1)), _cancel_if_overtaken)
    _each(_rounds(state=Round.State.ASKING, solve_at__lte=present), lambda round: start_solving(round=round))
    _each(_rounds(state=Round.State.DRAFT, publish_at__lte=present), _publish_or_remind)
    running = Programme.objects.filter(state=Programme.State.RUNNING).select_related("organisation")
    _each(running.exclude(rounds__state__in=MAKING[:3]), _open_if_due)


def _close_if_over(round: Round) -> None:
    if _is_over(round):
        close_round(round=round)


def _cancel_if_overtaken(round: Round) -> None:
    """A round nobody published in time gives way to the next."""
    if _is_over(round):
        cancel_round(round=round, why="too_late")


def _is_over(round: Round) -> bool:
    day_after = round.ends_on + dt.timedelta(days=1)
    return at(day_after, round.programme.publish_time, round.organisation.timezone) <= now()


def _publish_or_remind(round: Round) -> None:
    if round.programme.review == Programme.Review.PUBLISH:
        if claim_publishing(round):
            enqueue("programmes.publish", round.pk)
    elif Round.objects.filter(pk=round.pk, reminded_organisers_at=None).update(reminded_organisers_at=now()):
        tell_organisers(round, "programmes.draft_waits", round.solving)


def _open_if_due(programme: Programme) -> None:
    """Rounds begin by themselves once there are two people to introduce."""
    last = Round.objects.filter(programme=programme).aggregate(last=Max("starts_on"))["last"]
    starts_on = next_start(programme, last, now())
    if times_of(programme, starts_on).ask_at <= now() and taking_part(programme, starts_on)[:2].count() == 2:
        open_round(programme=programme, starts_on=starts_on)


def _rounds(**narrowed: object) -> QuerySet[Round]:
    return Round.objects.filter(**narrowed).select_related("organisation", "programme__organisation")


def _each(rows: QuerySet[Row], step: Callable[[Row], None]) -> None:
    """Take a step for each row by itself: one that cannot be taken must not hold up the others."""
    for row in rows:
        try:
            step(row)
        except Refused:
            continue
        except Exception as error:
            log.error("cadence step failed", row=row.public_id, exc_info=error)
