"""What a page says after something was done, with the one press that takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

_UNDO = "undo:"


def done(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Say that something was done; ``undo`` is the address to which a press posts that takes it back."""
    messages.success(request, words, extra_tags=f"{_UNDO}{undo}" if undo else "")


def undo_of(tags: str) -> str:
    """The address that takes back what a message tells of; empty where there is none."""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""


def refused(request: HttpRequest, form: BaseForm) -> None:
    """Say what was wrong with a small form that stands on another page."""
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
