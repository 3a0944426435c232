"""Examples of the routes of core and of the frame around the apps."""

from __future__ import annotations

from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """Pages that anyone may open."""
    return {
        "healthz": Example(page=False),
        "readyz": Example(page=False),
        "help": Example(),
        "robots": Example(page=False),
        "favicon": Example(page=False),
        "design": Example(),
    }
