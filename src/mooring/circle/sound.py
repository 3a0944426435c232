"""Whether what came from a file has the types that things of a circle have: a file may have been changed by anybody."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final

LONGEST: Final = 100_000
MOST: Final = 1000
FURTHEST: Final = 36_600
"""No number of a circle is larger: days of a hundred years."""


def sound(thing: Any) -> bool:
    """Whether each field of a dataclass holds what it says it does, and not too much of it."""
    cls: Any = type(thing)
    return all(fits(getattr(thing, name), hint) for name, hint in _hints(cls).items())


def field_fits(cls: type, name: str, value: Any) -> bool:
    """Whether a value may stand in a field of a dataclass."""
    return fits(value, _hints(cls)[name])


@cache
def _hints(cls: Any) -> dict[str, Any]:
    found = typing.get_type_hints(cls)
    return {one.name: found[one.name] for one in dataclasses.fields(cls)}


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type as annotations write it."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (UnionType, typing.Union):
        return any(fits(value, one) for one in inner)
    if origin is tuple:
        if not isinstance(value, tuple) or len(value) > MOST:
            return False
        return all(fits(one, inner[0]) for one in value) if inner[-1] is Ellipsis else _all_fit(value, inner)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(fits(key, inner[0]) and fits(one, inner[1]) for key, one in value.items())
    if hint is NoneType:
        return value is None
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return isinstance(value, hint) and sound(value)
    if hint is str:
        return isinstance(value, str) and len(value) <= LONGEST
    if hint is int:
        return type(value) is int and -1 <= value <= FURTHEST
    return isinstance(value, hint)


def _all_fit(value: tuple[Any, ...], inner: tuple[Any, ...]) -> bool:
    return len(value) == len(inner) and all(map(fits, value, inner))
