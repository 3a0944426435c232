"""What an action says when it will not do a thing."""

from __future__ import annotations


class Refused(Exception):
    """The thing asked for is not possible now. Its text is one clear sentence in the reader's language."""
