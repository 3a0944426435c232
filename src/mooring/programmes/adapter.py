"""The adapter to the engine, loaded when it is first used: it brings half a second of numerics no start should wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mooring.core.later import Later

if TYPE_CHECKING:
    from mooring.programmes import matching
else:
    matching = Later("mooring.programmes.matching")

__all__ = ["matching"]
