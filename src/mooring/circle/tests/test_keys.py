"""The server's keys: changed without anything lost, taken away only when nothing needs them, and missed in plain words."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from mooring.circle import keys
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.models import Circle, Record
from mooring.circle.things import Contact
from mooring.circle.vault import Sealed
from mooring.config import serve
from mooring.core import server_keys
from mooring.people.models import Account
from mooring.testing import make_account

pytestmark = pytest.mark.django_db


def run(command: str, **options: bool) -> str:
    said = StringIO()
    call_command(command, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def file(settings: LazySettings, tmp_path: Path) -> Path:
    """A file with one key, which is what circles are wrapped with."""
    settings.CIRCLE_KEYS = server_keys.load_or_make(tmp_path)
    settings.CIRCLE_KEYS_FILE = tmp_path / server_keys.NAME
    return tmp_path / server_keys.NAME


@pytest.fixture
def people(file: Path) -> list[Account]:
    """Five accounts with a contact each."""
    accounts = [make_account() for _ in range(5)]
    for account in accounts:
        with editing(account) as book:
            book.put(Contact(name=f"Somebody {account.public_id} knows"))
    return accounts


def names(accounts: list[Account]) -> list[str]:
    return [line.name for account in accounts for line in read(account).lines()]


def test_one_command_gives_all_a_new_key_and_a_second_takes_the_old_one_away(file: Path, people: list[Account]) -> None:
    before, (old,) = names(people), server_keys.read(file)
    assert "5 wrapped anew" in run("rotate_circle_key")
    new, kept = server_keys.read(file)
    assert (kept, keys.in_use()) == (old, {server_keys.name_of(new): 5})
    assert file.stat().st_mode & 0o077 == 0
    assert server_keys.name_of(old) in run("drop_circle_keys")
    assert (server_keys.read(file), names(people)) == ([new], before)
    assert "one key" in run("drop_circle_keys")


def test_stopped_half_way_it_goes_on_and_makes_no_further_key(file: Path, people: list[Account], monkeypatch: pytest.MonkeyPatch) -> None:
    before = names(people)
    run("rotate_circle_key", make=True)
    monkeypatch.setattr(keys, "BATCH", 2)
    assert keys.rewrap_some() == 2
    assert names(people) == before
    with pytest.raises(CommandError, match="still wrapped with"):
        run("drop_circle_keys")
    assert len(server_keys.read(file)) == 2
    assert "3 wrapped anew" in run("rotate_circle_key")
    assert (len(server_keys.read(file)), keys.finished(), names(people)) == (2, True, before)


def test_a_running_server_takes_a_new_key_without_a_new_start(file: Path, people: list[Account]) -> None:
    new = server_keys.put_first(file)
    with editing(make_account()) as book:
        book.put(Contact(name="New"))
    assert keys.in_use()[server_keys.name_of(new)] == 1


def test_keys_in_the_environment_are_put_there_by_hand(settings: LazySettings, people: list[Account]) -> None:
    before = names(people)
    settings.CIRCLE_KEYS_FILE = None
    with pytest.raises(CommandError, match="MOORING_CIRCLE_KEYS: put a new one before the others"):
        run("rotate_circle_key")
    settings.CIRCLE_KEYS = [server_keys.new_key(), *settings.CIRCLE_KEYS]
    run("rotate_circle_key", wrap=True)
    with pytest.raises(CommandError, match="leave only the first"):
        run("drop_circle_keys")
    settings.CIRCLE_KEYS = settings.CIRCLE_KEYS[:1]
    assert names(people) == before


def test_a_server_without_the_keys_does_not_start_and_says_what_to_do(
    file: Path, people: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "bring_up_to_date", lambda: None)
    monkeypatch.setattr(serve, "collect_static", lambda: None)
    kept = file.read_bytes()
    file.unlink()
    server_keys.load_or_make(file.parent)
    with pytest.raises(ImproperlyConfigured, match="put the copy you kept of circle-keys.json back"):
        serve.prepare()
    with pytest.raises(CommandError, match="5 circles would be removed"):
        run("drop_lost_circles")
    assert Circle.objects.count() == 5
    with editing(make_account()) as book:
        book.put(Contact(name="New"))
    beside = server_keys.read(file)
    file.write_bytes(json.dumps({"circle_keys": ",".join([*beside, *json.loads(kept)["circle_keys"].split(",")])}).encode())
    assert "no circle is lost" in run("drop_lost_circles")
    file.write_bytes(json.dumps({"circle_keys": beside[0]}).encode())
    assert "5 circles" in run("drop_lost_circles", yes=True)
    assert (Circle.objects.count(), Record.objects.count(), keys.missing_in_words()) == (1, 1, "")


def test_rotating_stops_where_an_old_key_is_not_here(file: Path, people: list[Account]) -> None:
    file.unlink()
    server_keys.load_or_make(file.parent)
    with pytest.raises(Sealed):
        names(people)
    with pytest.raises(CommandError, match="is not here. Put it back"):
        run("rotate_circle_key")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"circle_keys": ""}', '{"circle_keys": "c2hvcnQ="}'])
def test_a_file_that_is_not_whole_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / server_keys.NAME
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(server_keys.Unfit, match="does not hold the keys Mooring wrote|is no key"):
        server_keys.load_or_make(tmp_path)


def test_a_file_others_can_read_is_refused(tmp_path: Path) -> None:
    server_keys.load_or_make(tmp_path)
    (tmp_path / server_keys.NAME).chmod(0o640)
    with pytest.raises(server_keys.Unfit, match="chmod 600"):
        server_keys.load_or_make(tmp_path)
