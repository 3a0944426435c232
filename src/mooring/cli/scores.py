"""Reads scores.csv or scores.json for `mooring match`: what whoever organises thinks pairs are worth."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, Final

from mooring.cli.files import Refusal
from mooring.cli.rows import Bad, body, columns_of
from mooring.core.tabular import Table
from mooring.engine import Policy

SCALE: Final = 1_000_000
COLUMNS: Final = ("person", "with", "score")
STATED: Final = "stated"
_LARGEST: Final = Decimal(10) ** 12
_WISH: Final = "wish"
_PARTS: Final = 100
_HUNDREDTHS: Final = ((0, 0), (_PARTS, SCALE))

Stated = tuple[tuple[str, str, int], ...]


def read_scores(source: BinaryIO, name: str, ids: Sequence[str]) -> Stated:
    """Pairs of ids and what they are worth, in millionths: as it stands where no score is above 1, else as a share of the largest.

    A pair given both ways is worth the mean. A table with the columns person, with and score, or JSON: a list of such lists or objects.
    Raises Complaints, TableError or Refusal.
    """
    text = source.read()
    rows = _of_json(text, name) if text.lstrip()[:1] in (b"[", b"{") else _of_table(io.BytesIO(text), name)
    known, bad, found = frozenset(ids), Bad(name), dict[tuple[str, str], tuple[int, Decimal]]()
    for row, one, other, said in rows:
        pair = one, other
        score = _number(said)
        if one not in known:
            bad.add(row, "person", one, "nobody here has this id")
        elif other not in known:
            bad.add(row, "with", other, "nobody here has this id")
        elif one == other:
            bad.add(row, "with", other, "these must be two different people")
        elif pair in found:
            bad.add(row, "with", other, f"this pair stands in row {found[pair][0]} already")
        elif score is None:
            bad.add(row, "score", said, "a number from 0 is needed, such as 12 or 0.75")
        else:
            found[pair] = row, score
    bad.end()
    most = max([Decimal(1), *(score for _, score in found.values())])
    both = {pair: (score + found.get(pair[::-1], (0, score))[1]) / 2 for pair, (_, score) in found.items()}
    return tuple((*pair, int(score * SCALE / most)) for pair, score in both.items() if pair[::-1] not in both or pair < pair[::-1])


def as_wishes(policy: Policy, stated: Stated) -> tuple[Policy, Stated] | None:
    """The same for more people than stated scores are for: wishes of both, in hundredths, in the place of the preference `stated`.

    None where that does not go: the policy lets only pairs of the file meet, or weighs wishes beside.
    """
    if policy.has(STATED) or any(term.name == _WISH for term in policy.terms):
        return None
    terms = tuple(replace(term, name=_WISH, private=True, curve=_HUNDREDTHS) if term.name == STATED else term for term in policy.terms)
    hundredths = [(one, other, -(-score * _PARTS // SCALE)) for one, other, score in stated]
    wishes = [way for one, other, score in hundredths if score for way in ((one, other, score), (other, one, score))]
    return replace(policy, terms=terms), tuple(wishes)


def _of_table(source: BinaryIO, name: str) -> Iterator[tuple[int, str, str, str]]:
    table = Table(source, name)
    columns = columns_of(table, COLUMNS)
    for row in body(table):
        one, other, score = (row.cell(columns[column]) for column in COLUMNS)
        yield row.number, one, other, score


def _of_json(text: bytes, name: str) -> Iterator[tuple[int, str, str, str]]:
    try:
        held = json.loads(text.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str)
    except UnicodeDecodeError:
        raise Refusal(f"{name}: this is not UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        at = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refusal(f"{name}: this is not JSON{at}.") from None
    for number, entry in enumerate(held if isinstance(held, list) else [held], 1):
        row = [entry.get(column) for column in COLUMNS] if isinstance(entry, dict) and set(entry) == set(COLUMNS) else entry
        if not isinstance(row, list) or len(row) != len(COLUMNS) or isinstance(row[2], bool):
            raise Refusal(f'{name}: entry {number}: two ids and a score are needed, such as ["anna", "ben", 12].')
        one, other, score = (str(cell) for cell in row)
        yield number, one, other, score


def _number(text: str) -> Decimal | None:
    try:
        made = Decimal(text)
    except InvalidOperation:
        return None
    return made if made.is_finite() and 0 <= made <= _LARGEST else None
