"""A circle written here, brought in again: the same circle, hours that are kept for somebody among it; and never anything twice."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mooring.boundaries import actions as hours
from mooring.boundaries.models import OwnTime
from mooring.circle import gaps, needs
from mooring.circle.actions import duplicates, imports, keeping, people, remember, together
from mooring.circle.book import read
from mooring.circle.duplicates import pairs
from mooring.circle.editing import editing
from mooring.circle.imports.held import Held
from mooring.circle.models import Import
from mooring.circle.tests.importing import signed_in, through
from mooring.circle.things import Contact, Merge, Need, Note, Sector, SpecialDay, Support, Tier, Together, Touch, packed
from mooring.people.models import Account
from mooring.testing import make_account

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def clock() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC), tick=False):
        yield


def file_of(account: Account) -> bytes:
    return b"".join(signed_in(account).get(reverse("circle_export_file", args=["json"])).streaming_content)


def staged(account: Account, data: bytes) -> Import:
    return Import.objects.get(pk=imports.upload(account=account, data=data, name="circle.json").pk)


def brought(account: Account, data: bytes, choices: dict[int, str] | None = None) -> Import:
    row = staged(account, data)
    imports.choose(row=row, choices=choices or {})
    imports.confirm(row=row, rest=True)
    return through(row, imports.bring_on)


def add(account: Account, name: str, **said: object) -> str:
    return people.add(account=account, said={"name": name, **said}).id


def keep_time(account: Account, identity: str, what: str, **when: object) -> Together:
    said = {"weekday": -1, "on": None, "begins": dt.time(19), "minutes": 120} | when
    return together.keep_time(account=account, identity=identity, what=what, **said)


def lived_in(account: Account) -> dict[str, str]:
    """One of everything a circle can hold; the ids of its people by name."""
    noor = add(account, "Noor", sector=Sector.COMMUNITY, met_through="Zoë")
    elsa = add(
        account, "Elsa", line="my sister", tier=Tier.INNER, sector=Sector.FAMILY, gives=(Support.HAND, Support.COMFORT),
        takes=(Support.ADVICE,), matters="tea", met="at home", tags=("family", "choir"), emails=("home@x.example",),
        days=(SpecialDay("wedding", "2010-06-05"),), birthday="--05-03", usually="both", scope="personal",
        met_through="Noor", through=noor,
    )  # fmt: skip
    ari = add(account, "Ari", tags=("family",), emails=("home@x.example",), resting=True)
    twin = add(account, "Ari", line="the other one", snoozed_until=MONDAY + dt.timedelta(days=40))
    gone = add(account, "Olu")
    people.touched(account=account, identity=elsa, on=dt.date(2026, 10, 20), how="in person", text="walked")
    people.touched(account=account, identity=elsa, on=dt.date(2026, 10, 20), how="in person", text="walked")
    people.touched(account=account, identity=ari, on=dt.date(2026, 3, 1), how="wrote")
    remember.add_note(account=account, identity=elsa, sort="note", text="**likes** rain")
    remember.add_note(account=account, identity=elsa, sort="promise", text="the book", due=dt.date(2026, 11, 20))
    asked = remember.add_note(account=account, identity=ari, sort="asked", text="a name")
    remember.done_note(account=account, note=asked, done=True)
    remember.thank(account=account, identity=elsa, on=dt.date(2026, 9, 9))
    remember.add_model(account=account, said={"name": "Ada", "learn": "to be plain", "follow": "https://ada.example"})
    keep_time(account, elsa, "dinner", weekday=1)
    keep_time(account, noor, "a walk", on=MONDAY + dt.timedelta(days=3), minutes=60)
    with time_machine.travel(dt.datetime(2026, 10, 1, 8, tzinfo=dt.UTC), tick=False):
        keep_time(account, noor, "was", on=dt.date(2026, 10, 2))
    hours.remove_times(account=account, times=OwnTime.objects.filter(account=account, date=dt.date(2026, 10, 2)))
    keep_time(account, gone, "no longer", weekday=4)
    people.put_away(account=account, identity=gone)
    keeping.tend(account=account, on=MONDAY)
    keeping.set_tag(account=account, tag="family", ideal=9, latest=20, scope="personal")
    duplicates.keep_apart(account=account, one=ari, other=twin)
    with editing(account) as book:
        book.put(Need(on=MONDAY, want={"hand": 3}, have={"hand": 1}, who={"hand": (elsa, noor)}, hard=("time",), finished=True))
    return {"Elsa": elsa, "Noor": noor, "Ari": ari, "twin": twin}


def as_told(account: Account) -> list[str]:
    """A circle with names for its ids and the hours themselves for theirs: two are the same where these are."""
    book = read(account)
    everything = list(book.everything())
    kept = {one.public_id: f"{one.weekday} {one.date} {one.begins} {one.minutes}" for one in OwnTime.objects.filter(account=account)}
    names = {one.id: f"<{one.name} {one.line}>" for one in everything if isinstance(one, Contact)}
    found = []
    for one in everything:
        if isinstance(one, Contact):
            one = replace(one, children=(str(len(one.children)),), more=tuple(sorted(pair for pair in one.more if pair[0] != "uid")))
        if isinstance(one, Together):
            one = replace(one, times=tuple(kept.get(public_id, "free") for public_id in one.times if public_id in kept))
        if not isinstance(one, Merge):
            found.append(_named(packed(one).decode(), names))
    found += [_named(json.dumps(line[1:]), names) for line in (*book.lines(), *book.models(), *book.put_away())]
    found += [_named(json.dumps([one.contact, one.sort, one.day]), names) for one in book.open_things()]
    found += sorted(kept.values())
    found.append(str((book.rhythms(), book.scopes(), [str(pair.why) for pair in pairs(book)])))
    return sorted(found)


def _named(text: str, names: dict[str, str]) -> str:
    for identity, name in names.items():
        text = text.replace(identity, name)
    return text


def lacking(account: Account) -> list[str]:
    """What is missing in a circle, by kind: of two who give as much, either may be named."""
    book = read(account)
    need = needs.latest(book)[0]
    return [one.key.rpartition(":")[0] for one in gaps.gaps(gaps.count(book.lines()), needs.levels(need) if need else (), MONDAY)]


def hanging(account: Account, identity: str) -> list[tuple[str, str]]:
    book = read(account)
    things = book.some(book.contact(identity).children)
    return sorted((one.KIND, getattr(one, "text", "") or getattr(one, "what", "")) for one in things)


TEXTS = st.text(max_size=20)
MONTH_DAYS = st.dates(dt.date(1960, 1, 1), MONDAY).map(lambda day: f"--{day:%m-%d}" if day.year % 2 else day.isoformat())
PAST = st.none() | st.dates(dt.date(2020, 1, 1), MONDAY)
KINDS_OF = st.lists(st.sampled_from(list(Support)), max_size=3, unique=True).map(tuple)
SEVERAL = st.lists(TEXTS, max_size=2, unique=True).map(tuple)
CONTACTS = st.builds(
    Contact,
    **dict.fromkeys(("name", "given", "nickname", "line", "organisation", "title", "address", "met", "matters", "met_through"), TEXTS),
    **dict.fromkeys(("tags", "emails", "phones", "urls"), SEVERAL),
    **dict.fromkeys(("gives", "takes"), KINDS_OF),
    **dict.fromkeys(("last", "thanked_on", "added_on", "suggested_on"), PAST),
    **dict.fromkeys(("same_team", "same_organisation", "resting"), st.booleans()),
    tier=st.sampled_from(list(Tier)),
    sector=st.sampled_from(list(Sector)),
    usually=st.sampled_from(["", "online", "in person", "both"]),
    scope=st.sampled_from(["", "work", "personal"]),
    birthday=st.just("") | MONTH_DAYS,
    days=st.lists(st.builds(SpecialDay, TEXTS, MONTH_DAYS, st.booleans()), max_size=2, unique_by=lambda one: one.what).map(tuple),
    ideal=st.sampled_from([0, 9, 400]),
    snoozed_until=PAST,
    came_from=st.sampled_from(["", "linkedin"]),
    more=st.lists(st.tuples(st.sampled_from(["middle", "related:met", "line"]), TEXTS), max_size=2, unique=True).map(tuple),
)
HUNG = st.one_of(
    st.builds(Touch, on=st.dates(), how=st.sampled_from(["online", "in person", "wrote"]), text=TEXTS),
    st.builds(Note, sort=st.sampled_from(["note", "promise", "asked"]), text=TEXTS, on=PAST, due=PAST, done=PAST),
)
LEVELS_OF = st.dictionaries(st.sampled_from([one.key for one in Support]), st.integers(0, 4), max_size=3)
NEEDS = st.builds(Need, on=st.dates(), want=LEVELS_OF, have=LEVELS_OF, hard_words=TEXTS, finished=st.booleans())


class AnyCircle(TestCase):
    @settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(CONTACTS, st.lists(HUNG, max_size=3)), max_size=5), st.lists(NEEDS, max_size=2))
    def test_whatever_it_holds_it_is_the_same_in_an_empty_account_and_twice_is_once(
        self, people_of: list[tuple[Contact, list[Touch | Note]]], needs_of: list[Need]
    ) -> None:
        account, other = make_account("First", timezone="UTC"), make_account("Second", timezone="UTC")
        with editing(account) as book:
            for contact, hung in people_of:
                kept = book.put(contact)
                for one in hung:
                    book.put(replace(one, contact=kept.id))
            for need in needs_of:
                book.put(need)
        data = file_of(account)
        brought(other, data)
        mine, theirs = as_told(account), as_told(other)
        assert [one for one in mine if one not in theirs] == []
        assert len(mine) == len(theirs)
        before = list(read(other).everything())
        brought(other, data)
        assert [one for one in read(other).everything() if one not in before] == []
        assert len(list(read(other).everything())) == len(before)


def test_into_an_empty_account_it_is_the_same_circle_with_the_hours_that_are_kept_for_somebody() -> None:
    account, other = make_account("First", timezone="UTC"), make_account("Second", timezone="UTC")
    lived_in(account)
    row = brought(other, file_of(account))
    assert as_told(other) == as_told(account)
    assert lacking(other) == lacking(account)
    assert [(one.weekday, one.date) for one in OwnTime.objects.filter(account=other).order_by("pk")] == [
        (None, MONDAY + dt.timedelta(days=3)),
        (1, None),
    ]
    assert "unheld" not in Held(row).head.done
    third = make_account("Third", timezone="UTC")
    brought(third, file_of(other))
    assert as_told(third) == as_told(account)


@pytest.mark.parametrize("who", ["the same account", "another account"])
def test_the_same_file_twice_changes_nothing(who: str) -> None:
    account = make_account("First", timezone="UTC")
    lived_in(account)
    other = account if who == "the same account" else make_account("Second", timezone="UTC")
    data = file_of(account)
    brought(other, data)
    before, kept = list(read(other).everything()), list(OwnTime.objects.filter(account=other).values())
    again = staged(other, data)
    assert {"new": 0, "changed": 0, "doubtful": 0}.items() <= Held(again).head.counts.items()
    imports.confirm(row=again, rest=True)
    through(again, imports.bring_on)
    assert list(read(other).everything()) == before
    assert list(OwnTime.objects.filter(account=other).values()) == kept


def test_touches_notes_and_times_come_to_those_who_are_here_already_as_far_as_they_are_missing() -> None:
    account, other = make_account("First", timezone="UTC"), make_account("Second", timezone="UTC")
    ids = lived_in(account)
    elsa = add(other, "Elsa L", emails=("home@x.example",), matters="coffee", birthday="1980-01-01", tags=("family",))
    people.touched(account=other, identity=elsa, on=dt.date(2026, 10, 20), how="in person", text="walked")
    people.touched(account=other, identity=elsa, on=dt.date(2026, 1, 1), how="wrote", text="own")
    kept = remember.add_note(account=other, identity=elsa, sort="promise", text="the book")
    remember.done_note(account=other, note=kept, done=True)
    # Two of the file have her address. The one alone who comes first is her; the other is somebody else, as there.
    data = _without(file_of(account), ids["Ari"])
    row = staged(other, data)
    page = signed_in(other).get(reverse("circle_import", args=[row.public_id])).content.decode()
    assert "times you were in touch" in page
    assert "Let those who are new rest" not in page
    imports.confirm(row=row, rest=True)
    through(row, imports.bring_on)
    assert hanging(other, elsa) == [
        ("note", "**likes** rain"), ("note", "the book"), ("together", "dinner"),
        ("touch", "own"), ("touch", "walked"), ("touch", "walked"),
    ]  # fmt: skip
    held = read(other).contact(elsa)
    assert (held.name, held.matters, held.birthday, held.met, held.tier) == ("Elsa L", "coffee", "1980-01-01", "at home", Tier.WIDER)
    assert (held.last, held.line, held.gives) == (dt.date(2026, 10, 20), "my sister", (Support.HAND, Support.COMFORT))
    assert read(other).rhythms() == {"family": (9, 20)}
    assert read(other).line(elsa).ideal == 9
    (time,) = [one for one in read(other).everything() if isinstance(one, Together) and one.contact == elsa]
    assert OwnTime.objects.get(account=other, public_id__in=time.times).weekday == 1


def test_taken_back_it_is_as_before_and_the_hours_are_free() -> None:
    account, other = make_account("First", timezone="UTC"), make_account("Second", timezone="UTC")
    lived_in(account)
    elsa = add(other, "Elsa", emails=("home@x.example",), tags=("family",))
    own = keep_time(other, elsa, "lunch", weekday=2)
    before, index = list(read(other).everything()), [tuple(one) for one in read(other).lines()]
    row = brought(other, file_of(account))
    assert OwnTime.objects.filter(account=other).count() == 3
    imports.undo(row=row)
    through(row, imports.undo_on)
    assert (list(read(other).everything()), [tuple(one) for one in read(other).lines()]) == (before, index)
    assert (read(other).rhythms(), read(other).scopes()) == ({}, {})
    assert [one.public_id for one in OwnTime.objects.filter(account=other)] == list(own.times)


def test_times_stay_where_somebody_was_changed_since() -> None:
    account, other = make_account("First", timezone="UTC"), make_account("Second", timezone="UTC")
    lived_in(account)
    row = brought(other, file_of(account))
    elsa = next(line for line in read(other).lines() if line.name == "Elsa")
    people.change(account=other, identity=elsa.id, said={"matters": "rain"})
    imports.undo(row=row)
    through(row, imports.undo_on)
    assert [line.name for line in read(other).lines()] == ["Elsa"]
    assert [(one.weekday, one.date) for one in OwnTime.objects.filter(account=other)] == [(1, None)]


def test_who_somebody_doubtful_is_gets_what_hangs_on_them() -> None:
    account, other = make_account("First", timezone="UTC"), make_account("Second", timezone="UTC")
    ari = add(account, "Ari")
    people.touched(account=account, identity=ari, on=dt.date(2026, 10, 20), how="online", text="called")
    here = add(other, "Ari")
    brought(other, file_of(account), {0: here})
    assert hanging(other, here) == [("touch", "called")]
    assert len(read(other)) == 1


def test_without_room_among_the_hours_a_time_stands_in_the_circle_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    account, other = make_account("First", timezone="UTC"), make_account("Second", timezone="UTC")
    keep_time(account, add(account, "Elsa"), "dinner", weekday=1)
    monkeypatch.setattr(hours, "MOST_TIMES", 0)
    row = brought(other, file_of(account))
    assert OwnTime.objects.filter(account=other).count() == 0
    client = signed_in(other)
    assert "One time you keep is in your circle alone" in client.get(reverse("circle_import", args=[row.public_id])).content.decode()
    (line,) = read(other).lines()
    assert "Your hours do not hold it" in client.get(reverse("circle_person", args=[line.id])).content.decode()


def _without(data: bytes, identity: str) -> bytes:
    """A file of ours without one of its people and what hangs on them."""
    begin, *things, end = data.decode().splitlines(keepends=True)
    kept = [line.rstrip(",\n") for line in things if f'"id": "{identity}"' not in line and f'"contact": "{identity}"' not in line]
    return (begin + ",\n".join(kept) + "\n" + end).encode()


def test_the_later_of_what_two_files_say_counts() -> None:
    account = make_account("First", timezone="UTC")
    elsa = add(account, "Elsa")
    data = file_of(account)
    people.touched(account=account, identity=elsa, on=dt.date(2026, 10, 30), how="online")
    brought(account, data)
    assert [one.on for one in read(account).everything() if isinstance(one, Touch)] == [dt.date(2026, 10, 30)]
    newer = file_of(account)
    (touch,) = (one for one in read(account).everything() if isinstance(one, Touch))
    people.untouched(account=account, touch=touch)
    brought(account, newer)
    assert (read(account).contact(elsa).last, len([one for one in read(account).everything() if isinstance(one, Note)])) == (touch.on, 0)
