"""The search for leaks: what is private to some must not be met by others, in words or by any difference.

Two ways of looking. *Markers*: texts that an app's examples call private are looked for on every page of everyone else, in mails,
subjects, addresses and logs. *Differences*: what leaves no text (a block, a private answer) is changed, and every page of everyone
else must come out letter for letter as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import mail
from django.core.mail import EmailMessage
from django.http import HttpResponse
from structlog.testing import capture_logs

from mooring.core.routes import Who
from tests.walks.access import Look, client_of, role_findings, undone
from tests.walks.examples import ROLES, Stop, World

# What differs between two answers to the same question and says nothing.
NOISE = re.compile(r"""(name="csrfmiddlewaretoken" value=|"X-CSRFToken": |nonce=)"[^"]*"|'nonce-[^']*'""")
LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


@dataclass(frozen=True)
class Page:
    """What one of the cast was answered at one stop."""

    stop: str
    role: str
    status: int
    text: str


def pages_of_all(world: World, stops: Iterable[Stop]) -> list[Page]:
    """Every page as everyone sees it; what looking changed is taken back."""
    found: list[Page] = []
    role_findings(world, stops, look=keeping(found))
    return found


def keeping(found: list[Page]) -> Look:
    """Keep what every answer says; but the page behind a link is for whoever holds it."""

    def keep(stop: Stop, role: str | None, response: HttpResponse) -> None:
        if stop.who is not Who.LINK:
            headers = "\n".join(f"{key}: {value}" for key, value in response.headers.items())
            text = headers + "\n" + response.getvalue().decode(errors="replace")
            found.append(Page(stop.name, role or "nobody", response.status_code, NOISE.sub("", text)))

    return keep


def marker_findings(world: World, pages: Iterable[Page]) -> list[str]:
    """Private texts on pages of those who must not meet them, and in any address at all."""
    found = []
    for page in pages:
        links = " ".join(LINK.findall(page.text))
        for secret in world.secrets:
            if page.role not in secret.seen_by and secret.marker in page.text:
                found.append(f"{page.stop} shows {page.role} what is private to {sorted(secret.seen_by)}: {secret.marker}")
            if not secret.marker.startswith("https://") and secret.marker in links:
                found.append(f"{page.stop} carries a private text in an address: {secret.marker}")
        # “mailto:” is how a person is written to; every other address carries ids only.
        if [link for link in LINK.findall(page.text) if "@" in link and not link.startswith("mailto:")]:
            found.append(f"{page.stop} carries an e-mail address in a link, for {page.role}")
    return sorted(set(found))


def mail_findings(world: World, messages: Iterable[EmailMessage]) -> list[str]:
    """Private texts in mails to others, and in subjects, whoever they go to."""
    roles = {world.member(role).account.email: role for role in ROLES}
    found = []
    for message in messages:
        body = message.message().as_string() + message.body
        receivers = {roles.get(address, address) for address in message.to}
        for secret in world.secrets:
            if secret.marker in str(message.subject):
                found.append(f"a subject holds what is private: {secret.marker}")
            if secret.marker in body and receivers - secret.seen_by:
                found.append(f"a mail to {sorted(receivers)} holds what is private to {sorted(secret.seen_by)}: {secret.marker}")
    return found


def log_findings(world: World, stops: Iterable[Stop]) -> list[str]:
    """Private texts, names, addresses and tokens in what is logged while the owner walks."""
    owner = world.member("owner")
    stops = list(stops)
    client = client_of(world, "owner")
    with capture_logs() as lines:
        for stop in stops:
            with undone():
                client.get(stop.address(world.cast.organisation.slug))
    logged = "\n".join(str(line) for line in lines)
    never = [secret.marker for secret in world.secrets] + [owner.account.email, owner.account.name]
    never += [value for stop in stops for value in stop.example.kwargs.values() if len(value) > 8]
    return sorted({f"the log holds {text}" for text in never if text in logged})


def difference_findings(before: list[Page], after: list[Page], may_notice: frozenset[str]) -> list[str]:
    """Pages that came out differently for somebody who must not notice."""
    found = []
    for one, other in zip(before, after, strict=True):
        if one.role not in may_notice and (one.status, one.text) != (other.status, other.text):
            found.append(f"{one.stop} looks different to {one.role}: {_first_difference(one.text, other.text)}")
    return found


def sent() -> list[EmailMessage]:
    """The mails that went out in this test."""
    return list(mail.outbox)


def _first_difference(one: str, other: str) -> str:
    for left, right in zip(one.splitlines(), other.splitlines(), strict=False):
        if left != right:
            return f"“{left.strip()[:120]}” / “{right.strip()[:120]}”"
    return "one is longer"
