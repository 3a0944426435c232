"""Publishing a draft, and taking it back."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.core.time import now
from mooring.people.models import Member
from mooring.programmes import solving
from mooring.programmes.access import same_organisation
from mooring.programmes.actions.drafts import write
from mooring.programmes.dates import working_days_later
from mooring.programmes.errors import Refused
from mooring.programmes.models import Match, Round
from mooring.programmes.states import Event, move, refusal

GRACE: Final = dt.timedelta(minutes=10)
"""Between an organiser's publishing and the first introduction: so long it can be taken back."""


def publish(*, round: Round, actor: Member | None = None) -> None:
    """Publish a draft as things stand now. Without an actor it publishes itself, and introductions go at once.

    Everything is read again: a match touched by somebody who left, by a block, a snooze or changed hours is dropped and its people
    solved again around the rest. What changed stands in ``round.changes``. An organiser can take it back for ten minutes.
    """
    if actor is not None:
        same_organisation(round, actor)
    if round.state != Round.State.DRAFT:
        raise refusal(Event.PUBLISH)
    before = solving.groups_of(round)
    found = solving.recheck(round)
    after = [group.members for group in found.drafted.groups]
    present = now()
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round.pk)
        if current.state != Round.State.DRAFT or set(solving.groups_of(current)) != set(before):
            raise Refused(_("The draft has changed while it was being published. Look at it again."))
        move(
            round,
            Event.PUBLISH,
            published_at=present,
            introduce_at=present + GRACE if actor is not None else present,
            publishing_at=None,
            changes=changes_between(before, after, {one.member for one in found.drafted.waiting}) if found.changed else [],
            score=found.drafted.score,
            bound=found.bound,
        )
        write(round, found.drafted, state=Match.State.PUBLISHED)
        _note("round.published", round, actor)


def take_back(*, round: Round, actor: Member) -> None:
    """Make a published round a draft again, as long as no introduction has gone out."""
    same_organisation(round, actor)
    present, zone = now(), round.organisation.timezone
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round.pk)
        if Match.objects.filter(round=round, introduced_at__isnull=False).exists():
            raise Refused(_("The first introductions have gone out, so this round can no longer be taken back."))
        later = working_days_later(present, 1, zone)
        move(
            round,
            Event.TAKE_BACK,
            published_at=None,
            introduce_at=None,
            publishing_at=None,
            reminded_organisers_at=None,
            changes=[],
            # Otherwise what was due already would publish itself again at once.
            publish_at=max(round.publish_at, later),
        )
        Match.objects.filter(round=round, state=Match.State.PUBLISHED).update(state=Match.State.DRAFT)
        _note("round.taken_back", round, actor)


def claim_publishing(round: Round) -> bool:
    """Whether it falls to the caller to put the publishing of a due round, or its mending, on the queue; once a quarter of an hour."""
    stale = now() - dt.timedelta(minutes=15)
    rows = Round.objects.filter(pk=round.pk, state=round.state)
    return bool(rows.filter(Q(publishing_at=None) | Q(publishing_at__lt=stale)).update(publishing_at=now()))


def changes_between(before: list[solving.Members], after: list[solving.Members], waiting: set[int]) -> list[dict[str, object]]:
    """What is different from the draft, as codes and public ids; nothing says why, nor who is no longer in.

    A match none of whose people are in any more is counted, so that it does not vanish without a word.
    """
    placed_before, placed_after = set().union(*before), set().union(*after)
    names = dict(Member.objects.filter(pk__in=waiting | placed_after).values_list("pk", "public_id"))
    found: list[dict[str, object]] = [
        {"code": "new", "people": sorted(names[key] for key in group)} for group in after if group not in set(before)
    ]
    left = placed_before & waiting
    if left:
        found.append({"code": "left", "people": sorted(names[key] for key in left)})
    gone = sum(not group & (waiting | placed_after) for group in before)
    if gone:
        found.append({"code": "gone", "people": [], "matches": gone})
    return found


def _note(verb: str, round: Round, actor: Member | None) -> None:
    record(
        verb,
        actor=actor.account if actor else None,
        organisation=round.organisation,
        thing=round.public_id,
        acting_as="organiser" if actor else "system",
    )
