"""Showing by a code from a mail that it is really the owner: who erases themselves, or opens what is theirs alone.

The code lies hashed in the session, works once, for one purpose, for a quarter of an hour and three tries.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest

from mooring.core.ids import ALPHABET
from mooring.core.time import now
from mooring.people.models import Account
from mooring.you import letters

KEYS = {letters.ERASE_CODE: "you_erase_code", letters.OPEN_CODE: "you_open_code"}
MINUTES = 15
TRIES = 3


def needs_code(account: Account) -> bool:
    """Whether the account has nothing but its mail to show who it is."""
    return not get_reauthentication_flows(account)


def send_code(request: HttpRequest, account: Account, purpose: str = letters.ERASE_CODE, address: str = "") -> None:
    """Mail a fresh code for a purpose, to an address of the account's. Raises notices.at_once.NotSent."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8)).upper()
    until = int(now().timestamp()) + MINUTES * 60
    request.session[KEYS[purpose]] = {"hash": _hash(purpose, code), "until": until, "tries": TRIES, "address": address}
    letters.code(account, code, purpose, address or account.email)


def sent_to(request: HttpRequest, purpose: str) -> str:
    """Where the code that waits was sent; empty where none waits."""
    return str(request.session.get(KEYS[purpose], {}).get("address", ""))


def is_right(request: HttpRequest, code: str, purpose: str = letters.ERASE_CODE) -> bool:
    """Whether the code is the one that was sent. Each asking uses up a try."""
    key = KEYS[purpose]
    sent = request.session.get(key)
    if not sent or sent["tries"] < 1 or now().timestamp() > sent["until"]:
        request.session.pop(key, None)
        return False
    right = hmac.compare_digest(sent["hash"], _hash(purpose, code.strip().upper()))
    if right:
        del request.session[key]
    else:
        request.session[key] = {**sent, "tries": sent["tries"] - 1}
    return right


def _hash(purpose: str, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{code}".encode(), hashlib.sha256).hexdigest()
