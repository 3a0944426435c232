"""How the walks reach the page of addresses."""

from __future__ import annotations

from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """Everyone's own addresses."""
    return {"mail_addresses": Example()}
