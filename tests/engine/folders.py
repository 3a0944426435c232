"""A place to run `mooring match` in, and what it is to write there."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from mooring.cli import match

DATA = Path(__file__).parent.parent / "data"
KEYS = [
    "people", "placed", "unplaced", "trios", "score", "bound", "gap", "status", "ended", "levels", "price_of_fairness", "repeats",
    "fairness", "cross_team_share", "start", "days", "seconds",
]  # fmt: skip


class Folder:
    """A place to run the command in."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self.capsys = path, capsys

    def write(self, name: str, text: str) -> str:
        (self.path / name).write_text(text, encoding="utf-8")
        return str(self.path / name)

    def run(self, *arguments: str, start: str = "2026-11-23") -> int:
        return match.main([*arguments, "--start", start])

    def refused(self, *arguments: str, **more: str) -> str:
        before = sorted(self.path.iterdir())
        assert (
            self.run(*arguments, "--out", str(self.path / "out.csv"), "--report", str(self.path / "report.json"), **more) == match.REFUSED
        )
        assert sorted(self.path.iterdir()) == before
        said = self.capsys.readouterr()
        assert said.out == ""
        return said.err.replace(str(self.path) + "/", "").strip()

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.path / name).open(encoding="utf-8") as source:
            return list(csv.DictReader(source))

    def report(self) -> dict[str, Any]:
        return json.loads((self.path / "report.json").read_text())
