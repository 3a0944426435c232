"""What several files of tests of the engine and its command begin with."""

from pathlib import Path

import pytest

from tests.engine.folders import Folder


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path, capsys)
