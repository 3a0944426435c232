"""The shape of a policy file as JSON Schema (2020-12), for editors and other programs; `reading` says more, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mooring.engine.policy.curves import LAST_STEP
from mooring.engine.policy.model import LEVELS
from mooring.engine.policy.named import LONGEST_PART, Named
from mooring.engine.policy.reading import FOR_EVER
from mooring.engine.policy.rules import RULES
from mooring.engine.policy.shape import LARGEST_GROUP, SMALLEST_GROUP, SMALLEST_OF_RANGE
from mooring.engine.policy.terms import HIGHEST_WEIGHT, TERMS

_MOST: Final = HIGHEST_WEIGHT // 1000
_PART: Final = f"[^:]{{1,{LONGEST_PART}}}"


def schema() -> dict[str, Any]:
    """The schema, made from the same definitions that read a policy."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:mooring:policy:1",
        "title": "How the people of a round are matched",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            "size": {"anyOf": [_size(), _range()], "description": "people in a group, about so many or a range that holds"},
            "seats": _seats(),
            "minutes": {"type": "integer", "minimum": 15, "maximum": 1440, "multipleOf": 15, "description": "the stretch all share"},
            "rules": {"type": "array", "items": {"anyOf": [_names(RULES), _rule()]}, "description": "never broken"},
            "preferences": {"anyOf": [_by_name(), {"type": "array", "items": _preference()}], "description": "weighed"},
            "not_alone": {"type": "array", "items": {"type": "string", "pattern": f"^{_PART}$"}, "description": "private"},
            "cooldown_days": {
                "anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}, {"const": FOR_EVER}],
                "description": "how long two people who met are a repeat",
            },
            "levels": {"type": "array", "items": {"enum": list(LEVELS)}, "uniqueItems": True, "description": "the aims, first first"},
        },
    }


def _size() -> dict[str, Any]:
    return {"type": "integer", "minimum": SMALLEST_GROUP, "maximum": LARGEST_GROUP}


def _range() -> dict[str, Any]:
    ends = "".join(map(str, range(SMALLEST_OF_RANGE, LARGEST_GROUP + 1)))
    return {"type": "string", "pattern": f"^([{SMALLEST_GROUP}-{LARGEST_GROUP}]|[{ends}] ?- ?[{ends}])$"}


def _seats() -> dict[str, Any]:
    names = {"type": "string", "pattern": f"^{_PART}$"}
    return {"type": "object", "propertyNames": names, "additionalProperties": {"type": "integer", "minimum": 1, "maximum": LARGEST_GROUP}}


def _rule() -> dict[str, Any]:
    return _table({"name": _names(RULES), "private": {"type": "boolean"}}, "name")


def _preference() -> dict[str, Any]:
    return _table({"name": _names(TERMS), **_weighed()}, "name", "weight")


def _by_name() -> dict[str, Any]:
    value = {"anyOf": [_weight(), _table(_weighed(), "weight")]}
    return {"type": "object", "propertyNames": _names(TERMS), "additionalProperties": value}


def _weighed() -> dict[str, Any]:
    point = {
        "type": "array",
        "prefixItems": [{"type": "integer", "minimum": 0, "maximum": LAST_STEP}, {"type": "number", "minimum": 0, "maximum": 1}],
        "items": False,
        "minItems": 2,
    }
    return {"weight": _weight(), "private": {"type": "boolean"}, "curve": {"type": "array", "items": point, "minItems": 1}}


def _weight() -> dict[str, Any]:
    return {"type": "number", "minimum": 0, "maximum": _MOST}


def _table(properties: Mapping[str, Any], *needed: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(needed), "additionalProperties": False}


def _names(known: Mapping[str, Named]) -> dict[str, Any]:
    families = [name for name, one in known.items() if one.family]
    plain = [name for name in known if name not in families]
    return {"anyOf": [{"enum": plain}, {"type": "string", "pattern": f"^({'|'.join(families)}):{_PART}$"}]}
