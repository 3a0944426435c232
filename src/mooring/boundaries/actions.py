"""What people do about their hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.boundaries.models import HereAfterAll, Leave, OwnTime, OwnWord, Travel, WorkSpan
from mooring.core.hours import Span
from mooring.core.public_holidays import is_region
from mooring.core.time import is_zone, today
from mooring.people.models import Account, Member

MOST_TIMES = 100
"""Stretches an account keeps for itself at most."""


@transaction.atomic
def set_week(*, spans: Iterable[Span], account: Account | None = None, member: Member | None = None) -> None:
    """Replace the week of an account (its own word) or of a member (the organisation's record)."""
    _one_owner(account, member)
    _replace_week(spans, account=account, member=member, other=False)
    if account is not None:
        record("boundaries.week_set", actor=account, subject_account=account)


@transaction.atomic
def forget_week(*, account: Account) -> None:
    """Go back to the organisation's record of one's week."""
    WorkSpan.objects.filter(account=account, other=False).delete()
    record("boundaries.week_forgotten", actor=account, subject_account=account)


@transaction.atomic
def set_zone(*, account: Account, zone: str) -> None:
    """Say in which zone one lives; an empty name goes back to the organisation's record."""
    if zone and not is_zone(zone):
        raise ValidationError(_("“%(zone)s” is not a zone we know.") % {"zone": zone})
    Account.objects.filter(pk=account.pk).update(timezone=zone)
    account.timezone = zone
    record("boundaries.zone_set", actor=account, subject_account=account)


@transaction.atomic
def add_leave(*, first: dt.date, last: dt.date, account: Account | None = None, member: Member | None = None) -> Leave:
    """Add days off, first and last included."""
    _one_owner(account, member)
    if last < first:
        raise ValidationError(_("The last day off comes before the first one."))
    leave = Leave.objects.create(account=account, member=member, first=first, last=last)
    if account is not None:
        record("boundaries.leave_added", actor=account, subject_account=account, thing=f"leave:{leave.public_id}")
    return leave


@transaction.atomic
def remove_leave(*, leave: Leave) -> None:
    """Take days off back."""
    record("boundaries.leave_removed", actor=leave.account, subject_account=leave.account, thing=f"leave:{leave.public_id}")
    leave.delete()


@transaction.atomic
def be_here_after_all(*, leave: Leave) -> None:
    """Say that one is here on days off the organisation has on record; the record itself stays as it is, and nobody is told."""
    member = _recorded_for(leave)
    _, made = HereAfterAll.objects.get_or_create(member=member, first=leave.first, last=leave.last)
    if made:
        record("boundaries.here_after_all", actor=member.account, subject_account=member.account, thing=f"leave:{leave.public_id}")


@transaction.atomic
def be_away_after_all(*, leave: Leave) -> None:
    """Let days off on record count again."""
    member = _recorded_for(leave)
    days = HereAfterAll.objects.filter(member=member, first__lte=leave.last, last__gte=leave.first)
    if days.delete()[0]:
        record("boundaries.away_after_all", actor=member.account, subject_account=member.account, thing=f"leave:{leave.public_id}")


@transaction.atomic
def take_turns(*, account: Account, spans: Iterable[Span], monday: dt.date) -> None:
    """Say a second week that takes turns with the usual one, beginning with the week of a Monday. A week of no hours is a free one."""
    if monday.weekday() != 0:
        raise ValidationError(_("A week begins on a Monday."))
    _replace_week(spans, account=account, member=None, other=True)
    OwnWord.objects.update_or_create(account=account, defaults={"other_from": monday})
    record("boundaries.weeks_take_turns", actor=account, subject_account=account)


@transaction.atomic
def stop_turns(*, account: Account) -> None:
    """Let all weeks be alike again."""
    WorkSpan.objects.filter(account=account, other=True).delete()
    OwnWord.objects.filter(account=account).update(other_from=None)
    record("boundaries.weeks_alike", actor=account, subject_account=account)


@transaction.atomic
def set_holidays(*, account: Account, region: str) -> None:
    """Say whose public holidays one keeps: a region, none of any, or (empty) what the organisation's record says."""
    if region and region != OwnWord.NO_HOLIDAYS and not is_region(region):
        raise ValidationError(_("We do not know the holidays of “%(region)s”.") % {"region": region})
    OwnWord.objects.update_or_create(account=account, defaults={"holidays": region})
    record("boundaries.holidays_set", actor=account, subject_account=account)


MOST_YEARLY: Final = 40
"""Days of each year an account keeps at most."""


@transaction.atomic
def keep_yearly(*, account: Account, date: dt.date, off: bool) -> None:
    """Keep a day of each year as a day off, or no longer: of a town, of a faith, one's own."""
    word, _made = OwnWord.objects.select_for_update().get_or_create(account=account)
    days = {*word.yearly, f"{date:%m-%d}"} if off else {*word.yearly} - {f"{date:%m-%d}"}
    if len(days) > MOST_YEARLY:
        raise ValidationError(_("That is as many as we keep."))
    OwnWord.objects.filter(pk=word.pk).update(yearly=sorted(days))
    record("boundaries.yearly_set", actor=account, subject_account=account)


@transaction.atomic
def work_on_holiday(*, account: Account, date: dt.date, here: bool) -> None:
    """Be here on one holiday all the same, or away after all. What is past is forgotten with it."""
    word, _made = OwnWord.objects.select_for_update().get_or_create(account=account)
    yesterday = (today(account.timezone or "UTC") - dt.timedelta(days=1)).isoformat()
    dates = {*word.here_on, date.isoformat()} if here else {*word.here_on} - {date.isoformat()}
    OwnWord.objects.filter(pk=word.pk).update(here_on=sorted(one for one in dates if one >= yesterday)[:MOST_YEARLY])
    record("boundaries.here_after_all" if here else "boundaries.away_after_all", actor=account, subject_account=account)


@transaction.atomic
def set_meets(*, account: Account, meets: str) -> None:
    """Say how one likes to meet."""
    OwnWord.objects.update_or_create(account=account, defaults={"meets": OwnWord.Meets(meets)})
    record("boundaries.meets_set", actor=account, subject_account=account)


@transaction.atomic
def cap_weeks(*, account: Account, most: int | None) -> None:
    """Say how many meetings, and offers of one, a week may hold over everything; None for any number."""
    OwnWord.objects.update_or_create(account=account, defaults={"week_cap": most})
    record("boundaries.load_capped", actor=account, subject_account=account)


@transaction.atomic
def be_full(*, account: Account, until: dt.date | None) -> None:
    """Want nothing new until a day is over; None from now on wants it again. What is agreed stays."""
    OwnWord.objects.update_or_create(account=account, defaults={"full_until": until})
    record("boundaries.full_said", actor=account, subject_account=account)


@transaction.atomic
def add_travel(*, account: Account, first: dt.date, last: dt.date, zone: str) -> Travel:
    """Live by the clock of another zone on some days. Days of two journeys never meet: ValidationError."""
    if last < first:
        raise ValidationError(_("The last day there comes before the first one."))
    if not is_zone(zone):
        raise ValidationError(_("“%(zone)s” is not a zone we know.") % {"zone": zone})
    if Travel.objects.filter(account=account, first__lte=last, last__gte=first).exists():
        raise ValidationError(_("On some of these days you are somewhere else already."))
    travel = Travel.objects.create(account=account, first=first, last=last, zone=zone)
    record("boundaries.travel_added", actor=account, subject_account=account, thing=f"travel:{travel.public_id}")
    return travel


@transaction.atomic
def remove_travel(*, travel: Travel) -> None:
    """Stay at home."""
    record("boundaries.travel_removed", actor=travel.account, subject_account=travel.account, thing=f"travel:{travel.public_id}")
    travel.delete()


@transaction.atomic
def add_times(
    *, account: Account, kind: OwnTime.Kind, start: int, end: int, weekdays: Iterable[int] = (), date: dt.date | None = None
) -> list[OwnTime]:
    """Keep a stretch (minutes from midnight, at most a day long) of some weekdays, or of one date, for something."""
    when = [{"date": date, "weekday": None}] if date else [{"date": None, "weekday": day} for day in sorted(set(weekdays))]
    begins = dt.time(start // 60, start % 60)
    if len(when) + OwnTime.objects.filter(account=account).count() > MOST_TIMES:
        raise ValidationError(_("That is more than we can keep: take some away first."))
    made = [OwnTime(account=account, kind=kind, begins=begins, minutes=end - start, **one) for one in when]
    OwnTime.objects.bulk_create(made)
    record("boundaries.time_added", actor=account, subject_account=account)
    return made


@transaction.atomic
def remove_times(*, account: Account, times: Iterable[OwnTime]) -> None:
    """Give stretches back."""
    OwnTime.objects.filter(account=account, pk__in=[one.pk for one in times]).delete()
    record("boundaries.time_removed", actor=account, subject_account=account)


def _replace_week(spans: Iterable[Span], *, account: Account | None, member: Member | None, other: bool) -> None:
    WorkSpan.objects.filter(account=account, member=member, other=other).delete()
    WorkSpan.objects.bulk_create(
        WorkSpan(
            account=account,
            member=member,
            weekday=span.weekday,
            begins=dt.time(span.start // 60, span.start % 60),
            minutes=span.end - span.start,
            other=other,
        )
        for span in spans
    )


def _recorded_for(leave: Leave) -> Member:
    if leave.member is None:
        raise ValueError("One's own days off are taken back, not overruled.")
    return leave.member


def _one_owner(account: Account | None, member: Member | None) -> None:
    if (account is None) == (member is None):
        raise ValueError("Hours belong to an account or to a member, never to both.")
