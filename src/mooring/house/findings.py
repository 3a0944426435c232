"""What our own checks find, and where they look."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "mooring"
# The page that shows all parts together: samples, shown in development only and never translated.
SAMPLES = {SOURCE / "core" / "templates" / "mooring" / "design.html", SOURCE / "core" / "design_page.py"}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, with the place to go to."""

    path: Path
    line: int
    says: str

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.says}"


def python_files(*, tests: bool) -> Iterator[Path]:
    """Yield our Python files in a stable order; migrations, which Django writes, are left out."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if "migrations" in parts or ("tests" in parts and not tests):
            continue
        yield path
    if tests:
        yield from sorted((ROOT / "tests").rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """Return a file's syntax tree, read once however many checks want it."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def dotted(node: ast.expr) -> str:
    """Return the dotted name an expression spells (``datetime.datetime.now``), or an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else node.attr
    return ""
