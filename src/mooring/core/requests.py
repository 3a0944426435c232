"""What every request carries beyond Django's own."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request on its way through our middleware."""

    htmx: HtmxDetails
    leaves_no_trace: bool
    """The help page was asked for: nothing is logged."""
