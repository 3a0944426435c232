"""What we write, we read the same; and so do others."""

from __future__ import annotations

import csv
import io
import itertools
import json

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentlines

from mooring.circle.formats import cards_out, sheet
from mooring.circle.formats.card import Card, Day, Event, Labelled, clean, one_line
from mooring.circle.formats.found import Found
from mooring.circle.formats.reading import read
from mooring.circle.formats.tests.files import DATA, EVERYTHING, NAUGHTY, cards, reading

LINES = st.text(max_size=20).map(one_line)
SOME = LINES.filter(bool)
KINDS = st.sampled_from(["", "home", "work", "cell", "work fax", "Verein", "Boot; „neu“, [alt]", "\\n"])
RELATIONS = st.sampled_from(["", "spouse", "met", "met through", "Taufpatin"])
DAYS = st.dates().map(lambda day: Day(day.month, day.day, day.year)) | st.builds(Day, st.integers(1, 12), st.integers(1, 28))


def several(values, kinds):
    return st.lists(st.builds(Labelled, values, kinds), max_size=3, unique=True).map(tuple)


def prefixed(text):
    return not text.lower().startswith(("mailto:", "tel:"))


ADDRESSES = st.lists(SOME, min_size=1, max_size=3).map("\n".join)
CARDS = st.builds(
    Card,
    **dict.fromkeys(("given", "middle", "family", "prefix", "suffix", "organisation", "department", "title", "uid"), LINES),
    name=SOME,
    nickname=st.just("Zo, Z") | st.just(""),
    emails=several(SOME.filter(prefixed), KINDS),
    phones=several(SOME.filter(prefixed), KINDS),
    urls=several(SOME, KINDS),
    birthday=st.none() | DAYS,
    dates=st.lists(st.builds(Event, DAYS, st.sampled_from(["anniversary", "Bootstaufe"])), max_size=3).map(tuple),
    note=st.text(max_size=60).map(clean),
    tags=st.lists(SOME.filter(lambda tag: tag.casefold() != "mycontacts"), max_size=3, unique=True).map(tuple),
    addresses=several(ADDRESSES, KINDS),
    related=several(SOME, RELATIONS),
    connected_on=st.none() | st.dates(),
    rev=st.none() | st.datetimes(timezones=st.just(EVERYTHING.rev.tzinfo)).map(lambda moment: moment.replace(microsecond=0)),
    extra=st.lists(st.sampled_from(EVERYTHING.extra), max_size=2, unique=True).map(tuple),
)


def again(card, data, name):
    (found,) = read(data, name)
    assert isinstance(found, Found)
    assert found.card == card


@settings(max_examples=150, deadline=None)
@given(CARDS)
def test_a_card_comes_back_from_a_vcard_as_it_was(card):
    again(card, cards_out.vcard(card), "one.vcf")


@settings(max_examples=150, deadline=None)
@given(CARDS)
def test_a_card_comes_back_from_our_table_as_it_was(card):
    again(card, b"".join(sheet.table([card])), "one.csv")


def test_a_card_with_everything_and_one_without_a_name_come_back():
    nameless = Card(emails=(Labelled("a@b.example"),))
    for card in (EVERYTHING, nameless):
        again(card, cards_out.vcard(card), "one.vcf")
        again(card, b"".join(sheet.table([card])), "one.csv")


def test_a_given_file_comes_back_whole_after_an_export_and_an_import():
    for path in itertools.chain((DATA / "vcards").glob("*.vcf"), (DATA / "contacts").rglob("*.vcf"), (DATA / "contacts").rglob("*.ldif")):
        first = cards(list(reading(path)))
        assert cards(list(read(b"".join(cards_out.vcards(first)), "again.vcf"))) == first, path.name
        assert cards(list(read(b"".join(sheet.table(first)), "again.csv"))) == first, path.name


def test_others_read_our_cards_and_find_what_is_in_them():
    data = cards_out.vcard(EVERYTHING)
    theirs = vobject.readOne(data.decode())
    assert (theirs.version.value, theirs.fn.value, theirs.n.value.family) == ("4.0", EVERYTHING.name, EVERYTHING.family)
    assert [one.value for one in theirs.contents["email"]] == [one.value for one in EVERYTHING.emails]
    assert (theirs.note.value, theirs.bday.value, theirs.uid.value) == (EVERYTHING.note, "--0229", EVERYTHING.uid)
    assert theirs.org.value == [EVERYTHING.organisation, EVERYTHING.department]
    labels = {one.group: one.value for one in theirs.contents["x-ablabel"]}
    assert [labels.get(one.group) for one in theirs.contents["email"]] == [None, "Verein, alt", None]
    for line in Contentlines.from_ical(data):
        assert not line or line.parts()


def test_lines_are_folded_at_75_bytes_and_never_within_a_letter():
    card = Card(name="Ñ" * 200, note="x" * 500)
    data = cards_out.vcard(card)
    assert all(len(line) <= 75 and line.decode() for line in data.rstrip().split(b"\r\n"))
    again(card, data, "one.vcf")


def test_no_cell_of_our_table_is_a_formula():
    texts = ["=1+1", "+49", "-2", "@x", "\t=1", '=HYPERLINK("http://evil.example")', "＝1", "'=1", "plain"]
    people = [Card(name=one_line(text), title=one_line(text), phones=(Labelled(one_line(text)),), note=clean(text)) for text in texts]
    data = b"".join(sheet.table(people))
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for row in rows for cell in row)
    assert cards(list(read(data, "one.csv"))) == people


def test_naughty_strings_come_back_as_they_were():
    texts = [text for text in map(one_line, json.loads(NAUGHTY.read_text(encoding="utf-8"))) if text]
    people = [Card(name=text, note=text, organisation=text, tags=(text,), addresses=(Labelled(text),)) for text in texts]
    assert len(people) > 450
    assert cards(list(read(b"".join(cards_out.vcards(people)), "all.vcf"))) == people
    assert cards(list(read(b"".join(sheet.table(people)), "all.csv"))) == people
