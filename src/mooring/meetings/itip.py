"""What a calendar answers by mail (iTIP, RFC 5546, over mail as RFC 6047 says): who says what to which invitation."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from mooring.core.later import Later

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

REPLY, COUNTER = "REPLY", "COUNTER"
MOST_BYTES: Final = 256 * 1024
_PARTS: Final = 40


class Unreadable(Exception):
    """It claims to be a calendar's answer and cannot be read; says why, and nothing of what is in it."""


@dataclass(frozen=True)
class Answer:
    """An answer to an invitation. Addresses are in small letters; ``begins`` is of a COUNTER, where it names an instant."""

    method: str
    uid: str
    sequence: int
    stamped: dt.datetime
    sender: str
    attendee: str
    says: str
    begins: dt.datetime | None = None


def is_mail(raw: bytes) -> bool:
    """Whether bytes begin as mails do, with who sent it."""
    return "From" in email.message_from_bytes(raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0] + b"\r\n\r\n")


def read(raw: bytes) -> Answer | None:
    """The answer in a mail; None where it holds none, or its sender was not shown to be who they say. Unreadable where it is broken."""
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        found = [text for text in _calendars(mail) if text]
        sender = parseaddr(str(mail.get("From", "")))[1].lower()
        vouched = not settings.REPLIES_CHECKED_BY or _is_vouched_for(mail, settings.REPLIES_CHECKED_BY)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as wrong:
        raise Unreadable("It is no mail as mails are written.") from wrong
    if not found:
        return None
    answer = _read(found[0], sender)
    return answer if vouched else None


def _calendars(mail: EmailMessage) -> Iterator[bytes]:
    for number, part in enumerate(mail.walk()):
        if number >= _PARTS:
            raise Unreadable("It has too many parts.")
        if part.get_content_type() in {"text/calendar", "application/ics"} and not part.is_multipart():
            text = part.get_payload(decode=True)
            if isinstance(text, bytes) and len(text) > MOST_BYTES:
                raise Unreadable("Its calendar is too large.")
            yield text if isinstance(text, bytes) else b""


def _is_vouched_for(mail: EmailMessage, by: str) -> bool:
    """Whether our own mail server says that the sender is who they say. What others wrote into such a header does not count."""
    for header in mail.get_all("Authentication-Results", []):
        server, _, results = str(header).partition(";")
        if server.strip().split(" ")[0].lower() == by.lower():
            # The topmost of ours is the one that was written last.
            return any(one.strip().lower().startswith(("dmarc=pass", "dkim=pass")) for one in results.split(";"))
    return False


def _read(text: bytes, sender: str) -> Answer | None:
    try:
        calendar = icalendar.Calendar.from_ical(text)
        method = str(calendar.get("METHOD", "")).upper()
        if method not in {REPLY, COUNTER}:
            return None
        events = [one for one in calendar.walk("VEVENT") if "RECURRENCE-ID" not in one]
        if not events:
            return None
        return _answer(events[0], method, sender)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError) as wrong:
        raise Unreadable("Its calendar cannot be read.") from wrong


def _answer(event: Any, method: str, sender: str) -> Answer:
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    # An answer is of one person; where a program lists all, it is of whoever sent it.
    own = [one for one in attendees if _address(one) == sender] or attendees
    if len(own) != 1:
        raise Unreadable("It does not say whose answer it is.")
    begins = event["DTSTART"].dt if method == COUNTER and "DTSTART" in event else None
    return Answer(
        method=method,
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        stamped=_instant(event["DTSTAMP"].dt) or dt.datetime.min.replace(tzinfo=dt.UTC),
        sender=sender,
        attendee=_address(own[0]),
        says=str(own[0].params.get("PARTSTAT", "NEEDS-ACTION")).upper(),
        begins=_instant(begins),
    )


def _address(attendee: Any) -> str:
    text = str(attendee).strip().lower()
    return text.removeprefix("mailto:")


def _instant(value: Any) -> dt.datetime | None:
    """An instant; a whole day or a time of no zone is none."""
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        return None
    return value.astimezone(dt.UTC)
