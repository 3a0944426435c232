"""Whether a text is a mail address (letters of any script may stand before the @, as many directories have them), and whose it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254

_ANYONES: Final = """
    aol.com fastmail.com gmail.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.com mail.ru mailbox.org me.com
    msn.com outlook.com posteo.de proton.me protonmail.com qq.com t-online.de tutanota.com web.de yahoo.com yandex.ru zoho.com
"""
ANYONES: Final = frozenset(_ANYONES.split())
"""Domains where anybody has an address: sharing one says nothing of an organisation."""


def is_address(text: str) -> bool:
    """Whether mail could be sent there."""
    local, _at, domain = text.rpartition("@")
    plain = re.sub(r"[^\W\d_]", "x", local)
    try:
        validate_email(f"{plain}@{domain}")
    except ValidationError:
        return False
    return len(text) <= LONGEST


def looks_like_work(address: str, work_addresses: Iterable[str]) -> bool:
    """Whether an address is, to all appearances, an organisation's: one it has on record, or another on that domain."""
    known = {one.lower() for one in work_addresses if one}
    domains = {one.partition("@")[2] for one in known} - ANYONES
    return address.lower() in known or address.lower().partition("@")[2] in domains
