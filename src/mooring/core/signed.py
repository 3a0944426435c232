"""What a program posts here, signed as Standard Webhooks says: by whoever holds a secret with us, and just now.

The standard's own library signs text; a mail is bytes, in whatever encoding. Its vectors hold for both.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Final

from mooring.core.time import now, offset

AROUND_NOW: Final = dt.timedelta(minutes=5)
"""A signature counts for so long before and after the time it names."""

_PREFIX: Final = "whsec_"
_LEAST_BYTES: Final = 24


class NotSigned(Exception):
    """It carries no signature of ours, or one of another time."""


def key_of(secret: str) -> bytes:
    """The key of a secret as the standard writes it; ValueError where it is none or too short to be one."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX) + "==", validate=False)
    except binascii.Error as wrong:
        raise ValueError("This is no secret as Standard Webhooks writes them.") from wrong
    if len(key) < _LEAST_BYTES:
        raise ValueError(f"A secret holds {_LEAST_BYTES} bytes or more.")
    return key


def name_of(body: bytes, headers: Mapping[str, str], secrets: Iterable[str]) -> str:
    """The name of a message, the same at every try of it; NotSigned where none of the secrets signed it within minutes of now."""
    name, moment, signatures = (headers.get(f"webhook-{one}", "") for one in ("id", "timestamp", "signature"))
    if not name or not moment.isdecimal():
        raise NotSigned
    # Whoever signs goes by the real clock, also where ours was moved on.
    if abs((now() - offset()).timestamp() - int(moment)) > AROUND_NOW.total_seconds():
        raise NotSigned
    said = f"{name}.{moment}.".encode() + body
    right = ["v1," + base64.b64encode(hmac.digest(key_of(one), said, hashlib.sha256)).decode() for one in secrets]
    given = signatures.split(" ")
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in right for other in given):
        raise NotSigned
    return name
