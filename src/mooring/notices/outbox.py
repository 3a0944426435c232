"""Sending what is due: claim, ask whether it is still true, word, hand over to each channel, note.

Each step is a conditional update, so any number of workers may run this at once and any of them may die anywhere. What a channel has
taken is written down at once, channel by channel: the moment between its yes and that note is the only one in which something can come
twice, and it then carries the same name (``channels.Once``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import structlog
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from mooring.core.time import now
from mooring.notices import channels, gathering, register
from mooring.notices.channels import Channel, Item, Parcel
from mooring.notices.models import Attempt, Notice
from mooring.notices.planning import plan
from mooring.notices.receivers import Receiver
from mooring.notices.wishes import NOTHING_SAID, Wishes

log = structlog.get_logger("mooring.notices")

LEASE: Final = dt.timedelta(minutes=10)
"""Whoever has been sending one notice for longer is taken for dead."""

WHILE_AWAY: Final = dt.timedelta(minutes=1)
"""What a channel that is away could not take is tried again after this long, and that counts as no try."""

TRIES: Final = 8
BATCH: Final = 500
MADE: Final = ""
"""What stands in place of a channel where the letter itself could not be made."""

Ends = Mapping[str, Sequence[str]]


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
        .select_related("member__organisation", "member__account", "member__site", "account", "digest")
        .order_by("not_before", "pk")
    )


class Batch(NamedTuple):
    """How many notices were looked at, how many of them were to go, how many went, and whether a channel could not be used."""

    looked_at: int
    handled: int
    sent: int
    away: bool


def send_batch() -> Batch:
    """Handle the next notices that are due."""
    batch = list(due()[:BATCH])
    ready, receivers, wishes = plan(batch)
    ends = channels.ends_of((one.pk, there, Notice.Scope(one.scope)) for one in ready if (there := receivers[one.pk]) is not None)
    sent = 0
    with channels.opened() as opened:
        for notices in _together(ready):
            first = notices[0]
            receiver = receivers[first.pk]
            said = gathering.said_by(receiver, wishes) if receiver is not None else NOTHING_SAID
            sent += _Sending(receiver, said, ends.get(first.pk, {}), opened).send(notices)
        away = opened.is_away()
    return Batch(len(batch), len(ready), sent, away)


def _together(notices: Iterable[Notice]) -> Iterator[list[Notice]]:
    """The notices one by one, but those of a digest all at once, also those that are not among them."""
    seen: set[int] = set()
    for notice in notices:
        if notice.digest_id is None:
            yield [notice]
        elif notice.digest_id not in seen:
            seen.add(notice.digest_id)
            whole = Notice.objects.filter(digest=notice.digest_id).that_wait().select_related("digest")
            yield list(whole.order_by("not_before", "pk")) or [notice]


@dataclass
class _Sending:
    """What goes to one receiver at once: one notice, or those of a digest."""

    receiver: Receiver | None
    said: Wishes
    ends: Ends
    opened: channels.Opened
    away: bool = False
    failed: bool = False
    final: bool = True
    items: list[Item] = field(default_factory=list)

    def send(self, notices: list[Notice]) -> int:
        """Claim, word, hand over and note; returns how many notices went out by all their channels."""
        mine = claim(notices)
        if not mine:
            return 0
        self._word(mine)
        for name, ends in self.ends.items():
            channel = channels.find(name)
            if channel is not None:
                self._hand_over(channel, ends)
        return self._note()

    def _word(self, notices: list[Notice]) -> None:
        for notice in notices:
            kind = register.find(notice.kind)
            try:
                with _as_read_by(self.receiver):
                    if kind is None or not self._is_wanted(kind) or not kind.wording.still_true(notice):
                        note([notice], Notice.State.DROPPED)
                    else:
                        self.items.append(Item(notice, kind, kind.wording.word(notice)))
            except Exception as error:
                _write_down([notice], MADE, error)
                _try_later([notice], digest=None)  # what comes after its digest has a name of its own

    def _is_wanted(self, kind: register.Kind) -> bool:
        return self.receiver is not None and bool(self.ends) and self.said.wants(kind)

    def _hand_over(self, channel: Channel, ends: Sequence[str]) -> None:
        """Hand over by one channel whatever may come through it and has not yet."""
        items = [one for one in self.items if not channel.choosable or self.said.through(one.kind.topic, channel.name)]
        items = _not_taken(items, channel)
        if not items or self.receiver is None:
            return
        digest = items[0].notice.digest
        parcel = Parcel(digest.public_id if digest else items[0].notice.public_id, self.receiver, ends, items, digest is not None)
        notices = [one.notice for one in items]
        try:
            with _as_read_by(self.receiver):
                self.opened.hand_over(channel, parcel)
        except channels.Away:
            self.away = True
        except Exception as error:
            self.failed = True
            self.final = self.final and channel.is_final(error)
            _write_down(notices, channel.name, error)
        else:
            _write_down(notices, channel.name)

    def _note(self) -> int:
        """Write down what became of all of them."""
        notices = [one.notice for one in self.items]
        if not notices:
            return 0
        if self.failed:
            given_up = self.final or notices[0].tries >= TRIES
            note(notices, Notice.State.FAILED) if given_up else _try_later(notices)
        elif self.away:
            note(notices, Notice.State.WAITING, not_before=now() + WHILE_AWAY, tries=F("tries") - 1)
        else:
            note(notices, Notice.State.SENT, sent_at=now())
            return len(notices)
        return 0


def claim(notices: Sequence[Notice]) -> list[Notice]:
    """Take waiting notices for sending; those another worker was faster with are left out."""
    taken = []
    for notice in notices:
        waiting = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING)
        if waiting.update(state=Notice.State.SENDING, claimed_at=now(), tries=F("tries") + 1):
            notice.tries += 1
            taken.append(notice)
    return taken


def note(notices: Sequence[Notice], state: Notice.State, **fields: object) -> None:
    """Write down what became of claimed notices."""
    Notice.objects.filter(pk__in=[one.pk for one in notices], state=Notice.State.SENDING).update(state=state, **fields)


def _not_taken(items: list[Item], channel: Channel) -> list[Item]:
    """Those that the channel has not taken at an earlier try."""
    again = [one.notice.pk for one in items if one.notice.claimed_at is not None]
    if not again:
        return items
    taken = set(Attempt.objects.filter(notice__in=again, channel=channel.name, succeeded=True).values_list("notice", flat=True))
    return [one for one in items if one.notice.pk not in taken]


def _write_down(notices: Sequence[Notice], channel: str, error: Exception | None = None) -> None:
    """Keep that a channel took these, or the kind of error in place of it."""
    if error is not None:
        log.warning("notice not sent", channel=channel, error=type(error).__name__, tries=notices[0].tries, exc_info=error)
    kind = type(error).__name__ if error is not None else ""
    Attempt.objects.bulk_create(Attempt(notice=one, at=now(), channel=channel, succeeded=error is None, error=kind) for one in notices)


def _try_later(notices: Sequence[Notice], **fields: object) -> None:
    """Try again after a pause that grows, or give up after so many tries."""
    tries = notices[0].tries
    if tries >= TRIES:
        note(notices, Notice.State.FAILED)
    else:
        note(notices, Notice.State.WAITING, not_before=now() + dt.timedelta(minutes=2**tries), **fields)


@contextmanager
def _as_read_by(receiver: Receiver | None) -> Iterator[None]:
    """The receiver's language and zone, for as long as a notice is worded."""
    if receiver is None:
        yield
        return
    with translation.override(receiver.language), timezone.override(ZoneInfo(receiver.hours.zone_at(now()))):
        yield
