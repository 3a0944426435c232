"""The adapters to the engine, loaded when they are first used: they bring half a second of numerics no start should wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mooring.core.later import Later

if TYPE_CHECKING:
    from mooring.programmes import matching, policies
else:
    matching = Later("mooring.programmes.matching")
    policies = Later("mooring.programmes.policies")

__all__ = ["matching", "policies"]
