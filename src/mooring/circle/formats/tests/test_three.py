"""Cards in version 3.0: what another program's reader finds in them, and that nothing is lost on the way back."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
import vobject

from mooring.circle.formats import cards_in
from mooring.circle.formats.card import Card, Day, Event, Labelled
from mooring.circle.formats.cards_out import vcard
from mooring.circle.formats.cards_three import picture_in_four, three
from mooring.circle.formats.found import Found

WHOLE = Card(
    name="Åse; Bjørn, “the elder”",
    given="Åse",
    family="Bjørn",
    nickname="Å",
    emails=(Labelled("ase@example.net", "home"), Labelled("ase@work.example", "on call")),
    phones=(Labelled("+47 123", "cell"),),
    organisation="Larkfield",
    department="Care",
    title="Nurse",
    birthday=Day(5, 3),
    dates=(Event(Day(6, 20, 2015), "anniversary"), Event(Day(1, 2, 2020), "moved in")),
    note="two lines\nof it",
    tags=("choir", "a, b"),
    addresses=(Labelled("Storgata 1\nOslo", "home"),),
    related=(Labelled("Elsa", "spouse"),),
    uid="abc",
)


def back(data: bytes) -> Card:
    (entry,) = cards_in.entries(StringIO(data.decode()), "card", "utf-8")
    assert isinstance(entry, Found)
    return entry.card


def test_another_reader_finds_what_was_written() -> None:
    card = vobject.readOne(three(vcard(WHOLE)).decode())
    assert (card.version.value, card.fn.value, card.n.value.family, card.uid.value) == ("3.0", WHOLE.name, "Bjørn", "abc")
    assert card.email.value == "ase@example.net"
    assert (card.org.value, card.bday.value) == (["Larkfield", "Care"], "1604-05-03")
    assert card.note.value == "two lines\nof it"


def test_nothing_is_lost_on_the_way_back() -> None:
    assert back(three(vcard(WHOLE))) == WHOLE


@pytest.mark.parametrize("birthday", [Day(2, 29), Day(2, 29, 2000), Day(12, 31, 1950), None])
def test_days_come_back_with_and_without_a_year(birthday: Day | None) -> None:
    assert back(three(vcard(Card(name="A", birthday=birthday)))).birthday == birthday


def test_who_has_a_name_only_in_full_has_the_part_that_the_version_asks_for() -> None:
    text = three(vcard(Card(name="Cher"))).decode()
    assert "N:;Cher;;;\r\n" in text
    assert "DERIVED" not in three(vcard(Card(emails=(Labelled("x@example.net"),)))).decode()


@pytest.mark.parametrize(
    ("line", "four", "back_in_three"),
    [
        ("PHOTO;ENCODING=b;TYPE=JPEG:QUJD", "PHOTO:data:image/jpeg;base64,QUJD", "PHOTO;ENCODING=b;TYPE=JPEG:QUJD"),
        ("PHOTO;PNG;BASE64:QUJD", "PHOTO:data:image/png;base64,QUJD", "PHOTO;ENCODING=b;TYPE=PNG:QUJD"),
        ("PHOTO:data:image/png;base64,QUJD", "PHOTO:data:image/png;base64,QUJD", "PHOTO;ENCODING=b;TYPE=PNG:QUJD"),
        ("item1.PHOTO;VALUE=uri:https://x.example/p", "PHOTO:https://x.example/p", "PHOTO;VALUE=uri:https://x.example/p"),
    ],
)
def test_a_picture_is_handed_on_as_it_came(line: str, four: str, back_in_three: str) -> None:
    assert picture_in_four(line) == four
    card = vcard(Card(name="A", extra=(four,), rev=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    assert back_in_three in three(card).decode().replace("\r\n ", "")
