"""How many introductions at a time are enough for a member."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from mooring.core.time import now
from mooring.programmes.errors import Refused
from mooring.programmes.models import Enrolment

MOST_AT_ONCE: Final = 3


def set_capacity(*, enrolment: Enrolment, capacity: int) -> None:
    """Be in at most so many open matches of the programme at a time, one to three. Rounds already solved stay as they are."""
    if not 1 <= capacity <= MOST_AT_ONCE:
        raise Refused(_("Choose a number from 1 to %(most)d.") % {"most": MOST_AT_ONCE})
    Enrolment.objects.filter(pk=enrolment.pk).update(capacity=capacity, changed_at=now())
    enrolment.refresh_from_db()
