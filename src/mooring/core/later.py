"""Modules that are loaded when they are first used, so that a start does not wait for what it may never need."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module until something of it is wanted. Name the module under TYPE_CHECKING too, for the checks' sake."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
