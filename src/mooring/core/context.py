"""What every template may rely on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The organisation and member of the address (or None), and what this installation is."""
    return {
        "organisation": getattr(request, "organisation", None),
        "member": getattr(request, "member", None),
        "account": request.user if getattr(request, "user", None) and request.user.is_authenticated else None,
        "mailbox_on": settings.MAILBOX,
        "is_demo": settings.MODE == "demo",
    }
