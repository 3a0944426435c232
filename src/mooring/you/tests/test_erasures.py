"""Who was erased stays erased, whatever backup is put back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection

from mooring.circle.editing import editing
from mooring.circle.models import Circle, Record
from mooring.circle.tests.marked import database_files
from mooring.circle.things import Contact
from mooring.core import erased
from mooring.core.time import now
from mooring.people.models import Account, Member
from mooring.testing import Cast, make_account
from mooring.you import actions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_list(tmp_path: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURES = tmp_path / "erasures.jsonl"


def erase(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(erase_at=now())
    assert actions.erase_due() == 1


def test_erasing_takes_the_key_and_notes_the_id_and_the_day_alone(cast: Cast, settings: LazySettings) -> None:
    account = cast.owner.account
    assert account is not None
    with editing(account) as book:
        book.put(Contact(name="Elsa"))
    erase(account)
    assert (Circle.objects.count(), Record.objects.count()) == (0, 0)
    (line,) = settings.ERASURES.read_text().splitlines()
    assert json.loads(line) == {"account": account.public_id, "on": now().date().isoformat()}
    assert settings.ERASURES.stat().st_mode & 0o077 == 0


@pytest.mark.sqlite
def test_the_key_does_not_stay_behind_in_the_file(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")  # as SQLite comes, though some who pack it have it on
    account = make_account()
    with editing(account) as book:
        book.put(Contact(name="Elsa"))
    wrapped, sealed = bytes(Circle.objects.get().wrapped), bytes(Record.objects.get().sealed)
    assert all(part in whole_file() for part in (wrapped, sealed))
    erase(account)
    assert not [part for part in (wrapped, sealed) if part in whole_file()]


def whole_file() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database_files()


def test_who_comes_back_with_a_backup_goes_again_before_anything_is_served(cast: Cast, settings: LazySettings) -> None:
    kept, gone = cast.match.account, cast.owner.account
    assert kept is not None
    assert gone is not None
    # As after a restore: the account is here, without a word that it asked to go, and the list names it.
    erased.add(settings.ERASURES, "somebody of long ago", dt.date(2020, 1, 1))
    erased.add(settings.ERASURES, gone.public_id, dt.date(2026, 11, 2))
    call_command("prepare")
    assert not Account.objects.filter(pk=gone.pk).exists()
    assert Account.objects.filter(pk=kept.pk).exists()
    assert Member.objects.get(pk=cast.owner.pk).name == "someone who left"
    assert actions.erase_again() == 0
    assert len(erased.read(settings.ERASURES)) == 2


def test_nobody_is_erased_who_cannot_be_noted(settings: LazySettings, tmp_path: Path) -> None:
    account = make_account()
    settings.ERASURES = tmp_path
    with pytest.raises(OSError, match="directory"):
        erase(account)
    assert Account.objects.filter(pk=account.pk).exists()


def test_the_page_says_how_long_backups_are_kept(cast: Cast, enter, settings: LazySettings) -> None:
    settings.BACKUP_DAYS = 35
    assert "for up to 35 days" in enter(cast.owner).get("/you/erase").content.decode()
