"""Every file we were given, and those we made after what programs write, against a table of what they must come to."""

from __future__ import annotations

import csv
import datetime as dt

import pytest
import vobject

from mooring.circle.formats.card import Day, Labelled
from mooring.circle.formats.found import Found, Skipped
from mooring.circle.formats.reading import read
from mooring.circle.formats.tests.files import DATA, cards, reading

with (DATA / "contacts" / "EXPECTED.csv").open(encoding="utf-8") as table:
    EXPECTED = list(csv.DictReader(table))

COUNTED = ("emails", "phones", "urls", "addresses", "dates", "tags", "related", "extra")


def entries_of(name):
    return list(reading(DATA / name))


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_every_file_comes_to_what_the_table_says(row):
    read_on = reading(DATA / row["file"])
    entries = list(read_on)
    people = cards(entries)
    found = {name: str(sum(len(getattr(one, name)) for one in people)) for name in COUNTED}
    found |= {"kind": read_on.kind, "encoding": read_on.encoding, "cards": str(len(people)), "skipped": str(len(entries) - len(people))}
    found |= {"birthdays": str(sum(one.birthday is not None for one in people)), "named": str(sum(bool(one.name) for one in people))}
    assert {"file": row["file"], **found} == row


def test_the_table_has_every_file():
    folders = (DATA / "contacts", DATA / "vcards")
    there = {str(path.relative_to(DATA)) for folder in folders for path in folder.rglob("*.*") if path.suffix in (".csv", ".vcf", ".ldif")}
    refused = {"contacts/EXPECTED.csv", "contacts/linkedin-2024-synthetic/Messages.csv"}
    assert there - refused == {row["file"] for row in EXPECTED}


@pytest.mark.parametrize("name", ["gmail-list", "rfc2426-example", "issue114", "fullcontact", "John_Doe_MAC_ADDRESS_BOOK"])
def test_a_library_of_others_reads_the_same_in_the_files_it_can_read(name):
    path = DATA / "vcards" / f"{name}.vcf"
    theirs = list(vobject.readComponents(path.read_text(encoding="utf-8")))
    ours = cards(entries_of(path))
    assert [one.name for one in ours] == [one.fn.value for one in theirs]
    for card, other in zip(ours, theirs, strict=True):
        assert sorted(one.value for one in card.emails) == sorted(one.value for one in other.contents.get("email", []))
        assert sorted(one.value for one in card.phones) == sorted(one.value for one in other.contents.get("tel", []))


def test_people_who_left_linkedin_are_skipped_with_their_row_and_a_reason():
    skipped = [one for one in entries_of("contacts/made/linkedin-2024.csv") if isinstance(one, Skipped)]
    assert skipped == [Skipped(6, "ghost"), Skipped(10, "ghost")]


def test_linkedin_keeps_letters_commas_emoji_and_what_looks_like_a_formula_as_they_are():
    found = [one for one in entries_of("contacts/made/linkedin-2024.csv") if isinstance(one, Found)]
    assert [one.place for one in found] == [5, 7, 8, 9, 11]
    zoe, noor, chief, sales, aiko = (one.card for one in found)
    assert (zoe.name, zoe.organisation, zoe.title) == ("Zoë Daly", "Quay, Inc.", "Engineer, Cranes")
    assert (noor.given, noor.family, noor.emails) == ("⚓ Noor", "Zahra 🌊", (Labelled("noor@five.example"),))
    assert (chief.title, sales.title) == ('=HYPERLINK("http://evil.example","Chief")', "@Sales")
    assert zoe.connected_on == dt.date(2024, 6, 7)
    assert found[-1].unsure == (("Connected On", "31 Foo 2024"),)
    assert aiko.extra == ("X-MOORING-COLUMN;NAME=Connected On:31 Foo 2024",)


def test_old_linkedin_dates_have_the_month_first():
    days = [one.connected_on for one in cards(entries_of("contacts/made/linkedin-2018.csv"))]
    assert days == [dt.date(2018, 4, 1), dt.date(2017, 12, 31)]


def test_google_has_several_values_in_one_cell_and_a_group_of_everybody():
    tuan, devon = cards(entries_of("contacts/made/google-2023.csv"))
    assert [one.value for one in tuan.emails] == ["tuan@home.example", "tuan@other.example", "tuan@work.example"]
    assert (tuan.tags, devon.tags) == (("Friends",), ())
    assert (tuan.birthday, devon.birthday) == (Day(3, 22, 1980), Day(2, 3))
    assert tuan.note == "met at the quay\ntwice, in 2019"
    fatima, office = cards(entries_of("contacts/made/google-2024.csv"))
    assert fatima.phones[-1] == Labelled("+212 500 000000", "work fax")
    assert fatima.addresses == (Labelled("2 Mole\nTanger\nMorocco", "work"),)
    assert (office.name, office.called) == ("", "Harbour Master")


def test_a_day_that_could_be_two_is_kept_aside_and_not_guessed():
    _jurgen, renee = [one for one in entries_of("contacts/made/outlook.csv") if isinstance(one, Found)]
    assert renee.card.birthday is None
    assert renee.unsure == (("birthday", "3/4/1985"),)
    assert "3/4/1985" in renee.card.extra[0]


def test_an_unknown_table_asks_what_its_columns_hold_and_says_what_it_thinks():
    asked = read((DATA / "contacts/made/liste.csv").read_bytes(), "liste.csv").needs_mapping
    assert asked.columns[:3] == ("Vorname", "Nachname", "E-Mail-Adresse")
    assert asked.samples[0][:2] == ("Jörg", "Müller")
    assert asked.guess.fields == ("given", "family", "email", "phone", "organisation", "birthday", "")


def test_the_header_of_an_unknown_table_may_stand_below_other_words():
    data = "Hinweise:\n„Manche Adressen fehlen.“\n\nVorname,Nachname,URL,Firma\nJörg,Müller,https://x.example,Werft\n".encode()
    asked = read(data, "Kontakte.csv").needs_mapping
    assert (asked.columns, asked.samples) == (("Vorname", "Nachname", "URL", "Firma"), (("Jörg", "Müller", "https://x.example", "Werft"),))
    assert [one.name for one in cards(list(read(data, "Kontakte.csv", mapping=asked.guess)))] == ["Jörg Müller"]


def test_apple_says_1604_where_there_is_no_year_and_labels_lines_of_a_group():
    (card,) = cards(entries_of("contacts/made/apple-utf16.vcf"))
    assert card.birthday == Day(2, 29)
    assert card.emails == (Labelled("joerg@boot.example", "Verein"),)
    assert [(str(one.day), one.kind) for one in card.dates] == [("2011-05-03", "Bootstaufe")]


def test_the_same_card_is_the_same_in_every_encoding():
    names = ("apple-utf16", "apple-utf16-no-mark", "utf8-mark", "mac-roman")
    assert len({cards(entries_of(f"contacts/made/{name}.vcf"))[0] for name in names}) == 1


def test_an_old_card_is_read_without_its_picture_and_without_the_card_inside_it():
    (card,) = cards(entries_of("contacts/made/latin1-2.1.vcf"))
    assert (card.name, card.given, card.note) == ("Käthe Weiß", "Käthe", "Grüße\nund mehr   davon")
    assert card.extra == ("X-NICK:K",)


def test_nothing_of_a_picture_is_kept():
    for path in (DATA / "vcards").glob("*.vcf"):
        for card in cards(entries_of(path)):
            assert "cloudfront" not in repr(card), path.name
            assert not any(line.startswith("PHOTO") for line in card.extra), path.name


def test_preferred_first_and_cards_of_groups_are_no_persons():
    first, *others = entries_of("contacts/made/groups-4.0.vcf")
    assert [one.value for one in first.card.emails] == ["amara@one.example", "second@one.example"]
    assert (first.card.name, first.card.called) == ("", "amara@one.example")
    assert first.card.rev == dt.datetime(2024, 5, 1, 8, 11, 12, tzinfo=dt.UTC)
    assert [(one.place, one.code) for one in others] == [(16, "group"), (22, "nobody")]
