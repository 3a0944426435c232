"""Examples of the demo's routes."""

from __future__ import annotations

from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The doors into the demo; they open only in a database marked as one."""
    return {"demo": Example(), "demo_week": Example(), "demo_enter": Example({"token": "x"}, page=False), "demo_clock": Example(page=False)}
