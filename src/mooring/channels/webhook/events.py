"""What an organisation's other systems may be told: what happens in it, in ids alone.

An event is an entry of the record under one of these verbs. Nothing a member says, chooses or answers is among them.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: Final[dict[str, Promise]] = {
    "member.added": _("a person was added"),
    "member.joined": _("a person joined"),
    "member.back": _("a person came back"),
    "programme.begun": _("a programme began"),
    "programme.paused": _("a programme was paused"),
    "programme.resumed": _("a programme went on"),
    "programme.ended": _("a programme ended"),
    "round.opened": _("a round was opened"),
    "round.published": _("a round was published"),
    "round.cancelled": _("a round was cancelled"),
}

TEST: Final = "mooring.test"


def label(event: str) -> str:
    """An event in words."""
    return str(_("a test") if event == TEST else EVENTS.get(event, event))
