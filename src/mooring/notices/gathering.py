"""What comes once a day, and what a full day puts off: which of the notices that could go now wait for a digest.

One digest a day for each receiver, at the hour they name or with their first open one. What is ready by then is in it; what becomes
ready later waits for the next, unless it would be of no use by then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from mooring.boundaries.hours import Matter, PersonHours, may_reach
from mooring.core.time import at, local, now
from mooring.notices import register
from mooring.notices.models import Digest, Notice, Topic
from mooring.notices.receivers import Receiver
from mooring.notices.wishes import NOTHING_SAID, Wishes

A_DAY: Final = 5
"""So many messages that come by themselves reach a person in a day and a night; further ones wait for their digest."""

_LOOK_AHEAD: Final = 60  # days
Key = tuple[int | None, int | None]


def owner(notice: Notice) -> Key:
    """Whose a notice is: what is told apart in digests."""
    return notice.member_id, notice.account_id


def left_to_send(notices: Sequence[Notice], receivers: Mapping[int, Receiver | None], wishes: Mapping[int, Wishes]) -> list[Notice]:
    """Of the notices whose receivers may be reached now those that go now. Others are put off, or stand in a digest that goes now."""
    room = _room(notices)
    waits: dict[Key, list[Notice]] = defaultdict(list)
    for notice in notices:
        kind, receiver, key = register.find(notice.kind), receivers[notice.pk], owner(notice)
        if kind is None or receiver is None or receiver.account is None or notice.digest_id is not None:
            continue
        if said_by(receiver, wishes).gathers(kind) or (room[key] <= 0 and not kind.timed and kind.topic is not Topic.URGENT):
            waits[key].append(notice)
        else:
            room[key] -= 1
    for key, some in waits.items():
        receiver = receivers[some[0].pk]
        assert receiver is not None
        _gather(key, some, receiver, said_by(receiver, wishes))
    later = {one.pk for some in waits.values() for one in some if one.digest_id is None and one.not_before > now()}
    return [one for one in notices if one.pk not in later]


def said_by(receiver: Receiver, wishes: Mapping[int, Wishes]) -> Wishes:
    """What a receiver says of where and when."""
    return wishes[receiver.account.pk] if receiver.account is not None else NOTHING_SAID


def next_time(hours: PersonHours, matter: Matter, daily_at: dt.time | None, after: dt.datetime) -> dt.datetime | None:
    """When the first digest after an instant may come; None for not in sixty days."""
    first = local(after, hours.zone_at(after)).date()
    for step in range(_LOOK_AHEAD):
        moment = on_date(hours, matter, daily_at, first + dt.timedelta(days=step))
        if moment is not None and moment > after:
            return moment
    return None


def on_date(hours: PersonHours, matter: Matter, daily_at: dt.time | None, date: dt.date) -> dt.datetime | None:
    """When the digest of a date comes: as soon as it may from the hour named on, else with the first open one; None for not at all."""
    zone = hours.zone_on(date)
    for begin in (daily_at or dt.time(), dt.time()):
        moment = may_reach(hours, matter, at(date, begin, zone)).when
        if moment is not None and local(moment, zone).date() == date:
            return moment
    return None


def _room(notices: Iterable[Notice]) -> dict[Key, int]:
    """How many messages may still come to each by themselves, after those since this time yesterday."""
    room = {owner(one): A_DAY for one in notices}
    theirs = Q(member__in={member for member, _ in room} - {None}) | Q(account__in={account for _, account in room} - {None})
    by_itself = Count("pk", filter=Q(digest=None, urgency=Notice.Urgency.HELD))
    lately = Notice.objects.filter(theirs, sent_at__gt=now() - dt.timedelta(days=1))
    for one in lately.values("member", "account").annotate(count=by_itself):
        room[one["member"], one["account"]] = A_DAY - one["count"]
    return room


def _gather(key: Key, notices: list[Notice], receiver: Receiver, said: Wishes) -> None:
    """Put notices of one receiver into a digest that goes now, or off until the next one that still serves them."""
    hours, matter, present = receiver.hours, notices[0].matter, now()
    date = local(present, hours.zone_at(present)).date()
    moment = on_date(hours, matter, said.daily_at, date)
    if moment is not None and moment <= present and _made(key, date, notices, said):
        return
    following = next_time(hours, matter, said.daily_at, present)
    late = [one for one in notices if following is not None and following < one.expires_at]
    for notice in late:
        notice.not_before = following or present
    if late:
        keys = [one.pk for one in late]
        Notice.objects.filter(pk__in=keys).that_wait().update(not_before=following)


def _made(key: Key, date: dt.date, notices: list[Notice], said: Wishes) -> bool:
    """Make the digest of a date, with these notices and whatever else of theirs waits for it; False when the date has had one."""
    member, account = key
    theirs = Notice.objects.filter(member=member) if member is not None else Notice.objects.filter(account=account)
    waiting = theirs.that_wait().filter(not_before__lte=now()).exclude(digest__isnull=False)
    kinds = {one.name for one in register.kinds() if said.gathers(one)}
    try:
        with transaction.atomic():
            digest = Digest.objects.create(member_id=key[0], account_id=key[1], date=date)
            waiting.filter(Q(pk__in=[one.pk for one in notices]) | Q(kind__in=kinds)).update(digest=digest)
    except IntegrityError:
        return False
    for notice in notices:
        notice.digest = digest
    return True
