"""What lies in an account's inbox: notices that have reached it, worded anew by whoever opens one."""

from __future__ import annotations

import structlog
from django.db.models import Q, QuerySet

from mooring.core import navigation
from mooring.core.time import now
from mooring.notices import register
from mooring.notices.models import Notice
from mooring.notices.register import Letter
from mooring.people.models import Account, Member

log = structlog.get_logger("mooring.notices")


def of(account: Account) -> QuerySet[Notice]:
    """Everything that lies in an account's inbox, newest first: of the organisations it is in, and what is its own."""
    mine = Q(member__in=Member.objects.here().filter(account=account).values("pk")) | Q(account=account)
    return Notice.objects.filter(mine, shown_at__isnull=False).order_by("-shown_at", "-pk")


@navigation.rings_for
def unread(account: Account) -> int:
    """How many of them were never opened."""
    return of(account).filter(read_at=None).count()


def title(notice: Notice) -> str:
    """What stands in the list: the kind of notice alone."""
    kind = register.find(notice.kind)
    return str(kind.title) if kind else ""


def letter(notice: Notice) -> Letter | None:
    """What a notice says now, in the language that is active; None where it is settled or has changed since."""
    kind = register.find(notice.kind)
    try:
        return kind.wording.word(notice) if kind is not None and kind.wording.still_true(notice) else None
    except Exception as error:
        # What it was about may be gone altogether; then it is settled too.
        log.info("notice cannot be worded any more", kind=notice.kind, error=type(error).__name__)
        return None


def read(*, account: Account, public_id: str = "") -> int:
    """Note that one of an account's notices was opened, or all of them; returns how many were new."""
    new = of(account).filter(read_at=None)
    if public_id:
        new = new.filter(public_id=public_id)
    return Notice.objects.filter(pk__in=list(new.values_list("pk", flat=True))).update(read_at=now())
