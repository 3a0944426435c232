"""What has reached somebody, what an account may switch, and how an organisation's outbox stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from mooring.core.time import now
from mooring.notices import register
from mooring.notices.models import Attempt, Notice, Switch
from mooring.people.models import Account, Member, Organisation

LATELY = dt.timedelta(days=7)


def has_reached(member: Member | None, *, kind: str, thing: str) -> bool:
    """Whether a notice of a kind about a thing has reached a member by any channel, or is just going."""
    theirs = Notice.objects.filter(member=member, kind=kind, thing=thing)
    going = Q(state__in=[Notice.State.SENT, Notice.State.SENDING])
    return theirs.filter(going | Q(attempts__succeeded=True)).exists()


def is_waiting(account: Account, *, kind: str) -> bool:
    """Whether a private notice of a kind waits for an account."""
    return Notice.objects.filter(account=account, kind=kind, state=Notice.State.WAITING).exists()


@dataclass(frozen=True)
class Switchable:
    """A kind of notice with its words, and whether it reaches the account."""

    name: str
    label: register.Words
    on: bool


def switchable_kinds(account: Account) -> list[Switchable]:
    """The kinds an account may switch off, by label."""
    off = set(Switch.objects.filter(account=account).values_list("kind", flat=True))
    found = [Switchable(kind.name, kind.switch, kind.name not in off) for kind in register.kinds() if kind.switchable]
    return sorted(found, key=lambda one: str(one.label))


@dataclass(frozen=True)
class Failure:
    """Notices that were given up, by their channel and the kind of error; ``of_use`` of them may still be sent."""

    channel: str
    error: str
    count: int
    of_use: int


@dataclass(frozen=True)
class Standing:
    """How an organisation's outbox stands.

    ``due`` wait for the worker alone, the oldest since ``due_since``; ``held`` wait for their receivers' hours or their own day, the
    oldest since ``held_since``; ``retried`` of both have failed before. ``sent`` is of the last seven days.
    """

    due: int
    due_since: dt.datetime | None
    held: int
    held_since: dt.datetime | None
    retried: int
    sent: int
    last_sent: dt.datetime | None
    failures: tuple[Failure, ...]


def standing(organisation: Organisation) -> Standing:
    """How an organisation's outbox stands, in two queries. What is private is no organisation's and not counted."""
    waiting, present = Q(state=Notice.State.WAITING), now()
    due, held = waiting & Q(not_before__lte=present), waiting & Q(not_before__gt=present)
    counted = Notice.objects.filter(organisation=organisation).aggregate(
        due=Count("pk", filter=due),
        due_since=Min("not_before", filter=due),
        held=Count("pk", filter=held),
        held_since=Min("made_at", filter=held),
        retried=Count("pk", filter=waiting & Q(tries__gt=0)),
        sent=Count("pk", filter=Q(sent_at__gt=present - LATELY)),
        last_sent=Max("sent_at"),
    )
    of_use = Count("pk", filter=Q(notice__expires_at__gt=present))
    groups = last_tries(organisation).values("channel", "error").annotate(count=Count("pk"), of_use=of_use)
    return Standing(**counted, failures=tuple(Failure(**one) for one in groups.order_by("-count", "channel", "error")))


def last_tries(organisation: Organisation) -> QuerySet[Attempt]:
    """Of each of the organisation's notices that could not be sent the last attempt of each channel that did not take it."""
    later = Attempt.objects.filter(notice=OuterRef("notice"), channel=OuterRef("channel"), pk__gt=OuterRef("pk"))
    failed = Q(notice__organisation=organisation, notice__scope=Notice.Scope.ORGANISATION, notice__state=Notice.State.FAILED)
    return Attempt.objects.filter(failed, succeeded=False).exclude(Exists(later))
