"""Whose hours are what, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from mooring.boundaries.hours import Once, PersonHours, Travel, default_week, still_away, zone_at
from mooring.boundaries.models import HereAfterAll, OwnTime, OwnWord, WorkSpan
from mooring.boundaries.models import Leave as LeaveRow
from mooring.boundaries.models import Travel as TravelRow
from mooring.core.hours import NINE_TO_FIVE, Leave, Span
from mooring.core.public_holidays import dates_of, named_of
from mooring.core.time import now, today
from mooring.people.models import Account, Member

_DAY = dt.timedelta(days=1)


def hours_of(members: Iterable[Member]) -> dict[int, PersonHours]:
    """The hours of each member, by primary key; six queries, and one for related rows the caller has not selected.

    Load members with ``select_related("organisation", "account", "site")``.
    """
    found = list(members)
    rows = _Rows([member.pk for member in found], [member.account_id for member in found if member.account_id])
    return {member.pk: _hours(rows, member.account_id or 0, member, member.zone) for member in found}


def hours_of_account(account: Account) -> PersonHours:
    """The hours of an account for what is no organisation's business: its own word, else its longest membership's record."""
    return hours_of_accounts([account])[account.pk]


def hours_of_accounts(accounts: Iterable[Account]) -> dict[int, PersonHours]:
    """The same of many, by primary key; thirteen queries, seven where all of them are members somewhere."""
    found = {one.pk: one for one in accounts}
    memberships = Member.objects.here().filter(account__in=found).select_related("organisation", "account", "site", "site__organisation")
    # The oldest comes last, and stays.
    records = {member.account_id: member for member in memberships.order_by("-pk")}
    recorded = hours_of(records.values())
    alone = [one for one in found.values() if one.pk not in records]
    rows = _Rows([], [one.pk for one in alone])
    return {key: recorded[member.pk] for key, member in records.items() if key is not None} | {
        one.pk: _hours(rows, one.pk, None, one.timezone or "UTC") for one in alone
    }


def _hours(rows: _Rows, account: int, member: Member | None, zone: str) -> PersonHours:
    """What an account (0 for none) lives by beside the record of it, if there is one."""
    word = rows.words.get(account, _NO_WORD)
    times = rows.times[account]
    kinds = OwnTime.Kind
    recorded = still_away(rows.leaves["member", member.pk], rows.here[member.pk]) if member else []
    return PersonHours(
        zone=zone,
        week=tuple(sorted(rows.spans["account", account])) or _record_week(rows, member),
        leave=tuple(sorted({*rows.leaves["account", account], *recorded})),
        holidays=_holidays(word, member),
        other_week=tuple(sorted(rows.other_spans[account])) if word.other_from else (),
        other_from=word.other_from,
        travel=tuple(rows.travels[account]),
        focus=_weekly(times, kinds.FOCUS),
        personal=_weekly(times, kinds.PERSONAL),
        personal_once=tuple(Once(one.date, *_minutes(one)) for one in times if one.date is not None),
        quiet=_weekly(times, kinds.QUIET),
        private=_weekly(times, kinds.PRIVATE),
    )


def _weekly(times: Iterable[OwnTime], kind: OwnTime.Kind) -> tuple[Span, ...]:
    return tuple(sorted(Span(one.weekday, *_minutes(one)) for one in times if one.kind == kind and one.weekday is not None))


def _minutes(one: OwnTime) -> tuple[int, int]:
    span = span_of(0, one.begins, one.minutes)
    return span.start, span.end


def _holidays(word: OwnWord, member: Member | None) -> frozenset[dt.date]:
    """The holidays of last year, this one and the two to come: of a region, and one's own, without those one works on."""
    region, year = word.holidays or holidays_on_record(member), now().year
    public = dates_of(region, year - 1, year + 2) if region and region != OwnWord.NO_HOLIDAYS else frozenset()
    if not (word.yearly or word.here_on):
        return public
    own = {date for day in word.yearly for one in range(year - 1, year + 3) if (date := _in_year(day, one))}
    return (public | own) - {dt.date.fromisoformat(one) for one in word.here_on}


def _in_year(day: str, year: int) -> dt.date | None:
    """A day of each year in one of them; the 29th of February only where there is one."""
    try:
        return dt.date.fromisoformat(f"{year}-{day}")
    except ValueError:
        return None


def holidays_on_record(member: Member | None) -> str:
    """The region whose holidays a member keeps unless they say otherwise: their site's, else the organisation's; empty for none."""
    if member is None:
        return ""
    return (member.site.holidays if member.site else "") or member.organisation.holidays


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
    word: OwnWord
    record_holidays: str
    travels: tuple[TravelRow, ...]
    times: tuple[OwnTime, ...]


def said_of(account: Account) -> Said:
    """What an account has said of its hours, beside what its organisation's record says."""
    member = _record_of(account)
    rows = _Rows([member.pk] if member else [], [account.pk])
    record_zone = ""
    if member is not None:
        record_zone = member.timezone or (member.site.timezone if member.site else "") or member.organisation.timezone
    zone = account.timezone or record_zone or "UTC"
    hours = _hours(rows, account.pk, member, zone)
    return Said(
        hours=hours,
        own_week=bool(rows.spans["account", account.pk]),
        own_zone=bool(account.timezone),
        record_week=_record_week(rows, member),
        record_zone=record_zone,
        organisation=member.organisation.name if member else "",
        own_leave=tuple(LeaveRow.objects.filter(account=account, last__gte=today(zone))),
        record_leave=_recorded_leave(account),
        word=rows.words.get(account.pk, _NO_WORD),
        record_holidays=holidays_on_record(member),
        travels=tuple(TravelRow.objects.filter(account=account, last__gte=today(zone))),
        times=tuple(one for one in rows.times[account.pk] if one.date is None or one.date >= today(zone)),
    )


def travels_of(members: Iterable[Member]) -> dict[int, tuple[Travel, ...]]:
    """The days elsewhere of those members who have said some, by primary key."""
    account_of = {member.pk: member.account_id for member in members if member.account_id}
    rows = TravelRow.objects.filter(account__in=set(account_of.values())).values_list("account_id", "first", "last", "zone")
    journeys: dict[int, list[Travel]] = defaultdict(list)
    for account, first, last, zone in rows:
        journeys[account].append(Travel(first, last, zone))
    return {pk: tuple(journeys[account]) for pk, account in account_of.items() if account in journeys}


def clock_of(account: int | None, home: str) -> str:
    """The zone whose clock an account reads by just now: of where it has said that it travels, else ``home``. One query."""
    if account is None:
        return home
    day = today("UTC")  # a day of theirs may be yesterday's or tomorrow's of universal time
    near = TravelRow.objects.filter(account=account, first__lte=day + _DAY, last__gte=day - _DAY)
    return zone_at(home, [Travel(*row) for row in near.values_list("first", "last", "zone")], now())


def meets_of(members: Iterable[Member]) -> dict[int, str]:
    """How those members who have said so like to meet, by primary key: a value of ``OwnWord.Meets``."""
    by_account = {member.account_id: member.pk for member in members if member.account_id}
    said = OwnWord.objects.filter(account__in=by_account).exclude(meets=OwnWord.Meets.EITHER).values_list("account_id", "meets")
    return {by_account[account]: meets for account, meets in said}


@dataclass(frozen=True)
class Holiday:
    """A holiday to come: its name where it has one, whether it is one's own, and whether one works on it all the same."""

    date: dt.date
    name: str
    own: bool
    here: bool


def next_holidays(said: Said, present: dt.date) -> list[Holiday]:
    """The next few public holidays an account keeps, with their names where they are kept, and every one of its own."""
    region, word = said.word.holidays or said.record_holidays, said.word
    years = (present.year, present.year + 1)
    public = sorted(one for year in years for one in named_of(region, year).items() if one[0] >= present)[:3]
    found = {date: Holiday(date, name, own=False, here=date.isoformat() in word.here_on) for date, name in public}
    for day in word.yearly:
        coming = [date for year in range(present.year, present.year + 9) if (date := _in_year(day, year)) and date >= present]
        date = coming[0]
        name = found[date].name if date in found else ""
        found[date] = Holiday(date, name, own=True, here=date.isoformat() in word.here_on)
    return [found[date] for date in sorted(found)]


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
_NO_WORD = OwnWord()


class _Rows:
    """What is written of some members and accounts, read in six queries."""

    def __init__(self, member_ids: list[int], account_ids: list[int]) -> None:
        self.spans: dict[Owner, list[Span]] = defaultdict(list)
        self.other_spans: dict[int, list[Span]] = defaultdict(list)
        self.leaves: dict[Owner, list[Leave]] = defaultdict(list)
        self.travels: dict[int, list[Travel]] = defaultdict(list)
        self.times: dict[int, list[OwnTime]] = defaultdict(list)
        whose = Q(member__in=member_ids) | Q(account__in=account_ids)
        spans = WorkSpan.objects.filter(whose)
        for account, member, weekday, begins, minutes, other in spans.values_list(
            "account_id", "member_id", "weekday", "begins", "minutes", "other"
        ):
            kept = self.other_spans[account or 0] if other else self.spans[_owner(account, member)]
            kept.append(span_of(weekday, begins, minutes))
        for account, member, first, last in LeaveRow.objects.filter(whose).values_list("account_id", "member_id", "first", "last"):
            self.leaves[_owner(account, member)].append(Leave(first, last))
        self.here = _here(member_ids)
        self.words = {one.account_id: one for one in OwnWord.objects.filter(account__in=account_ids)}
        for account, first, last, zone in TravelRow.objects.filter(account__in=account_ids).values_list(
            "account_id", "first", "last", "zone"
        ):
            self.travels[account].append(Travel(first, last, zone))
        for one in OwnTime.objects.filter(account__in=account_ids):
            self.times[one.account_id].append(one)


def _here(member_ids: list[int]) -> dict[int, list[Leave]]:
    """The days on which members are here whatever the record of their leave says."""
    days: dict[int, list[Leave]] = defaultdict(list)
    for member, first, last in HereAfterAll.objects.filter(member__in=member_ids).values_list("member_id", "first", "last"):
        days[member].append(Leave(first, last))
    return days


def _owner(account: int | None, member: int | None) -> Owner:
    return ("account", account) if account else ("member", member or 0)


def _record_week(rows: _Rows, member: Member | None) -> tuple[Span, ...]:
    """The week on record, else the organisation's usual day, else what is usual anywhere."""
    if member is None:
        return NINE_TO_FIVE
    recorded = rows.spans["member", member.pk]
    return tuple(sorted(recorded)) or default_week(_clock(member.organisation.day_begins), _clock(member.organisation.day_ends))


def _clock(time: dt.time | str) -> dt.time:
    """A time of day; a row just made still holds its default as text."""
    return dt.time.fromisoformat(time) if isinstance(time, str) else time
