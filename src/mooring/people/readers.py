"""Whose page it is, where nobody needs to sign in: pages behind links in mails speak as the mail did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from mooring.people.models import Account


@contextmanager
def page_for(account: Account | None, zone: str = "UTC") -> Iterator[None]:
    """The reader's own clock, and the language their account names; else the one their browser asked for."""
    language = (account.language if account else "") or translation.get_language()
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield
