"""The files these tests read, and a card of every kind of value."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from mooring.circle.formats.card import Card, Day, Event, Labelled
from mooring.circle.formats.found import Entry, Found
from mooring.circle.formats.reading import Reading, read

DATA = Path(__file__).parents[5] / "tests" / "data"
NAUGHTY = Path(__file__).parents[3] / "people" / "tests" / "data" / "blns.json"

EVERYTHING = Card(
    name="Dr. Zoë Văn Daly, PhD",
    given="Zoë",
    middle="Văn",
    family="Daly; of the Quay",
    prefix="Dr.",
    suffix="PhD",
    nickname="Zo, Z",
    emails=(Labelled("zoe@home.example", "home"), Labelled("zoe@work.example", "Verein, alt"), Labelled("zoe@x.example")),
    phones=(Labelled("+49 151 2345678", "cell"), Labelled("030 1234567", "home fax")),
    urls=(Labelled("https://www.linkedin.com/in/zo%C3%AB", "linkedin"),),
    organisation="Harbour, Light & Sons",
    department="Cranes; heavy",
    title="=Chief",
    birthday=Day(2, 29),
    dates=(Event(Day(5, 3, 2011), "anniversary"), Event(Day(1, 2), "Bootstaufe")),
    note="met at the quay\n\\twice, in 2019: “fine”",
    tags=("Choir", "Harbour, old"),
    addresses=(Labelled("1 Dock Street\nHuế", "home"),),
    related=(Labelled("Kofi", "spouse"), Labelled("urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af", "met through")),
    connected_on=dt.date(2020, 6, 7),
    uid="urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    rev=dt.datetime(2024, 5, 1, 8, 11, 12, tzinfo=dt.UTC),
    extra=("ROLE:Counting", 'X-MOORING-COLUMN;NAME="Custom, 1":a\\, b', "item1.X-ODD;TYPE=one,two:x"),
)


def reading(path: Path) -> Reading:
    """The file of that place; a table that is unknown with the mapping that was guessed."""
    first = read(path.read_bytes(), path.name)
    return first if first.needs_mapping is None else read(path.read_bytes(), path.name, mapping=first.needs_mapping.guess)


def cards(entries: list[Entry]) -> list[Card]:
    """Who was found."""
    return [one.card for one in entries if isinstance(one, Found)]
