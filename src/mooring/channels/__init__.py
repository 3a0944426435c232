"""The ways a notice reaches somebody. Each folder here is one channel, and nothing else in the program names it.

``channel`` in it registers the channel with ``notices.channels``; its models, addresses and templates are found as any app's are.
"""

from __future__ import annotations

import pkgutil


def names() -> list[str]:
    """The folders of the channels, by name."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg)
