"""Reads history.csv for `mooring match`: the earlier rounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Final

from mooring.cli.rows import Bad, body, columns_of
from mooring.core.hours import parse_date
from mooring.core.tabular import Row, Table

TRIO: Final = "trio"
BAD_HOUR: Final = "bad hour"
LOW_SCORE: Final = "low score"
CARRIED: Final = (TRIO, BAD_HOUR, LOW_SCORE)


@dataclass(slots=True)
class PastRound:
    """A round of history.csv: its groups, those it could not place, and who had a bad hour or a low score, by id."""

    label: str
    day: date | None = None
    groups: dict[str, list[str]] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)
    bad_hour: list[str] = field(default_factory=list)
    low_score: list[str] = field(default_factory=list)


def read_history(source: BinaryIO, name: str) -> list[PastRound]:
    """Earlier rounds, oldest first: by date where every round has one, else by number, else as they stand.

    A header may stand again further down, with other columns too, since matches.csv is appended as it is.
    Raises Complaints or TableError.
    """
    table = Table(source, name)
    needed = ("round", "match", "person")
    columns = columns_of(table, needed)
    bad = Bad(name)
    rounds: dict[str, PastRound] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in body(table):
        again = {cell.casefold(): at for at, cell in enumerate(row.cells)}
        if set(needed) <= set(again):
            columns = again
            continue
        label, match, person = (row.cell(columns[column]) for column in needed)
        if not label or not person:
            bad.add(row.number, "person" if label else "round", "", "this must not be empty")
            continue
        if (label, person) in seen:
            bad.add(row.number, "person", person, f"this person is in round {label} already, in row {seen[label, person]}")
            continue
        seen[label, person] = row.number
        one = rounds.setdefault(label, PastRound(label))
        _date(row, columns, one, bad)
        if match:
            one.groups.setdefault(match, []).append(person)
        else:
            one.unplaced.append(person)
        _carried(row, columns, one, person, bad)
    bad.end()
    return _in_order(list(rounds.values()))


def _in_order(rounds: list[PastRound]) -> list[PastRound]:
    days = [one.day for one in rounds if one.day is not None]
    if rounds and len(days) == len(rounds):
        return [rounds[at] for at in sorted(range(len(rounds)), key=lambda at: days[at])]
    if all(one.label.isdecimal() for one in rounds):
        return sorted(rounds, key=lambda one: int(one.label))
    return rounds


def _carried(row: Row, columns: dict[str, int], one: PastRound, person: str, bad: Bad) -> None:
    """What fell to somebody in a round, by the words of matches.csv; a trio seat is told by the match itself."""
    text = row.cell(columns["carried"]) if "carried" in columns else ""
    for word in (part.strip().casefold() for part in text.split(";") if part.strip()):
        if word not in CARRIED:
            bad.add(row.number, "carried", text, f"any of {', '.join(CARRIED)} are needed, with semicolons between, or nothing")
        elif word == BAD_HOUR:
            one.bad_hour.append(person)
        elif word == LOW_SCORE:
            one.low_score.append(person)


def _date(row: Row, columns: dict[str, int], one: PastRound, bad: Bad) -> None:
    text = row.cell(columns["date"]) if "date" in columns else ""
    if not text:
        return
    day = bad.take(row.number, "date", text, parse_date)
    if day is not None and one.day not in (None, day):
        bad.add(row.number, "date", text, f"round {one.label} has the date {one.day} further up")
    one.day = one.day or day
