"""Audiences of the routes that other packages bring."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver

from mooring.core.routes import Who, declare, who_may

# allauth's pages guard themselves: signed out for entering, signed in (and signed in again) for managing.
_PACKAGES = ("allauth.",)


def declare_outside(patterns: list[Any]) -> None:
    """Declare every view of the named packages; views of others stay undeclared and so answer 404."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            declare_outside(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and who_may(pattern.callback) is None and _is_known(pattern.callback):
            declare(pattern.callback, Who.OUTSIDE)


def _is_known(view: Any) -> bool:
    return any(str(getattr(view, "__module__", "")).startswith(package) for package in _PACKAGES)
