"""Showing that it is really the owner, for accounts that have neither password nor factor: a code by mail.

The code lies hashed in the session, works once, for a quarter of an hour and three tries.
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

KEY = "you_erase_code"
MINUTES = 15
TRIES = 3


def needs_code(account: Account) -> bool:
    """Whether the account has nothing but its mail to show who it is."""
    return not get_reauthentication_flows(account)


def send_code(request: HttpRequest, account: Account) -> None:
    """Mail a fresh code. Raises notices.at_once.NotSent."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8)).upper()
    request.session[KEY] = {"hash": _hash(code), "until": int(now().timestamp()) + MINUTES * 60, "tries": TRIES}
    letters.erase_code(account, code)


def is_right(request: HttpRequest, code: str) -> bool:
    """Whether the code is the one that was sent. Each asking uses up a try."""
    sent = request.session.get(KEY)
    if not sent or sent["tries"] < 1 or now().timestamp() > sent["until"]:
        request.session.pop(KEY, None)
        return False
    right = hmac.compare_digest(sent["hash"], _hash(code.strip().upper()))
    if right:
        del request.session[KEY]
    else:
        request.session[KEY] = {**sent, "tries": sent["tries"] - 1}
    return right


def _hash(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), code.encode(), hashlib.sha256).hexdigest()
