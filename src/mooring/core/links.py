"""Signed links: one thing, for one person, until a date. They never sign anyone in and carry ids only."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from mooring.core.time import now

# How a token begins, before its signature is looked at.
_PURPOSE = re.compile(rb'\["([\w.-]+)",')


class LinkRefused(Exception):
    """The link is not ours, or its time is over."""


@dataclass(frozen=True)
class Link:
    """What a signed link says: what may be done, by whom (public id), to what (public id), with which answer chosen."""

    purpose: str
    person: str
    thing: str
    answer: str = ""


def make(link: Link, *, days: int) -> str:
    """The token of a link that expires after so many days."""
    until = int((now() + dt.timedelta(days=days)).timestamp())
    return signing.dumps([link.purpose, link.person, link.thing, link.answer, until], salt=f"link.{link.purpose}")


def read(token: str, *, purpose: str) -> Link:
    """What a token says; LinkRefused when it was made for another purpose, altered, or expired."""
    try:
        found = signing.loads(token, salt=f"link.{purpose}")
    except signing.BadSignature as wrong:
        raise LinkRefused("This link is not one of ours.") from wrong
    said, person, thing, answer, until = found
    if said != purpose or now().timestamp() > until:
        raise LinkRefused("This link is over.")
    return Link(purpose=said, person=person, thing=thing, answer=answer)


def is_ours(token: str) -> bool:
    """Whether a token was made here, whatever it is for and however old it is: nobody came to it by guessing."""
    try:
        says = _PURPOSE.match(signing.b64_decode(token.partition(":")[0].encode()))
        if says is None:
            return False
        signing.loads(token, salt=f"link.{says[1].decode()}")
    except (signing.BadSignature, ValueError):
        return False
    return True


def absolute(name: str, **kwargs: str) -> str:
    """The full address of a route, for mails and calendars."""
    return settings.PUBLIC_URL + reverse(name, kwargs=kwargs or None)
