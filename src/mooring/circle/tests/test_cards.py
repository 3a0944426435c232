"""Cards become contacts and cards again with nothing lost, and a contact that meets its own card stays as it is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from mooring.circle.cards import card_of, merged, taken
from mooring.circle.formats import cards_out
from mooring.circle.formats.card import Card, Labelled
from mooring.circle.formats.found import Found
from mooring.circle.formats.reading import read
from mooring.circle.formats.tests.files import EVERYTHING
from mooring.circle.formats.tests.test_round_trips import CARDS
from mooring.circle.things import Contact, packed, unpacked


def once(values: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    """The first of each value: a contact has an address once, with one kind."""
    return tuple({one.value: one for one in reversed(values)}.values())[::-1]


def alike(card: Card) -> Card:
    """A card without what a contact does not keep: when the file was changed, and lines of ours."""
    lists = {name: once(getattr(card, name)) for name in ("emails", "phones", "urls", "addresses")}
    extra = tuple(line for line in card.extra if not line.startswith("X-MOORING-TIE"))
    return replace(card, rev=None, extra=extra, related=tuple(dict.fromkeys(card.related)), dates=tuple(dict.fromkeys(card.dates)), **lists)


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_a_card_is_the_same_after_it_was_a_contact(card: Card) -> None:
    new = taken(card)
    kept = unpacked(packed(new.contact), "")
    assert isinstance(kept, Contact)
    again = card_of(kept, [new.note] if new.note else [])
    assert alike(again) == alike(card)
    same = merged(kept, new.contact)
    assert replace(same, more=tuple(sorted(same.more))) == replace(kept, more=tuple(sorted(kept.more)))


def test_what_only_we_know_of_a_tie_survives_a_file_and_not_what_somebody_wrote_into_it() -> None:
    new = taken(EVERYTHING)
    kept = replace(new.contact, matters="tea; and\nrain", ideal=9, resting=True)
    (found,) = read(cards_out.vcard(card_of(kept, [new.note])), "a.vcf")
    assert isinstance(found, Found)
    assert taken(found.card).contact == kept
    for wrong in ("{", "[]", "7", '{"ideal":"x"}', '{"tier":9}', '{"gives":[9]}', '{"removed_on":"2020-01-01","name":"x"}'):
        card = Card(name="Ann", extra=(f"X-MOORING-TIE:{wrong}",))
        assert taken(card).contact == taken(Card(name="Ann")).contact, wrong
