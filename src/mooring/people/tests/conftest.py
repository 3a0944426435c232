"""Fixtures of the tests of people."""

from __future__ import annotations

import pytest

from mooring.testing import make_organisation


@pytest.fixture
def raw_files(settings, tmp_path):
    """Raw files of a test lie in a folder of their own."""
    settings.DATA = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def here(db, raw_files):
    """An organisation to bring people into."""
    return make_organisation()
