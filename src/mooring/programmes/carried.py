"""What programmes put into people's weeks before it is a meeting: introductions about to go out, and offers that wait for a yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.boundaries import load
from mooring.core.time import now
from mooring.programmes.models import Match, Repair, RepairSeat, Round, Seat


def coming_introductions(accounts: Collection[int], begin: dt.datetime, end: dt.datetime) -> Iterator[load.Carried]:
    """Matches of published rounds that nobody has been introduced in yet. What they are is not told before the introduction."""
    seats = Seat.objects.filter(
        member__account__in=accounts, state=Seat.State.IN, match__state=Match.State.PUBLISHED, match__introduced_at=None
    )
    for one in seats.select_related("match__round__organisation", "member"):
        round = one.match.round
        at = round.introduce_at or round.published_at
        if at is not None and begin <= at < end:
            home = partial(reverse, "introductions", args=[round.organisation.slug])
            words = partial(_, "An introduction is on its way.")
            yield load.Carried(one.member.account_id or 0, f"match:{one.match.public_id}", at, words, home)


def open_offers(accounts: Collection[int], begin: dt.datetime, end: dt.datetime) -> Iterator[load.Carried]:
    """Offers of another match that wait for somebody's answer, where they end."""
    waiting = RepairSeat.objects.filter(
        member__account__in=accounts, repair__state=Repair.State.OPEN, repair__round__state=Round.State.PUBLISHED
    )
    waiting = waiting.exclude(answer=RepairSeat.Answer.NO).filter(repair__expires_at__gt=now())
    found = waiting.filter(repair__expires_at__gte=begin, repair__expires_at__lt=end).select_related("repair__organisation", "member")
    for one in found:
        home = partial(reverse, "introductions", args=[one.repair.organisation.slug])
        words = partial(_, "Somebody else to meet is offered to you.")
        yield load.Carried(one.member.account_id or 0, f"repair:{one.repair.public_id}", one.repair.expires_at, words, home)


load.register("introductions", coming_introductions)
load.register("offers", open_offers)
