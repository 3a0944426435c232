"""The walks ask for far more pages in a minute than any person does."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from mooring.core import errors, limits


@pytest.fixture(autouse=True)
def without_rate_limits(monkeypatch):
    monkeypatch.setattr(limits, "over", lambda *args, **kwargs: False)
    monkeypatch.setattr(limits, "spent", lambda *args, **kwargs: False)


@pytest.fixture(autouse=True)
def plain_refusals(monkeypatch):
    """Most answers of a walk are refusals; drawing each one's page would be most of its time. Their pages are walked elsewhere."""
    monkeypatch.setattr(errors, "render", lambda request, template, status: HttpResponse(template, status=status))
