"""What can go wrong while setting up."""

from __future__ import annotations


class SetUpOver(Exception):
    """The link was used, is over, or is not the latest one."""
