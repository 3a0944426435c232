"""Naming addresses that are told of events, and telling them: at least once, with the same id at every try."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.channels.webhook import posting
from mooring.channels.webhook.models import KEPT, Delivery, Hook
from mooring.core.fetch import FetchFailed, Problem, readable
from mooring.core.time import now
from mooring.people.models import Member

MOST: Final = 10
AT_MOST: Final = 100
LEASE: Final = dt.timedelta(minutes=5)
LOOK_BACK: Final = dt.timedelta(hours=1)
"""How long after its own time an entry may still appear in the record: the longest transaction."""

PAUSES: Final = (1, 5, 30, 120, 300, 600, 1440)
"""Minutes until each further try; after the last it is given up."""

GONE: Final = "410"


@transaction.atomic
def add_hook(*, actor: Member, address: str, events: Sequence[str]) -> Hook:
    """Let an address be told of events from now on; ValidationError where it cannot be written to."""
    checked = _checked(address)
    if Hook.objects.filter(organisation=actor.organisation).count() >= MOST:
        raise ValidationError(_("That is as many addresses as one organisation may have. Remove one first."))
    hook = Hook.objects.create(organisation=actor.organisation, address=checked, events=sorted(events), secret=posting.new_secret())
    _record("webhook.added", actor, hook)
    return hook


@transaction.atomic
def change_hook(*, actor: Member, hook: Hook, events: Sequence[str], is_on: bool) -> None:
    """Say anew of what an address is told, and whether it is. What happened while it was off is not told later."""
    if is_on and not hook.is_on:
        hook.made_at = hook.seen_at = now()
    hook.events, hook.is_on = sorted(events), is_on
    hook.save(update_fields=["events", "is_on", "made_at", "seen_at"])
    _record("webhook.changed", actor, hook)


@transaction.atomic
def replace_secret(*, actor: Member, hook: Hook) -> None:
    """Sign with a new secret from now on."""
    hook.secret = posting.new_secret()
    hook.save(update_fields=["secret"])
    _record("webhook.secret_replaced", actor, hook)


@transaction.atomic
def remove_hook(*, actor: Member, hook: Hook) -> None:
    """Tell an address nothing any more, and forget what it was told."""
    _record("webhook.removed", actor, hook)
    hook.delete()


@transaction.atomic
def send_test(*, actor: Member, hook: Hook) -> Delivery:
    """Put a test event on its way."""
    _record("webhook.tested", actor, hook)
    return Delivery.objects.create(hook=hook)


@transaction.atomic
def send_again(*, actor: Member, delivery: Delivery) -> bool:
    """Try an event that was given up anew; False when it is on its way already."""
    given_up = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED)
    again = given_up.update(state=Delivery.State.WAITING, tries=0, not_before=now())
    if again:
        _record("webhook.sent_again", actor, delivery.hook)
    return bool(again)


def gather() -> None:
    """Put what has been recorded since the last look on its way to whoever wants to know of it, each entry once."""
    for hook in Hook.objects.filter(is_on=True).select_related("organisation"):
        present = now()
        entries = Entry.objects.filter(
            organisation=hook.organisation, verb__in=hook.events, at__gte=max(hook.made_at, hook.seen_at - LOOK_BACK), kind=Entry.Kind.DID
        )
        Delivery.objects.bulk_create((Delivery(hook=hook, entry=one) for one in entries), ignore_conflicts=True, batch_size=500)
        Hook.objects.filter(pk=hook.pk).update(seen_at=present)


def send_due() -> int:
    """Post what is due; returns how many were taken. An address that failed once in a run is left alone until the next."""
    _tidy()
    due = Delivery.objects.filter(state=Delivery.State.WAITING, not_before__lte=now(), hook__is_on=True)
    failed: set[int] = set()
    taken = 0
    for delivery in due.select_related("hook__organisation", "entry__subject").order_by("not_before", "pk")[:AT_MOST]:
        if delivery.hook_id in failed or not _claim(delivery):
            continue
        went, answer = posting.post(delivery)
        _note(delivery, went, answer)
        taken += went
        if not went:
            failed.add(delivery.hook_id)
    return taken


def _tidy() -> None:
    """Give back what a dead worker was posting, and forget what is old."""
    stuck = Delivery.objects.filter(state=Delivery.State.SENDING, claimed_at__lt=now() - LEASE)
    stuck.update(state=Delivery.State.WAITING)
    Delivery.objects.filter(made_at__lt=now() - KEPT).delete()


def _claim(delivery: Delivery) -> bool:
    waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING)
    delivery.tries += 1
    return bool(waiting.update(state=Delivery.State.SENDING, claimed_at=now(), tries=F("tries") + 1))


def _note(delivery: Delivery, went: bool, answer: str) -> None:
    state, later = Delivery.State.SENT, now()
    if not went and delivery.tries <= len(PAUSES) and answer != GONE:
        state, later = Delivery.State.WAITING, now() + dt.timedelta(minutes=PAUSES[delivery.tries - 1])
    elif not went:
        state = Delivery.State.FAILED
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING)
    mine.update(state=state, answer=answer, tried_at=now(), not_before=later)
    if answer == GONE:
        # Its owner says that nothing is wanted there any more.
        Hook.objects.filter(pk=delivery.hook_id).update(is_on=False)


def _checked(address: str) -> str:
    try:
        return readable(address)
    except FetchFailed as failed:
        said = {
            Problem.CLOSED: _("That address lies in a network that is closed to Mooring, or does not begin with https://."),
            Problem.SILENT: _("No machine of this name is known."),
        }
        raise ValidationError(said.get(failed.problem, _("That is not an address one can post to."))) from failed


def _record(verb: str, actor: Member, hook: Hook) -> None:
    record(verb, actor=actor.account, organisation=actor.organisation, thing=hook.public_id, acting_as=Entry.As.ADMIN)
