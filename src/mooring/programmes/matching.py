"""The adapter between rows and the matching engine. No other file of this app imports the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mooring.engine import Policy, PolicyError
from mooring.programmes.errors import Refused


def checked_policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    """A policy as the engine writes it; Refused when it cannot be obeyed."""
    try:
        made: dict[str, Any] = Policy.from_dict(dict(policy)).to_dict()
    except PolicyError as wrong:
        raise Refused(_("These rules cannot be obeyed: %(why)s") % {"why": wrong}) from wrong
    return made
