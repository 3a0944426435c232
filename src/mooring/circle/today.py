"""What a circle puts on its owner's day: one thing at most, without a word of whom it is about, for that page is an organisation's."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.circle import reminding
from mooring.circle.book import read
from mooring.circle.models import Record
from mooring.core.time import now, today
from mooring.people import opening
from mooring.people.models import Member
from mooring.suggestions.today import Item, register

ASKED_FOR, SUGGESTED = 35, 60


def items(member: Member) -> Iterator[Item]:
    """What one asked to be reminded of, else the suggestion that came lately and waits for an answer."""
    account = member.account
    day = today((account and account.timezone) or member.zone)
    if account is None or not opening.is_open() or not Record.objects.filter(account=account, due__lte=day).exists():
        return
    book = read(account)
    asked_for = reminding.is_anything_due(book, day)
    if asked_for or any(reminding.suiting(reminding.suggested(book, day), account, now())):
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


register("circle", items)
