"""Whatever the size of a file: the same work for each row, the same memory for all of them, and an end at the limit.

Speed is shown in bench/imports.py. Here is counted what a slower way would do more of: statements, and (on SQLite) the steps of the
virtual machine behind them, which show a row that is looked at again and again within one statement.
"""

from __future__ import annotations

import gc
import io
import tracemalloc
from collections import Counter
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse

from mooring.people.imports import files
from mooring.people.models import ImportRun, Member
from mooring.people.tests.importing import apply, many, stage, undo

MOST = {"stage": 75, "apply": 145, "stage again": 80, "apply again": 15, "undo": 180}
"""Statements a thousand rows may take. SQLite takes most: there, a statement that adds rows holds at most 999 values."""


@contextmanager
def counted(counts, name):
    """Count the statements within."""

    def count(execute, sql, params, many, context):
        counts[name] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def whole_way(organisation, text, counting):
    """Bring a file in, again, and take it back; ``counting`` gives a context for each part."""
    with counting("stage"):
        run = stage(organisation, text)
    with counting("apply"):
        apply(run)
    with counting("stage again"):
        again = stage(organisation, text)
    with counting("apply again"):
        apply(again)
    with counting("undo"):
        undo(run)
    assert not Member.objects.filter(organisation=organisation).exists()


@pytest.mark.slow
def test_a_thousand_rows_take_no_more_statements_than_they_did(here):
    counts = Counter()
    whole_way(here, many(1_000), lambda name: counted(counts, name))
    assert all(counts[name] <= most for name, most in MOST.items()), counts


def all_different(count):
    """Everybody has a team, a site and topics of their own, and a manager given by name."""
    rows = (f"{n},Person {n},Team {n},Site {n},Person {n // 2 + 1},a {n}; b {n}\n" for n in range(1, count + 1))
    return "id,name,team,site,manager,interests\n" + "".join(rows)


def all_twice(count):
    """Every row stands there twice, so that none is taken."""
    return "id,name\n" + "".join(f"{n},Person {n}\n{n},Person {n}\n" for n in range(count // 2))


def all_wrong(count):
    """Nothing in any row can be taken."""
    return "id,name,email,timezone,manager\n" + "".join(f",Person {n},none,Nowhere,Nobody {n}\n" for n in range(count))


@contextmanager
def stepped(steps, name):
    """Count the steps of SQLite's machine within, in hundreds."""

    def note():
        steps[name] += 1

    connection.connection.set_progress_handler(note, 100)
    yield
    connection.connection.set_progress_handler(None, 0)


@pytest.fixture
def small_batches(monkeypatch):
    for module in ("staging", "managers", "applying", "undoing"):
        monkeypatch.setattr(f"mooring.people.imports.{module}.BATCH", 20)


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.usefixtures("small_batches")
def test_a_row_of_a_large_file_takes_no_more_work_than_one_of_a_small_file(here):
    small, large = Counter(), Counter()
    whole_way(here, many(100), lambda name: stepped(small, name))
    whole_way(here, many(800), lambda name: stepped(large, name))
    grown = {name: large[name] / (8 * small[name]) for name in ("stage", "apply", "stage again", "undo")}
    assert max(grown.values()) < 1.4, grown


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("made", [all_different, all_twice, all_wrong])
def test_neither_does_one_of_a_file_that_is_odd_all_through(here, made):
    steps = Counter()
    for count in (100, 800):
        with stepped(steps, count):
            undo(apply(stage(here, made(count))))
    assert steps[800] < 1.4 * 8 * steps[100], steps


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.usefixtures("small_batches")
def test_nor_one_of_many_who_left(here):
    steps = Counter()
    for count in (100, 800):
        apply(stage(here, many(count)))
        with stepped(steps, count):
            undo(apply(stage(here, "id,name\n1,Person 1\n"), leavers=True))
    assert steps[800] < 1.4 * 8 * steps[100], steps


def test_staging_holds_no_more_memory_for_a_larger_file(here, monkeypatch):
    monkeypatch.setattr("mooring.people.imports.staging.BATCH", 20)
    monkeypatch.setattr("mooring.people.imports.managers.BATCH", 20)

    def peak_of(count):
        gc.collect()  # both begin alike, whatever the tests before have left
        tracemalloc.start()
        stage(here, many(count))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    small = peak_of(100)
    assert peak_of(800) < small + 700 * 250  # a number or two a row for the tree, and nothing of what the rows hold


SENT = 200 * 1024 * 1024
SAID = "huge.csv is larger than the 60 MB this installation takes."


class Form(io.RawIOBase):
    """A form with a file of 200 MB in it, which is nowhere as a whole: each piece is made when it is read."""

    def __init__(self, piece):
        self.piece = piece
        self.head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="huge.csv"\r\n\r\n'.encode()
        self.end = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.length = len(self.head) + SENT + len(self.end)
        self.at = 0

    def readable(self):
        return True

    def readinto(self, room):
        to_come = SENT + len(self.head) - self.at
        if self.at < len(self.head):
            made = self.head[self.at :]
        elif to_come > 0:
            made = self.piece[:to_come]
        else:
            made = self.end[-to_come:]
        made = made[: len(room)]
        room[: len(made)] = made
        self.at += len(made)
        return len(made)


@pytest.mark.parametrize("piece", [b"1,Somebody\n" * 8_000, bytes(64 * 1024)], ids=["short lines", "one line that never ends"])
def test_200_mb_sent_to_the_page_are_refused_at_the_real_limit_and_never_held(cast, enter, raw_files, settings, tmp_path, piece):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client, form = enter(cast.admin), Form(piece)
    tracemalloc.start()
    answer = client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": reverse("imports", args=[cast.organisation.slug]),
            "CONTENT_TYPE": MULTIPART_CONTENT,
            "CONTENT_LENGTH": str(form.length),
            "wsgi.input": io.BufferedReader(form),
        }
    )
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert SAID in answer.content.decode()
    assert form.at == form.length  # a browser cut off while it sends would show no answer
    assert peak < 16 * 1024 * 1024
    assert files.kept() == []
    assert list(tmp_path.glob("*.upload*")) == []
    assert not ImportRun.objects.exists()


def test_a_file_of_200_mb_is_refused_by_the_command_at_the_real_limit_and_never_held(here, tmp_path):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.write(b"id,name\n1,Somebody\n")
        file.truncate(SENT)  # a hole: nothing of it lies on the disk
    tracemalloc.start()
    with pytest.raises(CommandError) as refused:
        call_command("import_people", str(huge))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refused.value) == SAID
    assert peak < 16 * 1024 * 1024
    assert files.kept() == []
    assert not ImportRun.objects.exists()


def test_a_database_server_knows_at_once_how_much_came_in(here):
    apply(stage(here, many(1_000)))
    assert Member.objects.filter(organisation=here).count() == 1_000
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname IN ('people_member', 'people_memberword')")
            assert all(rows >= 1_000 for _table, rows in cursor.fetchall())
