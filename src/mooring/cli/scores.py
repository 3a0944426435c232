"""Scores of one's own for pairs, from a table or JSON: what somebody else worked out, for the matcher to add up."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO, Final

from mooring.cli.rows import Bad, body, columns_of
from mooring.core.tabular import Complaint, Table, TableError
from mooring.engine import Policy, Term
from mooring.engine.policy import SCORE_SCALE

HIGHEST: Final = 100
COLUMNS: Final = ("person", "with", "score")
_TERM: Final = "wish"
_CURVE: Final = ((0, 0), (HIGHEST, SCORE_SCALE))

Scores = tuple[tuple[str, str, int], ...]


def read_scores(source: BinaryIO, name: str, ids: Collection[str]) -> Scores:
    """Who scores how much with whom, as wishes: both ways where a pair is given once. Raises Complaints or TableError."""
    bad, made = Bad(name), dict[tuple[str, str], int]()
    for row, person, other, text in _rows(source.read(), name):
        unknown = next((one for one in (person, other) if one not in ids), None)
        if unknown is not None:
            bad.add(row, COLUMNS[unknown == other], unknown, "nobody has this id")
        elif person == other:
            bad.add(row, "with", other, "nobody can meet themselves")
        elif not (text.isascii() and text.isdigit() and int(text) <= HIGHEST):
            bad.add(row, "score", text, f"a score is a whole number from 0 to {HIGHEST}")
        elif (person, other) in made:
            bad.add(row, "with", other, "this pair is given already")
        else:
            made[person, other] = int(text)
    bad.end()
    turned = {(other, person): score for (person, other), score in made.items()}
    return tuple((who, whom, score) for (who, whom), score in sorted((turned | made).items()) if score)


def policy_by(policy: Policy, *, alone: bool) -> Policy | None:
    """The policy with scores from 0 to 100 in the place of wishes; `alone`: and no other preference. None where it weighs no wishes."""
    if alone:
        return replace(policy, terms=(Term(_TERM, 1000, curve=_CURVE),))
    if not any(term.name == _TERM and term.weight for term in policy.terms):
        return None
    return replace(policy, terms=tuple(replace(one, curve=one.curve or _CURVE) if one.name == _TERM else one for one in policy.terms))


def _rows(held: bytes, name: str) -> Iterator[tuple[int, str, str, str]]:
    """The number of each row, and what stands in its three columns."""
    if held.lstrip()[:1] == b"[":
        yield from _from_json(held, name)
        return
    table = Table(BytesIO(held), name)
    columns = columns_of(table, COLUMNS)
    for row in body(table):
        person, other, score = (row.cell(columns[column]) for column in COLUMNS)
        yield row.number, person, other, score


def _from_json(held: bytes, name: str) -> Iterator[tuple[int, str, str, str]]:
    try:
        rows: Any = json.loads(held)
    except ValueError:
        raise TableError(Complaint(name, "this is not JSON")) from None
    for number, row in enumerate(rows, 1):
        values = [row.get(column) for column in COLUMNS] if isinstance(row, dict) else row
        if not isinstance(values, list) or len(values) != len(COLUMNS) or any(isinstance(one, (dict, list)) for one in values):
            raise TableError(Complaint(name, 'an entry has a person, whom with, and a score, such as ["p1", "p2", 80]', number))
        person, other, score = ("" if one is None else str(one) for one in values)
        yield number, person, other, score
