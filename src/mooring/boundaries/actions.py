"""What people do about their hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.boundaries.models import HereAfterAll, Leave, WorkSpan
from mooring.core.hours import Span
from mooring.core.time import is_zone
from mooring.people.models import Account, Member


@transaction.atomic
def set_week(*, spans: Iterable[Span], account: Account | None = None, member: Member | None = None) -> None:
    """Replace the week of an account (its own word) or of a member (the organisation's record)."""
    _one_owner(account, member)
    WorkSpan.objects.filter(account=account, member=member).delete()
    WorkSpan.objects.bulk_create(
        WorkSpan(
            account=account,
            member=member,
            weekday=span.weekday,
            begins=dt.time(span.start // 60, span.start % 60),
            minutes=span.end - span.start,
        )
        for span in spans
    )
    if account is not None:
        record("boundaries.week_set", actor=account, subject_account=account)


@transaction.atomic
def forget_week(*, account: Account) -> None:
    """Go back to the organisation's record of one's week."""
    WorkSpan.objects.filter(account=account).delete()
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


def _recorded_for(leave: Leave) -> Member:
    if leave.member is None:
        raise ValueError("One's own days off are taken back, not overruled.")
    return leave.member


def _one_owner(account: Account | None, member: Member | None) -> None:
    if (account is None) == (member is None):
        raise ValueError("Hours belong to an account or to a member, never to both.")
