"""The states of a round: one table, and one way to move along it."""

from __future__ import annotations

import enum
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.programmes.errors import Refused
from mooring.programmes.models import Round

State = Round.State


class Event(enum.Enum):
    """What can happen to a round."""

    SOLVE = "solve"  # it is time, or an organiser asks for another draft
    SOLVED = "solved"
    FAIL = "fail"
    STOP = "stop"  # an organiser stops a solve
    PUBLISH = "publish"
    TAKE_BACK = "take_back"
    CLOSE = "close"
    CANCEL = "cancel"


TABLE: Final[dict[tuple[Round.State, Event], Round.State]] = {
    (State.ASKING, Event.SOLVE): State.SOLVING,
    (State.ASKING, Event.CANCEL): State.CANCELLED,
    (State.SOLVING, Event.SOLVED): State.DRAFT,
    (State.SOLVING, Event.FAIL): State.FAILED,
    (State.SOLVING, Event.STOP): State.FAILED,
    (State.SOLVING, Event.CANCEL): State.CANCELLED,
    (State.DRAFT, Event.SOLVE): State.SOLVING,
    (State.DRAFT, Event.PUBLISH): State.PUBLISHED,
    (State.DRAFT, Event.CANCEL): State.CANCELLED,
    (State.PUBLISHED, Event.TAKE_BACK): State.DRAFT,
    (State.PUBLISHED, Event.CLOSE): State.CLOSED,
    (State.FAILED, Event.SOLVE): State.SOLVING,
    (State.FAILED, Event.CANCEL): State.CANCELLED,
}
"""Where each event leads. What is not here is refused."""

_REFUSALS: Final[dict[Event, str | Promise]] = {
    Event.SOLVE: _("This round cannot be solved now."),
    Event.SOLVED: _("This round is not being solved."),
    Event.FAIL: _("This round is not being solved."),
    Event.STOP: _("This round is not being solved, so there is nothing to stop."),
    Event.PUBLISH: _("Only a draft can be published. Someone may have been quicker."),
    Event.TAKE_BACK: _("Only a published round whose introductions have not gone out can be taken back."),
    Event.CLOSE: _("Only a published round can be closed."),
    Event.CANCEL: _("This round can no longer be cancelled."),
}


def refusal(event: Event) -> Refused:
    """The sentence that says why an event is refused."""
    return Refused(str(_REFUSALS[event]))


def move(round: Round, event: Event, *, during: int | None = None, **fields: Any) -> None:
    """Move a round along the table by a conditional update, and set ``fields`` in the same step.

    With ``during`` the round moves only while that is its present solve. Refused when the table has no such step, when
    somebody else was quicker, or when the programme already has another round in the making. The object passed in is refreshed.
    """
    old = Round.State(round.state)
    new = TABLE.get((old, event))
    if new is None:
        raise refusal(event)
    rows = Round.objects.filter(pk=round.pk, state=old)
    if during is not None:
        rows = rows.filter(solving=during)
    try:
        with transaction.atomic():
            moved = rows.update(state=new, **fields)
    except IntegrityError as wrong:
        raise Refused(str(_("Another round of this programme is being prepared. Finish or cancel that one first."))) from wrong
    if not moved:
        raise refusal(event)
    round.refresh_from_db()
