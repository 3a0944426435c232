"""Whose hours are what, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from mooring.boundaries.hours import PersonHours, default_week, still_away
from mooring.boundaries.models import HereAfterAll, WorkSpan
from mooring.boundaries.models import Leave as LeaveRow
from mooring.core.hours import NINE_TO_FIVE, Leave, Span
from mooring.core.time import today
from mooring.people.models import Account, Member


def hours_of(members: Iterable[Member]) -> dict[int, PersonHours]:
    """The hours of each member, by primary key; three queries, and one for related rows the caller has not selected.

    Load members with ``select_related("organisation", "account", "site")``.
    """
    found = list(members)
    member_ids = [member.pk for member in found]
    account_ids = [member.account_id for member in found if member.account_id]
    spans, leaves = _rows(member_ids, account_ids)
    here = _here(member_ids)
    return {
        member.pk: PersonHours(
            zone=member.zone,
            week=_week(spans, member),
            leave=tuple(sorted({*leaves["account", member.account_id or 0], *still_away(leaves["member", member.pk], here[member.pk])})),
        )
        for member in found
    }


def hours_of_account(account: Account) -> PersonHours:
    """The hours of an account for what is no organisation's business: its own word, else its longest membership's record."""
    member = _record_of(account)
    if member is not None:
        return hours_of([member])[member.pk]
    spans, leaves = _rows([], [account.pk])
    week = tuple(sorted(spans["account", account.pk])) or NINE_TO_FIVE
    return PersonHours(account.timezone or "UTC", week, tuple(sorted(leaves["account", account.pk])))


@dataclass(frozen=True)
class RecordedLeave:
    """Days off as an organisation recorded them, and whether the person says that they are here on all of them."""

    public_id: str
    first: dt.date
    last: dt.date
    organisation: str
    overruled: bool


@dataclass(frozen=True)
class Said:
    """What an account lives by, what of it is its own word, and what the record says otherwise.

    ``organisation`` is the name of whose record it is; empty for an account of no organisation.
    """

    hours: PersonHours
    own_week: bool
    own_zone: bool
    record_week: tuple[Span, ...]
    record_zone: str
    organisation: str
    own_leave: tuple[LeaveRow, ...]
    record_leave: tuple[RecordedLeave, ...]


def said_of(account: Account) -> Said:
    """What an account has said of its hours, beside what its organisation's record says."""
    member = _record_of(account)
    spans, leaves = _rows([member.pk] if member else [], [account.pk])
    own = tuple(sorted(spans["account", account.pk]))
    record_week, record_zone, organisation = NINE_TO_FIVE, "", ""
    if member is not None:
        recorded = tuple(sorted(spans["member", member.pk]))
        record_week = recorded or default_week(_clock(member.organisation.day_begins), _clock(member.organisation.day_ends))
        record_zone = member.timezone or (member.site.timezone if member.site else "") or member.organisation.timezone
        organisation = member.organisation.name
    return Said(
        hours=PersonHours(account.timezone or record_zone or "UTC", own or record_week, tuple(leaves["account", account.pk])),
        own_week=bool(own),
        own_zone=bool(account.timezone),
        record_week=record_week,
        record_zone=record_zone,
        organisation=organisation,
        own_leave=tuple(LeaveRow.objects.filter(account=account, last__gte=today(account.timezone or record_zone or "UTC"))),
        record_leave=_recorded_leave(account),
    )


def _recorded_leave(account: Account) -> tuple[RecordedLeave, ...]:
    """The days off that any organisation has on record, as far as they are not past."""
    rows = LeaveRow.objects.filter(member__in=Member.objects.here().filter(account=account), last__gte=today(account.timezone or "UTC"))
    found = list(rows.select_related("member__organisation").order_by("first", "last", "pk"))
    here = _here([row.member_id for row in found if row.member_id])
    return tuple(
        RecordedLeave(
            public_id=row.public_id,
            first=row.first,
            last=row.last,
            organisation=row.member.organisation.name,
            overruled=not still_away([Leave(row.first, row.last)], here[row.member.pk]),
        )
        for row in found
        if row.member is not None
    )


def _record_of(account: Account) -> Member | None:
    """The membership whose record counts for what is no single organisation's business: the oldest."""
    return (
        Member.objects.here()
        .filter(account=account)
        .select_related("organisation", "account", "site", "site__organisation")
        .order_by("pk")
        .first()
    )


def week_of(member: Member) -> list[Span]:
    """The member's week: their own word, else the organisation's record, else the organisation's usual day."""
    return list(hours_of([member])[member.pk].week)


def leave_of(member: Member) -> list[Leave]:
    """The member's days off, their own and the record's."""
    return list(hours_of([member])[member.pk].leave)


def span_of(weekday: int, begins: dt.time, minutes: int) -> Span:
    """A stretch as its row holds it."""
    start = begins.hour * 60 + begins.minute
    return Span(weekday, start, start + minutes)


Owner = tuple[str, int]


def _rows(member_ids: list[int], account_ids: list[int]) -> tuple[dict[Owner, list[Span]], dict[Owner, list[Leave]]]:
    spans: dict[Owner, list[Span]] = defaultdict(list)
    leaves: dict[Owner, list[Leave]] = defaultdict(list)
    whose = Q(member__in=member_ids) | Q(account__in=account_ids)
    for account, member, weekday, begins, minutes in WorkSpan.objects.filter(whose).values_list(
        "account_id", "member_id", "weekday", "begins", "minutes"
    ):
        spans[_owner(account, member)].append(span_of(weekday, begins, minutes))
    for account, member, first, last in LeaveRow.objects.filter(whose).values_list("account_id", "member_id", "first", "last"):
        leaves[_owner(account, member)].append(Leave(first, last))
    return spans, leaves


def _here(member_ids: list[int]) -> dict[int, list[Leave]]:
    """The days on which members are here whatever the record of their leave says."""
    days: dict[int, list[Leave]] = defaultdict(list)
    for member, first, last in HereAfterAll.objects.filter(member__in=member_ids).values_list("member_id", "first", "last"):
        days[member].append(Leave(first, last))
    return days


def _owner(account: int | None, member: int | None) -> Owner:
    return ("account", account) if account else ("member", member or 0)


def _week(spans: dict[Owner, list[Span]], member: Member) -> tuple[Span, ...]:
    said = spans.get(("account", member.account_id or 0)) or spans.get(("member", member.pk))
    if said:
        return tuple(sorted(said))
    return default_week(_clock(member.organisation.day_begins), _clock(member.organisation.day_ends))


def _clock(time: dt.time | str) -> dt.time:
    """A time of day; a row just made still holds its default as text."""
    return dt.time.fromisoformat(time) if isinstance(time, str) else time
