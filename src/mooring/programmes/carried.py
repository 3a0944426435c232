"""What programmes put into people's weeks before it is a meeting: introductions about to go out, and what waits for a yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.boundaries import load
from mooring.core.time import now
from mooring.notices.models import Notice
from mooring.programmes.actions.inviting import OFFER
from mooring.programmes.models import Enrolment, Match, Programme, Repair, RepairSeat, Round, RoundEntry, Seat


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


def open_asks(accounts: Collection[int], begin: dt.datetime, end: dt.datetime) -> Iterator[load.Carried]:
    """Rounds that wait for somebody's yes or no, where they must be answered by."""
    waiting = RoundEntry.objects.filter(
        member__account__in=accounts, answer=RoundEntry.Answer.NONE, round__state=Round.State.ASKING, round__solve_at__gt=now()
    )
    waiting = waiting.filter(round__programme__opt_in=Programme.OptIn.EACH_ROUND, round__solve_at__gte=begin, round__solve_at__lt=end)
    for one in waiting.select_related("round__organisation", "round__programme", "member"):
        home = partial(reverse, "programme", args=[one.round.organisation.slug, one.round.programme.public_id])
        words = partial(_asked, one.round.programme.name)
        yield load.Carried(one.member.account_id or 0, f"round:{one.round.public_id}", one.round.solve_at, words, home)


def open_invitations(accounts: Collection[int], begin: dt.datetime, end: dt.datetime) -> Iterator[load.Carried]:
    """Programmes that people were asked into and have not answered, in the week in which they were asked."""
    asked = Notice.objects.filter(kind=OFFER, member__account__in=accounts, not_before__gte=begin, not_before__lt=end)
    asked = asked.filter(state__in=[Notice.State.WAITING, Notice.State.SENDING, Notice.State.SENT])
    rows = list(asked.select_related("member__organisation"))
    named = {one.public_id: one for one in Programme.objects.filter(public_id__in={row.thing for row in rows})}
    answered = set(Enrolment.objects.filter(programme__in=named.values()).values_list("programme__public_id", "member"))
    for row in rows:
        programme = named.get(row.thing)
        if programme is not None and row.member is not None and (row.thing, row.member_id) not in answered:
            home = partial(reverse, "programme", args=[row.member.organisation.slug, programme.public_id])
            yield load.Carried(row.member.account_id or 0, f"offer:{row.thing}", row.not_before, partial(_invited, programme.name), home)


def _asked(programme: str) -> str:
    return _("%(programme)s asks whether you are in.") % {"programme": programme}


def _invited(programme: str) -> str:
    return _("You are asked whether you would like to join %(programme)s.") % {"programme": programme}


load.register("asks", open_asks)
load.register("invitations", open_invitations)
load.register("introductions", coming_introductions)
load.register("offers", open_offers)
