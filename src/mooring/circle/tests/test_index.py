"""The index of a circle: the same whatever parts it is written in, as it was before there were parts, and never an older part of it."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from mooring.circle import editing as writing
from mooring.circle.book import Book, NotThere, read, vault_of
from mooring.circle.editing import editing
from mooring.circle.index import Head, Line, packed_head, packed_lines, unpacked_head, unpacked_lines
from mooring.circle.models import Circle, IndexPart
from mooring.circle.things import Contact, Note, Sector, Tier
from mooring.circle.vault import Sealed
from mooring.people.models import Account
from mooring.testing import make_account

DAY = dt.date(2026, 11, 2)
FEW = 10

small = st.integers(0, 2**31 - 1)
texts = st.text(max_size=20)
lists = st.lists(texts, max_size=3).map(tuple)
lines = st.builds(
    Line, texts, texts, texts, st.sampled_from(list(Tier)), st.sampled_from(list(Sector)), *([small] * 9), lists, texts, lists, texts
)


@pytest.fixture
def small_parts(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PART", FEW)


def filled(many: int) -> Account:
    account = make_account()
    with editing(account) as book:
        for number in range(many):
            book.put(Contact(name=f"Person {number * 7 % many:03}", tier=Tier(number % 4), tags=("choir",) * (number % 3), added_on=DAY))
    return account


def parts(account: Account) -> dict[int, bytes]:
    rows = IndexPart.objects.filter(of__account=account).values_list("number", "sealed")
    return {number: bytes(sealed) for number, sealed in rows}


@given(st.lists(lines, max_size=8))
def test_what_is_packed_is_unpacked(some: list[Line]) -> None:
    assert unpacked_lines(packed_lines(some)) == some
    head = Head({3: "ab"}, some, {"need": ["x"]}, {"n": ["c", "promise", 7]}, {"rhythms": {"choir": [7, 9]}})
    assert unpacked_head(packed_head(head)) == head


def test_a_large_circle_is_written_in_parts_and_read_by_name(small_parts: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = filled(37)
    assert len(parts(account)) == 3
    with django_assert_num_queries(2):
        book = read(account)
        assert [one.name for one in book.lines()] == [f"Person {number:03}" for number in range(37)]
        assert len(book) == 37
        assert all(book.line(one.id) is one and book.knows(one.id) for one in book.lines())
    with pytest.raises(NotThere):
        book.line("nobody")


def test_whoever_is_new_leaves_the_parts_alone_and_whoever_changes_their_own_alone(small_parts: None) -> None:
    account = filled(37)
    before = parts(account)
    with editing(account) as book:
        book.put(Note(contact=book.put(Contact(name="Åse", added_on=DAY)).id, text="x"))
    assert parts(account) == before
    someone = next(line for line in read(account).lines() if line.name == "Person 000")
    with editing(account) as book:
        book.put(replace(book.contact(someone.id), name="Zoë"))
    after = parts(account)
    assert after.keys() == before.keys()
    assert sum(after[number] != before[number] for number in before) == 1
    assert [one.name for one in read(account).lines()][-2:] == ["Zoë", "Åse"]


def test_an_index_from_before_there_were_parts_opens_and_is_written_in_parts_the_next_time(small_parts: None) -> None:
    account = filled(FEW * 3)
    whole = [one._replace(tags=list(one.tags), days=list(one.days)) for one in read(account).lines()]
    columns = {name: [getattr(one, name) for one in whole] for name in Line._fields}
    said = {"contacts": columns, "other": {"need": ["x"]}, "open": {"n": ["c", "promise", 7]}, "settings": {"scopes": {"choir": "work"}}}
    IndexPart.objects.all().delete()
    Circle.objects.filter(account=account).update(index=vault_of(account).seal(json.dumps(said).encode(), "index"))

    def told(book: Book) -> tuple[object, ...]:
        return (
            [one._replace(tags=list(one.tags), days=list(one.days)) for one in book.lines()],
            book.ids("need"),
            book.open_things(),
            book.scopes(),
        )

    before = told(read(account))
    assert before[0] == whole
    assert (before[1], before[3]) == (["x"], {"choir": "work"})
    with editing(account):
        pass
    assert parts(account)
    assert told(read(account)) == before


def test_a_part_is_the_one_that_was_written_last_in_its_own_place(small_parts: None) -> None:
    account, other = filled(37), filled(37)
    old = parts(account)
    with editing(account) as book:
        for line in list(book.lines()):
            book.put(replace(book.contact(line.id), line="changed"))
    kept = parts(account)
    for wrong in (old[0], kept[1], parts(other)[0], b""):
        IndexPart.objects.filter(of__account=account, number=0).update(sealed=wrong)
        with pytest.raises(Sealed):
            list(read(account).lines())
    IndexPart.objects.filter(of__account=account, number=0).update(sealed=kept[0])
    assert {one.line for one in read(account).lines()} == {"changed"}


def test_whoever_reads_while_it_is_written_reads_what_was_written(small_parts: None) -> None:
    account = filled(37)
    book = read(account)
    with editing(account) as changing:
        for line in list(changing.lines()):
            changing.put(replace(changing.contact(line.id), line="changed"))
    assert {one.line for one in book.lines()} == {"changed"}


def test_whatever_is_put_in_and_let_go_the_index_says_the_same_in_parts_as_in_one(small_parts: None) -> None:
    dice = random.Random(3)
    account = make_account()
    there: dict[str, str] = {}
    for step in range(25):
        with editing(account) as book:
            for number in range(dice.choice((1, 3, 14))):
                made = book.put(Contact(name=f"{step}:{number}", added_on=DAY))
                there[made.id] = made.name
            for contact in book.some(dice.sample(sorted(there), min(len(there), dice.choice((0, 2, 6))))):
                assert isinstance(contact, Contact)
                if dice.random() < 0.5:
                    book.drop(contact)
                    del there[contact.id]
                else:
                    there[contact.id] = book.put(replace(contact, name=f"{contact.name}!")).name
        assert {one.id: one.name for one in read(account).lines()} == there
    counts = [len(unpacked_lines(vault_of(account).open(sealed, f"index:{number}"))) for number, sealed in parts(account).items()]
    assert counts
    assert all(FEW // 2 < count <= FEW for count in counts)
