"""Sending what is due: claim, ask whether it is still true, word, send, note.

Each step is a conditional update of one row, so any number of workers may run this at once and any of them may die
anywhere. Between the mail server's yes and our note lies the one moment in which a mail can be repeated; it then carries
the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from mooring.boundaries.hours import may_reach
from mooring.core.time import now
from mooring.notices import mails, register
from mooring.notices.models import Attempt, Notice, Switch
from mooring.notices.receivers import Receiver, receivers_of

log = structlog.get_logger("mooring.notices")

LEASE = dt.timedelta(minutes=10)
"""Whoever has been sending one notice for longer is taken for dead."""

LOOK_AGAIN = dt.timedelta(hours=6)
"""A held notice is looked at again after this long, in case its receiver's hours have changed."""

TRIES = 8
BATCH = 100


def take_back() -> int:
    """Give back what a dead worker was sending; returns how many."""
    return Notice.objects.filter(state=Notice.State.SENDING, claimed_at__lt=now() - LEASE).update(state=Notice.State.WAITING)


def drop_expired() -> int:
    """Drop what waited too long to be of use; returns how many."""
    return Notice.objects.filter(state=Notice.State.WAITING, expires_at__lte=now()).update(state=Notice.State.DROPPED)


def due() -> QuerySet[Notice]:
    """What waits and may go now, receivers' hours aside, longest waiting first."""
    return (
        Notice.objects.filter(state=Notice.State.WAITING, not_before__lte=now(), expires_at__gt=now())
        .select_related("member__organisation", "member__account", "member__site", "account")
        .order_by("not_before", "pk")
    )


def send_batch() -> tuple[int, int]:
    """Handle the next notices that are due; returns how many were handled and how many sent."""
    batch = list(due()[:BATCH])
    receivers = receivers_of(batch)
    ready = [notice for notice in batch if not _held(notice, receivers[notice.pk])]
    if not ready:
        return len(batch), 0
    connection = get_connection()
    connection.open()
    try:
        sent = sum(_handle(notice, receivers[notice.pk], connection) for notice in ready)
    finally:
        connection.close()
    return len(batch), sent


def _held(notice: Notice, receiver: Receiver | None) -> bool:
    """Put a held notice off until its receiver's hours; whether it was."""
    if receiver is None:
        return False
    present = now()
    reach = may_reach(receiver.hours, notice.matter, present)
    if reach.now:
        return False
    opens = reach.when or notice.expires_at
    Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING).update(not_before=min(opens, present + LOOK_AGAIN))
    return True


def _handle(notice: Notice, receiver: Receiver | None, connection: BaseEmailBackend) -> int:
    if not claim(notice):
        return 0
    kind = register.find(notice.kind)
    try:
        with _as_read_by(receiver):
            if receiver is None or kind is None or _switched_off(kind, receiver) or not kind.wording.still_true(notice):
                note(notice, Notice.State.DROPPED)
                return 0
            mail = mails.of_notice(notice, kind, kind.wording.word(notice), receiver)
        connection.send_messages([mail])
    except Exception as error:
        _failed(notice, error)
        connection.close()
        return 0
    with transaction.atomic():
        Attempt.objects.create(notice=notice, at=now(), channel="mail", succeeded=True)
        note(notice, Notice.State.SENT, sent_at=now())
    return 1


def claim(notice: Notice) -> bool:
    """Take a waiting notice for sending; False when another worker was faster."""
    taken = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING).update(
        state=Notice.State.SENDING, claimed_at=now(), tries=F("tries") + 1
    )
    notice.tries += 1
    return taken == 1


def note(notice: Notice, state: Notice.State, **fields: dt.datetime) -> None:
    """Write down what became of a claimed notice."""
    Notice.objects.filter(pk=notice.pk, state=Notice.State.SENDING).update(state=state, **fields)


def _failed(notice: Notice, error: Exception) -> None:
    """Write down a failure, and try again later unless it is final."""
    log.warning("notice not sent", kind=notice.kind, error=type(error).__name__, tries=notice.tries, exc_info=error)
    final = notice.tries >= TRIES or _is_final(error)
    with transaction.atomic():
        Attempt.objects.create(notice=notice, at=now(), channel="mail", succeeded=False, error=type(error).__name__)
        if final:
            note(notice, Notice.State.FAILED)
        else:
            note(notice, Notice.State.WAITING, not_before=now() + dt.timedelta(minutes=2**notice.tries))


def _is_final(error: Exception) -> bool:
    """Whether the mail server refused this receiver for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return False


def _switched_off(kind: register.Kind, receiver: Receiver) -> bool:
    return kind.switchable and Switch.objects.filter(account=receiver.account, kind=kind.name).exists()


@contextmanager
def _as_read_by(receiver: Receiver | None) -> Iterator[None]:
    """The receiver's language and zone, for as long as a notice is worded."""
    if receiver is None:
        yield
        return
    with translation.override(receiver.language), timezone.override(ZoneInfo(receiver.hours.zone_at(now()))):
        yield
