"""Mails as their readers take them: found in what was sent, followed by their links, answered with one press."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from mooring.people.models import Member
from mooring.programmes.tests.story import A_FEW, settle


def letters(member: Member, subject: str = "") -> list[EmailMessage]:
    """What was sent to a member, with these words in its subject, oldest first."""
    address = member.account.email if member.account else member.work_address
    return [one for one in mail.outbox if one.to == [address] and subject in one.subject]


def link(letter: EmailMessage, label: str) -> str:
    """The path a button or link of a mail leads to."""
    found = re.search(rf"^{re.escape(label)}:\n(\S+)", str(letter.body), re.MULTILINE)
    assert found, f"no “{label}” in\n{letter.body}"
    parts = urlsplit(found[1])
    return parts.path + ("?" + parts.query if parts.query else "")


def press(letter: EmailMessage, label: str) -> str:
    """Follow a link of a mail as whoever holds it, signed in or not, and press the one button; returns the page that follows."""
    client, address = Client(enforce_csrf_checks=True), link(letter, label)
    page = client.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    chosen = re.search(r'name="(answer)" value="([^"]+)"', text) or re.search(r'name="(time|met)" value="([^"]+)"[^>]*checked', text)
    assert chosen, f"nothing to press in\n{text}"
    return client.post(address, {chosen[1]: chosen[2]}, follow=True).content.decode()


def times(letter: EmailMessage) -> list[str]:
    """The labels of the times a mail offers."""
    found = re.findall(r"^(.+):\n\S+/l/time/", str(letter.body), re.MULTILINE)
    assert found, f"no time in\n{letter.body}"
    return found


def go_to(clock: time_machine.Traveller, day: dt.date, hour: int = 10, ticks: int = 3) -> None:
    """Wake at an hour of a day (UTC) and let the schedule run, some minutes apart, as long as more follows from it."""
    clock.move_to(dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC))
    for _tick in range(ticks):
        followed = settle()
        clock.shift(A_FEW)
        if not followed:
            return


def through(clock: time_machine.Traveller, first: dt.date, last: dt.date, hour: int = 10) -> None:
    """Every day from one to another, at an hour in everybody's working day."""
    for day in range((last - first).days):
        go_to(clock, first + dt.timedelta(days=day), hour, ticks=2)
    go_to(clock, last, hour)
