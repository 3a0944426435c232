"""What a night does for a circle: tends it, and plans for the morning what is to be brought to mind.

It works ahead of each owner's morning, so that whatever it plans is held by their hours like every other notice. Nothing of what it is
about stands in a notice: whether it is still true is looked up in the circle when it is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

import structlog
from django.db import transaction
from django.db.models.functions import Mod

from mooring.boundaries.hours import Matter, PersonHours
from mooring.boundaries.queries import hours_of_accounts
from mooring.circle import messages, reminding, towards
from mooring.circle.actions import keeping
from mooring.circle.book import Book, read
from mooring.circle.glance import look
from mooring.circle.index import PERSONAL, WORK, Line
from mooring.circle.missing import steps_of
from mooring.circle.models import Circle, Record
from mooring.circle.vault import Sealed
from mooring.core.clocks import Stretch
from mooring.core.ranges import common, without
from mooring.core.time import at, local, now
from mooring.jobs.policy import enqueue
from mooring.meetings.queries import answered_since, confirmed_with
from mooring.notices import actions as notices
from mooring.notices.queries import is_waiting
from mooring.people.models import Account, Member
from mooring.suggestions import budget

log = structlog.get_logger("mooring.circle")

EVERY: Final = dt.timedelta(hours=6)
"""How often mornings are looked for; whoever's comes within that time is looked after."""

MORNING: Final = dt.time(4)
A_DAY: Final = dt.timedelta(days=1)
OF_USE: Final = dt.timedelta(days=4)
"""How long a reminder waits for open hours, over a long weekend too."""

AFTER: Final = dt.timedelta(hours=2)
"""What was written down for the same day comes so much later: a reminder, not an echo."""

MET_LATELY: Final = dt.timedelta(days=90)
BATCH: Final = 100


def mind_all() -> None:
    """Look after every circle in which something may be due on its owner's next day, and after each once a week in any case."""
    until = now().date() + dt.timedelta(days=2)
    due = Record.objects.filter(due__lte=until).order_by().values_list("account", flat=True).distinct()
    in_turn = Circle.objects.annotate(turn=Mod("account", 7)).filter(turn=now().weekday()).values_list("account", flat=True)
    accounts = sorted({*due, *in_turn})
    for begin in range(0, len(accounts), BATCH):
        enqueue("circle.mind_some", *accounts[begin : begin + BATCH])


def mind_some(keys: Iterable[int]) -> None:
    """Look after the circles of these accounts whose morning is near."""
    accounts = list(Account.objects.filter(pk__in=keys, is_active=True))
    hours = hours_of_accounts(accounts)
    for account in accounts:
        morning = next_morning(hours[account.pk])
        if morning - now() <= EVERY:
            try:
                mind(account=account, hours=hours[account.pk], morning=morning)
            except Sealed:
                log.warning("a circle does not open: its key is not here")


def next_morning(hours: PersonHours) -> dt.datetime:
    """The next early morning of somebody's clock."""
    date = local(now(), hours.zone_at(now())).date()
    found = (at(date + dt.timedelta(days=days), MORNING, hours.zone_on(date + dt.timedelta(days=days))) for days in range(3))
    return next(one for one in found if one > now())


def mind(*, account: Account, hours: PersonHours, morning: dt.datetime) -> None:
    """Tend one circle, and plan what comes to its owner on the day of that morning: what they asked for, else one suggestion at most."""
    on = local(morning, hours.zone_at(morning)).date()
    keeping.tend(account=account, on=on)
    book = read(account)
    if reminding.is_anything_new(book, on):
        _plan(account, messages.REMINDER, on, morning, morning + OF_USE)
    elif budget.may_push(account, on):
        _suggest(book, hours, on, morning)


@transaction.atomic
def _suggest(book: Book, hours: PersonHours, on: dt.date, morning: dt.datetime) -> None:
    if _suggest_towards(book, hours, on, morning):
        return
    for step in reminding.next_push(book, on):
        open_hours = times_for(step.line, hours, morning)
        if open_hours:
            if budget.push(book.account, step.key, step.line.id, on):
                _plan(book.account, messages.NUDGE, on, *open_hours[0])
            return


def _suggest_towards(book: Book, hours: PersonHours, on: dt.date, morning: dt.datetime) -> bool:
    """Bring up what their owner would like more of, where there is a step for it; returns whether it was."""
    glance = look(book.account)
    found = towards.coming(book.account, glance, on)
    open_hours = hours.reachable(morning, morning + A_DAY, Matter.PRIVATE)
    if not found or not open_hours:
        return False
    memberships = list(Member.objects.here().filter(account=book.account).select_related("organisation"))
    shown = steps_of(book.account, memberships, found, glance.near, on)
    first = next((one for one in shown if one.step), None)
    if first is None or not budget.push(book.account, towards.GAP, first.key, on):
        return False
    _plan(book.account, messages.STEP, on, *open_hours[0])
    return True


def times_for(line: Line, hours: PersonHours, morning: dt.datetime) -> list[Stretch]:
    """When somebody may be brought to their owner's mind on a day: in the hours for what is private, as far as they suit the mark."""
    end = morning + A_DAY
    reached, working = hours.reachable(morning, end, Matter.PRIVATE), hours.working(morning, end)
    if line.has(WORK):
        return common(reached, working)
    return without(reached, working) if line.has(PERSONAL) else reached


def count_meetings_lately(since: dt.datetime) -> None:
    """Count, for everyone who keeps a circle, the meetings of which somebody said since an instant that they took place."""
    for circle in Circle.objects.filter(account__in=answered_since(since), account__is_active=True).select_related("account"):
        try:
            count_meetings(circle.account)
        except Sealed:
            log.warning("a circle does not open: its key is not here")


def count_meetings(account: Account) -> int:
    """Count the meetings of the last months that both sides confirmed; returns how many were new."""
    return keeping.count_meetings(account=account, met=confirmed_with(account, now() - MET_LATELY))


def plan_at_once(*, account: Account, days: Iterable[dt.date]) -> None:
    """Plan for what was written down just now and is to be brought to mind on one of these days, where the night before it has passed.

    Of this very day it comes some hours after it was written, in its owner's hours like all else.
    """
    near = {one for one in days if abs(one - now().date()) <= 2 * A_DAY}
    if not near:
        return
    hours = hours_of_accounts([account])[account.pk]
    morning, today = next_morning(hours), local(now(), hours.zone_at(now())).date()
    coming = local(morning, hours.zone_at(morning)).date()
    if today in near and today != coming and not is_waiting(account, kind=messages.REMINDER):
        _plan(account, messages.REMINDER, today, now() + AFTER, now() + AFTER + OF_USE, written=now().isoformat())
    elif coming in near and morning - now() <= EVERY:
        _plan(account, messages.REMINDER, coming, morning, morning + OF_USE)


@transaction.atomic
def _plan(account: Account, kind: str, on: dt.date, begin: dt.datetime, end: dt.datetime, written: str = "") -> None:
    key = ":".join(filter(None, (kind, account.public_id, on.isoformat(), written)))
    notices.put(kind, thing=account.public_id, key=key, account=account, not_before=begin, expires_at=end)
    # One that still waits, from an earlier day or from an earlier word of this one, is taken in by this one.
    notices.cancel(kind=kind, thing=account.public_id, besides=key)
