"""One press of a button: do it, say so, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mooring.programmes.errors import Refused


def press(request: HttpRequest, action: Callable[..., Any], *, done: str | Promise = "", **given: Any) -> bool:
    """Call an action; a toast says what was done, or the one sentence of why not. Returns whether it was done."""
    try:
        result = action(**given)
    except Refused as why:
        messages.error(request, str(why))
        return False
    if result is False:
        messages.error(request, _("Someone was quicker, or it is too late for that. This is how it stands now."))
        return False
    if done:
        messages.success(request, str(done))
    return True


def said_yes(request: HttpRequest, name: str) -> bool:
    """Whether the button pressed says yes; Today's one button carries its answer in the address it posts to."""
    return (request.POST.get(name) or request.GET.get(name)) == "yes"
