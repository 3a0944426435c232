"""What is sealed, what is not, and that a circle is written whole or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import LazySettings

from mooring.circle.book import NotThere, read
from mooring.circle.editing import editing
from mooring.circle.models import Circle, Record
from mooring.circle.things import Contact, Note, Sector, Support, Tier, Touch
from mooring.circle.vault import Sealed
from mooring.testing import make_account

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)
ELSA = Contact(name="Elsa Lindqvist", tier=Tier.INNER, sector=Sector.FRIENDS, gives=(Support.COMFORT,), added_on=DAY, tags=("running",))


def test_what_was_put_in_comes_out_and_lists_need_no_record() -> None:
    account = make_account()
    with editing(account) as book:
        elsa = book.put(ELSA)
        book.put(Contact(name="Åse Bjørn", added_on=DAY))
        touch = book.put(Touch(contact=elsa.id, on=DAY, how="in person", text="walked"))
    Record.objects.update(sealed=b"nothing that opens")
    assert [(one.name, one.kinds, list(one.tags)) for one in read(account).lines()] == [
        ("Elsa Lindqvist", [Support.COMFORT], ["running"]),
        ("Åse Bjørn", [], []),
    ]
    with pytest.raises(Sealed):
        read(account).contact(elsa.id)
    assert touch.contact == elsa.id


def test_what_hangs_on_a_contact_is_found_and_goes_with_it() -> None:
    account = make_account()
    with editing(account) as book:
        elsa = book.put(ELSA)
        book.put(Touch(contact=elsa.id, on=DAY))
        book.put(Note(contact=elsa.id, sort="promise", text="the book", due=DAY))
    book = read(account)
    touches, notes = book.children(book.contact(elsa.id))
    assert ([one.on for one in touches], [one.text for one in notes]) == ([DAY], ["the book"])
    assert [type(one) for one in book.due(DAY)] == [Note]
    with editing(account) as writing:
        writing.drop(writing.contact(elsa.id))
    assert (len(read(account)), Record.objects.count()) == (0, 0)


def test_nothing_is_kept_when_writing_fails() -> None:
    account = make_account()

    def put_and_fail() -> None:
        with editing(account) as book:
            book.put(ELSA)
            book.contact("nobody")

    with pytest.raises(NotThere):
        put_and_fail()
    assert (len(read(account)), Record.objects.count()) == (0, 0)


def test_a_record_moved_to_another_place_or_account_does_not_open() -> None:
    one, other = make_account(), make_account()
    with editing(one) as book:
        mine, second = book.put(ELSA), book.put(replace(ELSA, name="Second"))
    with editing(other) as book:
        theirs = book.put(replace(ELSA, name="Theirs"))
    stolen = Record.objects.get(public_id=theirs.id).sealed
    moved = Record.objects.get(public_id=second.id).sealed
    for sealed in (stolen, moved):
        Record.objects.filter(public_id=mine.id).update(sealed=sealed)
        with pytest.raises(Sealed):
            read(one).contact(mine.id)
    Circle.objects.filter(account=one).update(index=Circle.objects.get(account=other).index)
    with pytest.raises(Sealed):
        read(one)


def test_nobody_reaches_or_overwrites_the_record_of_another() -> None:
    one, other = make_account(), make_account()
    with editing(one) as book:
        mine = book.put(ELSA)
    with pytest.raises(NotThere):
        read(other).contact(mine.id)
    with pytest.raises(NotThere), editing(other) as book:
        book.put(replace(mine, name="Overwritten"))
    assert read(one).contact(mine.id).name == "Elsa Lindqvist"


def test_an_id_that_was_chosen_cannot_be_anothers() -> None:
    one, other = make_account(), make_account()
    with editing(one) as book:
        mine = book.put(ELSA)
    with pytest.raises(NotThere), editing(other) as book:
        book.bring(replace(ELSA, id=mine.id, name="Overwritten"))
    assert read(one).contact(mine.id).name == "Elsa Lindqvist"
    assert len(read(other)) == 0


def test_without_the_servers_key_nothing_opens(settings: LazySettings) -> None:
    account = make_account()
    with editing(account) as book:
        book.put(ELSA)
    settings.CIRCLE_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
    with pytest.raises(Sealed, match="is not here"):
        read(account)


def test_the_database_holds_no_word_of_it() -> None:
    account = make_account()
    with editing(account) as book:
        elsa = book.put(replace(ELSA, line="my sister-in-law", emails=("elsa@example.org",), matters="allergic to nuts"))
        book.put(Note(contact=elsa.id, text="her mother is ill"))
    rows = [bytes(one) for one in Record.objects.values_list("sealed", flat=True)]
    rows += [bytes(part) for one in Circle.objects.values_list("index", "same", "wrapped") for part in one]
    for word in (b"Elsa", b"sister", b"elsa@", b"nuts", b"mother", b"running", b"contact"):
        assert not any(word in row for row in rows), word


def test_what_is_brought_under_a_chosen_id_a_second_time_is_put_where_it_stands() -> None:
    account = make_account()
    with editing(account) as book:
        first = book.bring(replace(ELSA, id="chosen"))
    with editing(account) as book:
        book.bring(replace(first, name="Elsa Berg"))
        book.bring(replace(ELSA, id="another", name="Zoë"))
    assert [(one.id, one.name) for one in read(account).lines()] == [("chosen", "Elsa Berg"), ("another", "Zoë")]
    assert (read(account).contact("chosen").name, Record.objects.count()) == ("Elsa Berg", 2)
