"""When people are taken, as their own calendars say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from mooring.calendars.models import BusyTime, Source
from mooring.core.clocks import Stretch
from mooring.people.models import Account, Member


def sources_of(account: Account) -> QuerySet[Source]:
    """The calendars an account lets Mooring read, oldest first, each with how many times it takes (``taken``)."""
    return Source.objects.filter(account=account).annotate(taken=Count("busy_times"))


def taken_times(members: Iterable[Member], begin: dt.datetime, end: dt.datetime) -> dict[int, list[Stretch]]:
    """When members are taken between two instants, by primary key; one query, and nothing for who is not."""
    of_account = defaultdict(list)
    for member in members:
        if member.account_id:
            of_account[member.account_id].append(member.pk)
    rows = BusyTime.objects.filter(source__account__in=of_account, begins_at__lt=end, ends_at__gt=begin)
    found: dict[int, list[Stretch]] = defaultdict(list)
    for account, first, last in rows.values_list("source__account_id", "begins_at", "ends_at"):
        for member_pk in of_account[account]:
            found[member_pk].append((first, last))
    return found
