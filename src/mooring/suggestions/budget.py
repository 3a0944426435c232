"""How many suggestions may come to a person unasked: two a week, one a day, half of that once three in a row were passed over.

Whoever wants to bring something unasked (a nudge in a mail, the one suggestion of Today) asks ``may_push`` and notes it with
``push``. What a person looks for themselves, on a page of their own, is not counted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Collection

from django.conf import settings
from django.db import IntegrityError, transaction

from mooring.people.models import Account
from mooring.suggestions.models import Pushed

A_WEEK = 7
A_WEEK_AT_MOST = 2
PASSED_OVER = 3
"""So many in a row without an answer halve what may come."""
TIME_TO_ANSWER = 3
"""Days after which a suggestion without an answer was passed over."""


def may_push(account: Account, on: dt.date) -> bool:
    """Whether one more suggestion may come to a person on a day (of their own calendar)."""
    days = list(Pushed.objects.filter(account=account, on__gt=on - dt.timedelta(days=A_WEEK), on__lte=on).values_list("on", flat=True))
    return on not in days and len(days) < a_week_for(account, on)


def a_week_for(account: Account, on: dt.date) -> int:
    """How many may come to a person in a week."""
    answered = Pushed.objects.filter(account=account, on__lte=on - dt.timedelta(days=TIME_TO_ANSWER)).order_by("-on")
    last = list(answered.values_list("answer", flat=True)[:PASSED_OVER])
    return A_WEEK_AT_MOST // 2 if len(last) == PASSED_OVER and not any(last) else A_WEEK_AT_MOST


def push(account: Account, key: str, thing: str, on: dt.date) -> bool:
    """Take one suggestion out of a person's budget; False where there is none left for the day, and nothing is to be brought then."""
    if not may_push(account, on):
        return False
    try:
        with transaction.atomic():
            Pushed.objects.create(account=account, key=key, thing=hashed(account, thing), on=on)
    except IntegrityError:  # another process was quicker: its suggestion is the one of this day
        return False
    return True


def pushed_on(account: Account, key: str, thing: str) -> dt.date | None:
    """The last day on which the same was suggested."""
    found = Pushed.objects.filter(account=account, key=key, thing=hashed(account, thing)).order_by("-on")
    return found.values_list("on", flat=True).first()


def last_of(account: Account, key: str) -> dt.date | None:
    """The last day on which a suggestion of a kind came."""
    return Pushed.objects.filter(account=account, key=key).order_by("-on").values_list("on", flat=True).first()


def since(account: Account, keys: Collection[str], day: dt.date) -> set[str]:
    """What came of some kinds since a day, hashed."""
    return set(Pushed.objects.filter(account=account, key__in=keys, on__gte=day).values_list("thing", flat=True))


def waiting(account: Account, keys: Collection[str], day: dt.date) -> set[str]:
    """What came of some kinds since a day and was not answered, hashed."""
    return set(Pushed.objects.filter(account=account, key__in=keys, on__gte=day, answer="").values_list("thing", flat=True))


def answered(account: Account, key: str, thing: str, answer: Pushed.Answer) -> None:
    """Note what became of a suggestion, where it was one that came unasked."""
    last = Pushed.objects.filter(account=account, key=key, thing=hashed(account, thing)).order_by("-on").first()
    if last is not None:
        Pushed.objects.filter(pk=last.pk, answer="").update(answer=answer)


def hashed(account: Account, thing: str) -> str:
    """A thing as the ledger keeps it: the same for the same account and server key, and not to be read back."""
    return hmac.new(settings.SECRET_KEY.encode(), f"suggestions:{account.public_id}:{thing}".encode(), hashlib.sha256).hexdigest()
