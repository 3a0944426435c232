"""What a circle puts on its owner's day: one thing at most, without a word of whom it is about, for that page is an organisation's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.circle import messages, reminding
from mooring.circle.glance import look
from mooring.core.time import now, today
from mooring.notices.models import Notice
from mooring.people import opening
from mooring.people.models import Account, Member
from mooring.suggestions.today import Item, register

ASKED_FOR, SUGGESTED = 35, 60
LATELY = dt.timedelta(days=4)
"""Days for which a day's page says that something came."""


def items(member: Member) -> Iterator[Item]:
    """What one asked to be reminded of, else the suggestion that came lately and waits for an answer."""
    account = member.account
    day = today((account and account.timezone) or member.zone)
    if account is None or not _came_lately(account) or not opening.is_open():
        return
    glance = look(account)
    asked_for = glance.is_anything_due(day)
    if asked_for or any(reminding.suiting(reminding.suggested_at_a_glance(account, glance, day), account, now())):
        yield Item(
            key=f"circle:{account.public_id}",
            rank=ASKED_FOR if asked_for else SUGGESTED,
            kicker=_("My circle"),
            title=_("Something you asked to be reminded of"),
            text=_("Only you see what it is."),
            button=_("Look"),
            address=reverse("circle_keeping"),
            minutes=3,
        )


def _came_lately(account: Account) -> bool:
    """Whether a message of the circle was planned for these days: without one, nothing needs to be opened."""
    planned = Notice.objects.filter(account=account, kind__in=(messages.REMINDER, messages.NUDGE))
    return planned.filter(not_before__gt=now() - LATELY, not_before__lte=now()).exists()


register("circle", items)
