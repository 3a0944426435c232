"""Policies as text: TOML and JSON in, JSON out."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from typing import Final

from mooring.engine.policy.model import Policy
from mooring.engine.policy.sentences import PolicyError, wrong
from mooring.engine.policy.sentences import gettext_noop as _

LONGEST_FILE: Final = 100_000
"""Characters a policy file may have."""

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse(text: str) -> Policy:
    """A policy from TOML, or from JSON where the text begins with a brace. Raises PolicyError."""
    if len(text) > LONGEST_FILE:
        raise wrong("", _("a policy has at most %(most)s characters, not %(count)s."), most=LONGEST_FILE, count=len(text))
    return Policy.from_dict(_json(text) if text.lstrip().startswith("{") else _toml(text))


def dump(policy: Policy) -> str:
    """A policy as JSON that `parse` reads back to an equal one."""
    return json.dumps(policy.to_dict(), ensure_ascii=False, indent=2) + "\n"


def _json(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_without_twins)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise wrong("", _("line %(line)s, column %(column)s: this is not JSON (%(why)s)."), why=error.msg, **where) from None
    except PolicyError:
        raise
    except (RecursionError, ValueError):
        raise wrong("", _("the tables lie too deep in each other, or a number has too many digits.")) from None


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in pairs:
        if key in made:
            raise wrong("", _("'%(name)s' is given twice."), name=key)
        made[key] = value
    return made


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        why = str(error)[: found.start()] if found else str(error)
        line, column = (found[1], found[2]) if found and found[1] else (text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1)
        raise wrong("", _("line %(line)s, column %(column)s: this is not TOML (%(why)s)."), why=why, line=line, column=column) from None
    except (RecursionError, ValueError):
        raise wrong("", _("the tables lie too deep in each other, or a number has too many digits.")) from None
