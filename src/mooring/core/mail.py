"""What every mail of ours carries, whichever part of the program writes it."""

from __future__ import annotations

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Headers that ask machines not to answer: nobody reads the notes of absence that would come back."""
