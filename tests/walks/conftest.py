"""The walks ask for far more pages in a minute than any person does."""

from __future__ import annotations

import pytest

from mooring.core import limits


@pytest.fixture(autouse=True)
def without_rate_limits(monkeypatch):
    monkeypatch.setattr(limits, "over", lambda *args, **kwargs: False)
    monkeypatch.setattr(limits, "spent", lambda *args, **kwargs: False)
