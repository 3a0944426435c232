"""Where an organisation is large, a worker compiles what its rounds need when it starts, so that none of them waits for it."""

from __future__ import annotations

from typing import Final

from django.db.models import Count

from mooring.jobs.worker import AT_START
from mooring.people.models import Organisation
from mooring.programmes.adapter import matching

MANY: Final = 1_500
"""More people than this are matched by compiled code (`mooring.engine.solving.AT_ONCE`)."""


def warm_if_large() -> None:
    """Begin to compile, in a process of the lowest priority, if a round here could be large; else do nothing."""
    if Organisation.objects.alias(people=Count("members")).filter(people__gt=MANY).exists():
        matching.warm_up()


AT_START.append(warm_if_large)
