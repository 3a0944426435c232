"""People from a file: looked at first, sealed on the way, brought in by batches, taken back whole, and never twice."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from mooring.circle import whole
from mooring.circle.actions import imports, people
from mooring.circle.book import Book, read
from mooring.circle.editing import editing
from mooring.circle.formats import cards_out
from mooring.circle.formats.tests.files import DATA, EVERYTHING
from mooring.circle.formats.tests.test_hostile import CARD, HOSTILE
from mooring.circle.imports import bringing
from mooring.circle.imports.held import Held
from mooring.circle.models import Import, ImportPart, Record
from mooring.circle.tests.importing import LINKEDIN, brought, held_by, names, signed_in, staged, through
from mooring.circle.things import Contact, Note, Sector, SpecialDay, Support, Tier
from mooring.circle.uploads import MemoryUpload
from mooring.core.time import now
from mooring.people.models import Account, Member
from mooring.testing import Cast, make_account

pytestmark = pytest.mark.django_db
Enter = Callable[[Member], Client]
State = Import.State


def table(count: int, title: str = "Pilot") -> bytes:
    rows = "".join(f"Ann,Number {n},https://www.linkedin.com/in/ann-{n},,Quay,{title},07 Jun 2024\n" for n in range(count))
    return f"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n{rows}".encode()


def test_nobody_else_finds_anything_of_an_import(cast: Cast, enter: Enter) -> None:
    assert cast.owner.account is not None
    row = staged(cast.owner.account, LINKEDIN)
    for name in ("match", "team_mate", "manager", "organiser", "admin", "stranger"):
        client = enter(getattr(cast, name))
        assert client.get(reverse("circle_import", args=[row.public_id])).status_code == 404
        for verb in ("columns", "choices", "confirm", "stop", "go_on", "undo", "discard"):
            assert client.post(reverse(f"circle_import_{verb}", args=[row.public_id])).status_code == 404
        assert b"people.csv" not in client.get(reverse("circle_imports")).content
    row.refresh_from_db()
    assert row.state == State.STAGED


def test_a_file_is_looked_at_before_anything_is_written_and_gone_once_it_counts() -> None:
    account = make_account("Alone")
    client = signed_in(account)
    page = client.post(reverse("circle_imports"), {"file": SimpleUploadedFile("Connections.csv", LINKEDIN)}, follow=True).content.decode()
    row = Import.objects.get()
    for text in ("Zoë Daly", "Only a date is left of somebody who left LinkedIn.", "Bring in 5 people", "“31 Foo 2024”"):
        assert text in page
    assert names(account) == []
    assert ImportPart.objects.filter(sort="file").exists()
    client.post(reverse("circle_import_confirm", args=[row.public_id]), {"rest": "1"})
    assert not ImportPart.objects.filter(sort="file").exists()
    done = through(row, imports.bring_on)
    assert (done.state, len(names(account))) == (State.DONE, 5)
    page = client.get(reverse("circle_import", args=[row.public_id])).content.decode()
    assert "5 people are new in your circle." in page
    assert all(line.slack(now().date()).name == "RESTS" for line in read(account).lines())


def test_nothing_of_a_file_lies_open_in_the_database() -> None:
    account = make_account()
    brought(account, LINKEDIN, "Connections-marker.csv")
    staged(account, table(3), "Second-marker.csv")
    with connection.cursor() as cursor:
        for model in (Import, ImportPart, Record):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608  a table of ours
            said = repr(cursor.fetchall())
            assert not any(marker in said for marker in ("Daly", "zo%C3%AB", "marker", "Ann", "Quay"))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("contacts/made/linkedin-2024.csv", "a.csv"),
        ("vcards/John_Doe_MAC_ADDRESS_BOOK.vcf", "a.vcf"),
        ("vcards/fullcontact.vcf", "a.vcf"),
        ("contacts/made/google-2023.csv", "a.csv"),
        ("contacts/thunderbird/basic_ldif_addressbook.ldif", "a.ldif"),
    ],
)
def test_the_same_file_twice_changes_nothing(file: str, name: str) -> None:
    account = make_account()
    data = (DATA / file).read_bytes()
    brought(account, data, name)
    before = held_by(account)
    again = brought(account, data, name)
    assert held_by(account) == before
    assert Held(again).head.done == {"new": 0, "changed": 0}


def test_a_newer_file_tells_of_a_new_post_and_leaves_what_the_owner_wrote() -> None:
    account = make_account()
    brought(account, table(2))
    first, second = read(account).lines()
    people.change(account=account, identity=second.id, said={"title": "My own word", "name": "Annie"})
    row = staged(account, table(2, "Captain"))
    assert Held(row).head.counts["changed"] == 2
    imports.confirm(row=row, rest=True)
    through(row, imports.bring_on)
    assert {one.title for one in contacts(account)} == {"Captain", "My own word"}
    assert {one.name for one in contacts(account)} == {"Ann Number 0", "Annie"}


def test_names_never_make_two_people_one_and_what_fits_several_is_left_out() -> None:
    account = make_account()
    people.add(account=account, said={"name": "Ann Number 0"})
    people.add(account=account, said={"name": "One", "emails": ("one@x.example",)})
    people.add(account=account, said={"name": "Two", "emails": ("two@x.example",)})
    brought(account, table(1))
    assert names(account).count("Ann Number 0") == 2
    both = CARD.replace(b"EMAIL:ann@one.example", b"EMAIL:one@x.example\r\nEMAIL:TWO@x.example")
    row = staged(account, both, "a.vcf")
    assert Held(row).head.counts["doubtful"] == 1
    imports.confirm(row=row, rest=True)
    through(row, imports.bring_on)
    assert len(names(account)) == 4


def test_a_telephone_of_a_family_makes_nobody_one_but_with_the_same_name_it_does() -> None:
    account = make_account()
    people.add(account=account, said={"name": "Ann", "phones": ("+49 30 1234567",)})
    card = CARD.replace(b"EMAIL:ann@one.example", b"TEL:0049 30 1234567\r\nTITLE:Pilot")
    assert Held(staged(account, card, "a.vcf")).head.counts["changed"] == 1
    assert Held(staged(account, card.replace(b"FN:Ann", b"FN:Bea"), "b.vcf")).head.counts["doubtful"] == 1


def test_whoever_is_doubtful_is_who_their_owner_says() -> None:
    account = make_account()
    kept = people.add(account=account, said={"name": "Ann Number 0"})
    row = staged(account, table(1))
    for wrong in ({0: "xxxx"}, {7: "new"}):
        with pytest.raises(imports.ValidationError):
            imports.choose(row=row, choices=wrong)
    imports.choose(row=row, choices={0: kept.id})
    imports.confirm(row=row, rest=True)
    through(row, imports.bring_on)
    assert [one.title for one in contacts(account)] == ["Pilot"]


def test_an_import_goes_in_batches_can_be_stopped_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "TOGETHER", 20)
    account = make_account()
    row = staged(account, table(50))
    imports.confirm(row=row, rest=True)
    row.refresh_from_db()
    assert imports.bring_on(row)
    stale = Import.objects.get(pk=row.pk)
    stale.reached = 0
    assert not imports.bring_on(stale), "a batch that was taken is not taken twice"
    imports.stop(row=row)
    row.refresh_from_db()
    assert (row.state, row.reached, len(names(account))) == (State.STOPPED, 20, 20)
    imports.go_on(row=row)
    assert through(row, imports.bring_on).state == State.DONE
    assert len(names(account)) == 50


def test_an_import_is_taken_back_whole_but_for_what_was_changed_since(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "TOGETHER", 20)
    account = make_account()
    brought(account, table(30))
    before = held_by(account)
    row = brought(account, table(50, "Captain"))
    assert held_by(account) != before
    imports.undo(row=row)
    assert through(row, imports.undo_on).state == State.UNDONE
    assert held_by(account) == before
    row = brought(account, table(52))
    line = next(one for one in read(account).lines() if one.name == "Ann Number 51")
    people.touched(account=account, identity=line.id, on=dt.date(2026, 1, 2), how="online")
    imports.undo(row=row)
    assert Held(through(row, imports.undo_on)).head.done["kept"] == 1
    assert len(names(account)) == 31
    with pytest.raises(imports.ValidationError):
        imports.undo(row=row)


def test_a_hostile_file_gets_one_sentence_and_writes_nothing() -> None:
    account = make_account()
    client = signed_in(account)
    for name, (data, _code, _row) in HOSTILE.items():
        answer = client.post(reverse("circle_imports"), {"file": SimpleUploadedFile("people.csv", data)}, follow=True)
        page = " ".join(answer.content.decode().split())
        row = Import.objects.first()
        assert page.count("people.csv") == 1 or "Nothing was written." in page or row and row.state == State.UPLOADED, name
        Import.objects.all().delete()
    assert not Record.objects.exists()
    assert len(read(account)) == 0


def test_what_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mooring.circle.uploads.LARGEST", 1000)
    client = signed_in(make_account())
    answer = client.post(reverse("circle_imports"), {"file": SimpleUploadedFile("people.csv", table(90))})
    assert answer.status_code == 413
    assert "people.csv is larger than" in answer.content.decode()
    assert not Import.objects.exists()
    assert MemoryUpload().too_large is False


def test_an_unknown_table_is_asked_about() -> None:
    account = make_account()
    client = signed_in(account)
    data = (DATA / "contacts/made/liste.csv").read_bytes()
    page = client.post(reverse("circle_imports"), {"file": SimpleUploadedFile("liste.csv", data)}, follow=True).content.decode()
    assert "What do the columns hold?" in page
    row = Import.objects.get()
    place = reverse("circle_import_columns", args=[row.public_id])
    assert client.post(place, {"header": "1", "column-6": "note"}).status_code == 422
    assert client.post(place, {"header": "1", "column-0": "given", "column-1": "given"}).status_code == 422
    client.post(place, {"header": "1", "column-0": "given", "column-1": "family", "column-2": "email"})
    row.refresh_from_db()
    imports.confirm(row=row, rest=False)
    through(row, imports.bring_on)
    assert names(account) == ["Anke Weiß", "Jörg Müller"]


def test_files_nobody_confirmed_are_gone_after_a_day_and_what_takes_back_after_a_month() -> None:
    account = make_account()
    staged(account, table(1))
    brought(account, LINKEDIN)
    with time_machine.travel(now() + dt.timedelta(hours=25), tick=False):
        imports.tend()
        assert Import.objects.values_list("state", flat=True).get() == State.DONE
    with time_machine.travel(now() + dt.timedelta(days=31), tick=False):
        imports.tend()
    assert not Import.objects.exists()
    assert len(names(account)) == 5


def test_one_file_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 10)
    account = make_account()
    imports.upload(account=account, data=LINKEDIN, name="a.csv")
    with pytest.raises(imports.ValidationError, match="Another file"):
        imports.upload(account=account, data=LINKEDIN, name="b.csv")
    assert Import.objects.count() == 1


def lived_in(account: Account) -> None:
    """Somebody with everything, somebody with what only Mooring knows, and a touch and a note of theirs."""
    brought(account, cards_out.vcard(EVERYTHING), "a.vcf")
    said = {
        "name": "Elsa",
        "line": "my sister",
        "tier": Tier.INNER,
        "sector": Sector.FAMILY,
        "gives": (Support.HAND,),
        "matters": "tea; and\nrain",
    }
    more = {"days": (SpecialDay("wedding", "2010-06-05"),), "ideal": 9, "latest": 20, "usually": "both", "scope": "personal"}
    elsa = people.add(account=account, said={**said, **more, "tags": ("family",), "emails": ("elsa@x.example",)})
    people.touched(account=account, identity=elsa.id, on=dt.date(2026, 1, 2), how="in person", text="walked")
    noor = people.add(account=account, said={"name": "Noor", "met_through": "Zoë"})
    people.change(account=account, identity=elsa.id, said={"met_through": "Noor", "through": noor.id})
    with editing(account) as book:
        book.settings.update(rhythms={"family": [14, 20]}, scopes={"family": "personal"})


@pytest.mark.parametrize("kind", ["json", "vcf", "csv"])
def test_an_export_into_an_empty_account_gives_the_same_circle(kind: str) -> None:
    account, other = make_account("First"), make_account("Second")
    lived_in(account)
    answer = signed_in(account).get(reverse("circle_export_file", args=[kind]))
    data = b"".join(answer.streaming_content)
    assert "attachment" in answer["Content-Disposition"]
    brought(other, data, f"circle.{kind}")
    assert shown(read(other), touches=kind == "json") == shown(read(account), touches=kind == "json")
    assert kind != "json" or (read(other).rhythms(), read(other).scopes()) == ({"family": (14, 20)}, {"family": "personal"})
    before = held_by(account)
    brought(account, data, f"circle.{kind}")
    assert held_by(account) == before


def test_a_file_of_ours_that_was_changed_by_hand_is_refused_and_writes_nothing() -> None:
    account = make_account()
    lived_in(account)
    said = json.loads(b"".join(whole.pieces(read(account))))
    for wrong in (
        {"tier": 9},
        {"name": 3},
        {"emails": "x"},
        {"kind": "x"},
        {"days": [{"what": 1, "on": 2}]},
        {"last": "soon"},
        {"ideal": 99999},
    ):
        things = [{**said["things"][0], **wrong}]
        other = make_account()
        row = staged(other, whole.MARK + b', "things": ' + json.dumps(things).encode() + b"}", "circle.json")
        assert (row.state, Held(row).head.problem["code"]) == (State.FAILED, "damaged"), wrong


def contacts(account: Account) -> list[Contact]:
    return [one for one in read(account).everything() if isinstance(one, Contact)]


def shown(book: Book, *, touches: bool) -> list[object]:
    """A circle without its ids and without by what it was brought in."""
    found: list[object] = []
    for line in book.lines():
        contact = book.contact(line.id)
        held, notes = book.children(contact)
        through = book.line(contact.through).name if touches and book.knows(contact.through) else ""
        more = tuple(sorted(pair for pair in contact.more if pair[0] != "uid" and not pair[0].startswith("said:") and pair[0] != "noted"))
        texts = sorted(one.text for one in notes if isinstance(one, Note))
        found.append((replace(contact, id="", children=(), more=more, came_from="", through=through), texts))
        found += [replace(one, id="", contact="") for one in held] if touches else []
    return found


@pytest.mark.django_db(transaction=True)
def test_a_large_file_comes_in_by_jobs_while_a_bar_moves(monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], None]) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 10)
    monkeypatch.setattr(bringing, "TOGETHER", 20)
    account = make_account()
    client = signed_in(account)
    page = client.post(reverse("circle_imports"), {"file": SimpleUploadedFile("a.csv", table(50))}, follow=True).content.decode()
    assert "Reading the file" in page
    run_jobs()
    row = Import.objects.get()
    place = reverse("circle_import", args=[row.public_id])
    assert "Bring in 50 people" in client.get(place).content.decode()
    client.post(reverse("circle_import_confirm", args=[row.public_id]), {"rest": "1"})
    row.refresh_from_db()
    imports.bring_on(row)
    part = client.get(place, headers={"HX-Request": "true"}).content.decode()
    assert "20 of about 50 rows" in part
    assert "<html" not in part
    run_jobs()
    assert len(names(account)) == 50
    client.post(reverse("circle_import_undo", args=[row.public_id]))
    run_jobs()
    assert names(account) == []
    assert "Everything is as it was before." in client.get(place).content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_was_cut_off_is_taken_up_again(monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], None]) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 10)
    account = make_account()
    imports.upload(account=account, data=LINKEDIN, name="a.csv")
    DBTaskResult.objects.all().delete()
    with time_machine.travel(now() + dt.timedelta(minutes=11), tick=False):
        imports.tend()
        run_jobs()
    assert Import.objects.get().state == State.STAGED


def test_pages_ask_the_database_as_often_for_many_as_for_few(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    few, many = make_account("Few"), make_account("Many")
    for account, count in ((few, 1), (many, 6)):
        for number in range(count):
            brought(account, table(number + 2), f"{number}.csv")
    client = signed_in(few)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("circle_imports"))
        client.get(reverse("circle_duplicates"))
    client = signed_in(many)
    with django_assert_num_queries(len(asked)):
        client.get(reverse("circle_imports"))
        client.get(reverse("circle_duplicates"))
    row = staged(many, table(200))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("circle_import", args=[row.public_id]))
    assert len(asked) < 20
