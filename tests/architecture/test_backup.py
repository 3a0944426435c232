"""What is backed up comes back; what must not be touched is not."""

import datetime as dt
import errno
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from urllib.parse import urlsplit

import pytest

from mooring.core import erased, server_keys
from mooring.house import backup as house
from mooring.house import restore as restoring
from mooring.house.backup import Place, Refused, backup, restore


def database(path, note="first"):
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS django_migrations (app TEXT, name TEXT)")
    connection.execute("INSERT INTO django_migrations VALUES ('people', '0001_initial')")
    connection.execute("CREATE TABLE IF NOT EXISTS note (text TEXT)")
    connection.execute("INSERT INTO note VALUES (?)", [note])
    connection.commit()
    return connection


def notes(place):
    with sqlite3.connect(place.sqlite) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note")]


@pytest.fixture
def place(tmp_path):
    """An installation with a database, secrets and an upload."""
    place = Place(tmp_path / "data", "")
    database(place.sqlite).close()
    (place.data / "secrets.json").write_text('{"secret_key": "one"}')
    (place.data / "media").mkdir()
    (place.data / "media" / "photo").write_text("a photo")
    return place


def test_all_of_it_comes_back_somewhere_else(place, tmp_path):
    manifest = backup(place, tmp_path / "all.tar")
    elsewhere = Place(tmp_path / "elsewhere", "")
    assert restore(elsewhere, tmp_path / "all.tar", replace=False) == manifest
    assert notes(elsewhere) == ["first"]
    assert (elsewhere.data / "secrets.json").read_text() == '{"secret_key": "one"}'
    assert (elsewhere.data / "secrets.json").stat().st_mode & 0o077 == 0
    assert (elsewhere.data / "media" / "photo").read_text() == "a photo"


@pytest.mark.parametrize("wrong", [OSError(errno.ENOSPC, "No space left"), sqlite3.OperationalError("database or disk is full")])
def test_a_disk_that_fills_up_is_one_line_and_the_last_backup_stays(place, tmp_path, monkeypatch, capsys, wrong):
    def full(place, target):
        target.write_text("half a da")
        raise wrong

    target = tmp_path / "backups" / "all.tar"
    backup(place, target)
    before = target.read_bytes()
    monkeypatch.setenv("MOORING_DATA", str(place.data))
    monkeypatch.setenv("DATABASE_URL", "")  # the one of SQLite in the folder, whatever the suite runs on
    monkeypatch.setattr(house, "copy_sqlite", full)
    assert house.main([str(target)]) == 2
    assert capsys.readouterr().err == "mooring: The disk is full, and nothing was changed. Make room, and try again.\n"
    assert target.read_bytes() == before
    assert os.listdir(target.parent) == ["all.tar"]


def test_a_place_that_cannot_be_written_is_one_line(place, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MOORING_DATA", str(place.data))
    assert house.main([str(tmp_path / "file" / "all.tar")]) == 2
    assert capsys.readouterr().err.endswith("/file: File exists.\n")


def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside(place, tmp_path):
    target = tmp_path / "backups" / "all.tar"
    backup(place, target)
    assert target.stat().st_mode & 0o077 == 0
    assert os.listdir(target.parent) == ["all.tar"]


def test_a_backup_while_someone_writes_holds_what_was_committed(place, tmp_path):
    writer = database(place.sqlite, "second")
    writer.execute("INSERT INTO note VALUES ('not yet')")
    backup(place, tmp_path / "all.tar")
    writer.rollback()
    writer.close()
    elsewhere = Place(tmp_path / "elsewhere", "")
    restore(elsewhere, tmp_path / "all.tar", replace=False)
    assert notes(elsewhere) == ["first", "second"]


def test_present_data_is_kept_unless_told_and_put_aside_when_told(place, tmp_path):
    backup(place, tmp_path / "all.tar")
    database(place.sqlite, "later").close()
    with pytest.raises(Refused, match="There is data here already"):
        restore(place, tmp_path / "all.tar", replace=False)
    assert notes(place) == ["first", "later"]
    restore(place, tmp_path / "all.tar", replace=True)
    assert notes(place) == ["first"]
    kept = Place(place.data, f"sqlite:///{place.sqlite}.before-restore")
    assert notes(kept) == ["first", "later"]


def test_a_database_in_use_is_not_pulled_from_under_it(place, tmp_path):
    backup(place, tmp_path / "all.tar")
    busy = database(place.sqlite, "in the log")
    busy.execute("BEGIN")
    busy.execute("SELECT * FROM note").fetchone()
    writer = database(place.sqlite, "more")
    with pytest.raises(Refused, match="in use"):
        restore(place, tmp_path / "all.tar", replace=True)
    busy.close()
    writer.close()
    assert notes(place)[-1] == "more"


@pytest.mark.parametrize("length", [0, 100, 5000])
def test_part_of_a_backup_is_refused_and_nothing_touched(place, tmp_path, length):
    whole = tmp_path / "all.tar"
    backup(place, whole)
    whole.write_bytes(whole.read_bytes()[:length])
    with pytest.raises(Refused, match="is no backup of Mooring"):
        restore(place, whole, replace=True)
    assert notes(place) == ["first"]
    assert not [name for name in os.listdir(place.data) if "restore" in name]


def test_a_tar_that_leads_out_is_refused(place, tmp_path):
    evil = tmp_path / "evil.tar"
    (tmp_path / "x").write_text("x")
    with tarfile.open(evil, "w") as tar:
        tar.add(tmp_path / "x", arcname="../../outside")
    with pytest.raises(Refused, match="leads out of it"):
        restore(place, evil, replace=True)


def spoil(source, target, **changes):
    """Write a backup that says something else of itself."""
    folder = target.with_suffix("")
    with tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")
    said = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**said, **changes}))
    with tarfile.open(target, "w") as tar:
        for name in os.listdir(folder):
            tar.add(folder / name, arcname=name)
    return target


def test_a_newer_backup_and_one_of_the_other_database_are_refused(place, tmp_path):
    backup(place, tmp_path / "all.tar")
    newer = spoil(tmp_path / "all.tar", tmp_path / "newer.tar", migrations=["people.9999_from_the_future"], version="9.0")
    with pytest.raises(Refused, match="from Mooring 9.0, newer than this one"):
        restore(place, newer, replace=True)
    other = Place(place.data, "postgres://u@localhost/x")
    with pytest.raises(Refused, match="holds a sqlite database, and this installation uses postgresql"):
        restore(other, tmp_path / "all.tar", replace=True)


def test_a_damaged_database_inside_is_refused(place, tmp_path):
    backup(place, tmp_path / "all.tar")
    folder = tmp_path / "bad"
    with tarfile.open(tmp_path / "all.tar") as tar:
        tar.extractall(folder, filter="data")
    content = bytearray((folder / "database.sqlite3").read_bytes())
    content[100:400] = b"\xff" * 300
    (folder / "database.sqlite3").write_bytes(content)
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        for name in os.listdir(folder):
            tar.add(folder / name, arcname=name)
    with pytest.raises(Refused, match="is damaged"):
        restore(place, tmp_path / "bad.tar", replace=True)
    assert notes(place) == ["first"]


def test_nothing_there_and_a_missing_file_are_said_plainly(tmp_path):
    with pytest.raises(Refused, match="nothing to back up"):
        backup(Place(tmp_path / "none", ""), tmp_path / "x.tar")
    with pytest.raises(Refused, match="There is no file"):
        restore(Place(tmp_path / "none", ""), tmp_path / "x.tar", replace=False)


def test_no_password_stands_on_a_command_line():
    place = Place(None, "postgres://me:s%40cret@db.example:6543/mooring?sslmode=require")
    assert place.libpq == "postgresql://me@db.example:6543/mooring?sslmode=require"


@pytest.mark.postgres
def test_postgresql_comes_back_whole(tmp_path):
    if not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed, so a backup of PostgreSQL was not tried (Debian: apt install postgresql-client).")
    url = os.environ["TEST_DATABASE_URL"]
    name = f"mooring_backup_{os.getpid()}"
    admin = urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()

    def psql(query, address):
        done = subprocess.run(["psql", "-qAtX", "-c", query, address], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    psql(f"CREATE DATABASE {name}", admin)
    try:
        place = Place(tmp_path / "data", urlsplit(url)._replace(path=f"/{name}").geturl())
        psql("CREATE TABLE django_migrations (app text, name text); CREATE TABLE note (text text)", place.libpq)
        psql("INSERT INTO django_migrations VALUES ('people', '0001_initial'); INSERT INTO note VALUES ('first')", place.libpq)
        backup(place, tmp_path / "all.tar")
        psql("INSERT INTO note VALUES ('later'); CREATE TABLE newer (x int)", place.libpq)
        with pytest.raises(Refused, match="There is data here already"):
            restore(place, tmp_path / "all.tar", replace=False)
        restore(place, tmp_path / "all.tar", replace=True)
        assert psql("SELECT text FROM note", place.libpq) == "first"
        assert psql("SELECT to_regclass('newer') IS NULL", place.libpq) == "t"
    finally:
        psql(f"DROP DATABASE {name}", admin)


def test_the_migrations_this_program_knows_are_its_own():
    assert "people.0001_initial" in house.known_migrations()


# The server's keys, which are in no backup


def with_circles(place, *keys):
    """Let the database of an installation hold a circle for each of these keys of the server."""
    with sqlite3.connect(place.sqlite) as connection:
        connection.execute("CREATE TABLE circle_circle (server_key TEXT)")
        connection.executemany("INSERT INTO circle_circle VALUES (?)", [(server_keys.name_of(key),) for key in keys])
    connection.close()


def test_the_keys_of_circles_are_in_no_backup_and_it_says_where_they_lie(place, tmp_path, monkeypatch, capsys):
    (key,) = server_keys.load_or_make(place.data)
    with_circles(place, key, key)
    monkeypatch.setenv("MOORING_DATA", str(place.data))
    monkeypatch.setenv("DATABASE_URL", "")
    assert house.main([str(tmp_path / "all.tar")]) == 0
    assert f"are not in it: they lie in {place.data / server_keys.NAME}" in capsys.readouterr().out
    whole = (tmp_path / "all.tar").read_bytes()
    assert key.encode() not in whole
    assert server_keys.name_of(key).encode() in whole
    with tarfile.open(tmp_path / "all.tar") as tar:
        assert json.load(tar.extractfile("manifest.json"))["circle_keys"] == [server_keys.name_of(key)]
        assert server_keys.NAME not in tar.getnames()


def test_without_a_key_it_needs_a_backup_is_refused_before_anything_is_touched(place, tmp_path):
    old, new = server_keys.new_key(), server_keys.new_key()
    with_circles(place, old, new)
    backup(place, tmp_path / "all.tar")
    database(place.sqlite, "later").close()
    lost = f"not here .{server_keys.name_of(old)}.: put the copy you kept of circle-keys.json into"
    there = Place(place.data, "", {server_keys.SETTING: new})
    with pytest.raises(Refused, match=lost):
        restore(there, tmp_path / "all.tar", replace=True)
    assert notes(place) == ["first", "later"]
    assert not [name for name in os.listdir(place.data) if "restore" in name]
    restore(Place(place.data, "", {server_keys.SETTING: f"{new}, {old}"}), tmp_path / "all.tar", replace=True)
    assert notes(place) == ["first"]


def test_a_key_in_the_folder_will_do_and_without_any_one_must_say_so(place, tmp_path):
    (key,) = server_keys.load_or_make(place.data)
    with_circles(place, key)
    backup(place, tmp_path / "all.tar")
    elsewhere = Place(tmp_path / "elsewhere", "")
    with pytest.raises(Refused, match="with --without-keys"):
        restore(elsewhere, tmp_path / "all.tar", replace=False)
    assert not elsewhere.sqlite.exists()
    shutil.copy(place.data / server_keys.NAME, elsewhere.data)
    (elsewhere.data / server_keys.NAME).chmod(0o644)
    with pytest.raises(Refused, match="chmod 600"):
        restore(elsewhere, tmp_path / "all.tar", replace=False)
    (elsewhere.data / server_keys.NAME).chmod(0o600)
    restore(elsewhere, tmp_path / "all.tar", replace=False)
    third = Place(tmp_path / "third", "")
    restore(third, tmp_path / "all.tar", replace=False, without_keys=True)
    assert notes(elsewhere) == notes(third) == ["first"]


# Who was erased


def test_who_was_erased_stays_known_beside_the_data_beside_the_backups_and_in_them(place, tmp_path, monkeypatch, capsys):
    older, newer = tmp_path / "backups" / "older.tar", tmp_path / "backups" / "newer.tar"
    backup(place, older)
    erased.add(place.erasures, "a1", dt.date(2026, 11, 2))
    backup(place, newer)
    assert erased.read(newer.parent / erased.NAME) == {"a1": "2026-11-02"}
    assert (newer.parent / erased.NAME).stat().st_mode & 0o077 == 0
    erased.add(place.erasures, "a2", dt.date(2026, 11, 3))
    restore(place, older, replace=True)
    assert list(erased.read(place.erasures)) == ["a1", "a2"]
    shutil.move(newer, tmp_path / "newer.tar")
    for source in (older, tmp_path / "newer.tar"):
        data = tmp_path / f"new machine for {source.name}"
        monkeypatch.setenv("MOORING_DATA", str(data))
        monkeypatch.setenv("DATABASE_URL", "")
        assert restoring.main([str(source)]) == 0
        assert "erased again at that start" in capsys.readouterr().out
        assert list(erased.read(data / erased.NAME)) == ["a1"]


def test_a_line_cut_off_by_a_crash_spoils_no_other(tmp_path):
    path = tmp_path / "erasures.jsonl"
    erased.add(path, "a1", dt.date(2026, 11, 2))
    path.write_text(path.read_text() + '{"account": "a2", "o')
    erased.add(path, "a3", dt.date(2026, 11, 4))
    assert list(erased.read(path)) == ["a1", "a3"]
