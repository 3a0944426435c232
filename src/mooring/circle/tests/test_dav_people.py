"""A device that gives a card back as it got it changes nothing, whoever it is about."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.circle.dav.people import NAME, NOTE, PICTURE, card, contact_of
from mooring.circle.things import Contact, Sector, SpecialDay, Tier

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
)
FULL = WORDS.filter(bool)
MAYBE = st.just("") | FULL
ADDRESS = st.builds(lambda name: f"{name}@example.net", st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12))
NUMBER = st.text(string.digits + " +-()", min_size=3, max_size=15).map(str.strip).filter(lambda one: any(sign.isdigit() for sign in one))
DAY = st.dates().map(lambda day: day.isoformat()) | st.dates().map(lambda day: f"--{day.month:02}-{day.day:02}")


def several(one: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(one, max_size=3, unique=True).map(tuple)


CONTACTS = st.builds(
    Contact,
    id=st.just("k8r363gkvc696gshszbp"),
    name=FULL,
    given=MAYBE,
    family=MAYBE,
    organisation=MAYBE,
    title=MAYBE,
    emails=several(ADDRESS),
    phones=several(NUMBER),
    nickname=MAYBE,
    tags=several(FULL.filter(lambda tag: tag.casefold() not in {"mycontacts", "my contacts"})),  # Google's own words for everybody
    urls=several(ADDRESS.map(lambda one: f"https://{one[:5]}.example/x")),
    address=MAYBE | st.tuples(FULL, FULL).map("\n".join),
    birthday=st.just("") | DAY,
    days=st.lists(
        st.builds(SpecialDay, st.sampled_from(["anniversary", "moved in", "met"]), DAY), max_size=2, unique_by=lambda one: one.what
    ).map(tuple),
    line=MAYBE,
    matters=MAYBE,
    tier=st.sampled_from(Tier),
    sector=st.sampled_from(Sector),
)


@settings(max_examples=100)
@given(CONTACTS, st.sampled_from(["3.0", "4.0"]), MAYBE)
def test_what_comes_back_unchanged_changes_nothing(contact: Contact, version: str, note: str) -> None:
    more = [(NAME, "phone.vcf"), ("said:title", "Captain")]
    more += [(NOTE, note)] if note else []
    more += [(PICTURE, "PHOTO:data:image/jpeg;base64,QUJD")]
    held = replace(contact, more=tuple(more))
    again = contact_of(card(held, version).decode(), held)
    for name in Contact.__dataclass_fields__:
        if name not in {"more", "days"}:
            assert getattr(again, name) == getattr(held, name), name
    assert set(again.days) == set(held.days)
    assert set(more) <= set(again.more)
    # And once more, so that two devices do not take turns changing it.
    assert set(contact_of(card(again, version).decode(), again).more) == set(again.more)
