"""Whose hours are what, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from mooring.boundaries.hours import PersonHours, default_week
from mooring.boundaries.models import Leave as LeaveRow
from mooring.boundaries.models import WorkSpan
from mooring.core.hours import NINE_TO_FIVE, Leave, Span
from mooring.people.models import Account, Member


def hours_of(members: Iterable[Member]) -> dict[int, PersonHours]:
    """The hours of each member, by primary key; two queries, and one for related rows the caller has not selected.

    Load members with ``select_related("organisation", "account", "site")``.
    """
    found = list(members)
    member_ids = [member.pk for member in found]
    account_ids = [member.account_id for member in found if member.account_id]
    spans, leaves = _rows(member_ids, account_ids)
    return {
        member.pk: PersonHours(
            zone=member.zone,
            week=_week(spans, member),
            leave=tuple(sorted({*leaves["account", member.account_id or 0], *leaves["member", member.pk]})),
        )
        for member in found
    }


def hours_of_account(account: Account) -> PersonHours:
    """The hours of an account for what is no organisation's business: its own word, else its longest membership's record."""
    member = (
        Member.objects.here()
        .filter(account=account)
        .select_related("organisation", "account", "site", "site__organisation")
        .order_by("pk")
        .first()
    )
    if member is not None:
        return hours_of([member])[member.pk]
    spans, leaves = _rows([], [account.pk])
    week = tuple(sorted(spans["account", account.pk])) or NINE_TO_FIVE
    return PersonHours(account.timezone or "UTC", week, tuple(sorted(leaves["account", account.pk])))


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
