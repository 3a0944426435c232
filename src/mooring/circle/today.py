"""What a circle puts on its owner's day: one thing at most, without a word of whom it is about, for that page may be an organisation's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.circle import messages, reminding, towards
from mooring.circle.glance import look
from mooring.core.time import now, today
from mooring.notices.models import Notice
from mooring.people import opening
from mooring.people.models import Account
from mooring.suggestions.today import Item, register_own

ASKED_FOR, SUGGESTED = 35, 60
LATELY = dt.timedelta(days=4)
"""Days for which a day's page says that something came."""


def items(account: Account, zone: str) -> Iterator[Item]:
    """What one asked to be reminded of, else the suggestion that came lately and waits for an answer."""
    day = today(zone)
    if not _came_lately(account) or not opening.is_open():
        return
    glance = look(account)
    asked_for, reminded = glance.is_anything_due(day), _("Something you asked to be reminded of")
    if asked_for:
        yield _item(account, ASKED_FOR, reminded)
    elif any(reminding.suiting(reminding.suggested_at_a_glance(account, glance, day), account, now())):
        yield _item(account, SUGGESTED, reminded)
    elif towards.waiting(account, day):
        yield _item(account, SUGGESTED, _("One step you could take"))


def _item(account: Account, rank: int, title: str) -> Item:
    return Item(
        key=f"circle:{account.public_id}",
        rank=rank,
        kicker=_("My circle"),
        title=title,
        text=_("Only you see what it is."),
        button=_("Look"),
        address=reverse("circle_keeping"),
        minutes=3,
    )


def _came_lately(account: Account) -> bool:
    """Whether a message of the circle was planned for these days: without one, nothing needs to be opened."""
    planned = Notice.objects.filter(account=account, kind__in=(messages.REMINDER, messages.NUDGE, messages.STEP))
    return planned.filter(not_before__gt=now() - LATELY, not_before__lte=now()).exists()


register_own("circle", items)
