"""Examples of Today's routes."""

from __future__ import annotations

from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The first page, and Today."""
    return {"home": Example(), "today": Example()}
