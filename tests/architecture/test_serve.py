"""Serving as an operator does: from nothing to a page, again, and on PostgreSQL with several processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environ(data, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOORING_", "DATABASE_URL", "DJANGO_"))}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "MOORING_MODE": "production", "MOORING_DATA": str(data), **more}


@contextmanager
def serving(data, *arguments, **more):
    """A server on a port of its own; gives a function to fetch pages, and the process."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        bound.set_inheritable(True)
        port = bound.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "mooring.config.serve", "--fd", str(bound.fileno()), *arguments],
            env=environ(data, MOORING_URL=f"http://localhost:{port}", **more),
            pass_fds=[bound.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

        def fetch(path):
            # The socket listens already, so that a visitor who is early waits instead of being turned away.
            try:
                with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=60) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as refused:
                return refused.code, refused.read().decode()

        try:
            yield fetch, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def said(process):
    out, err = process.communicate(timeout=20)
    return out, err


@pytest.mark.sqlite
def test_from_nothing_to_a_page_and_again(tmp_path):
    data = tmp_path / "data"
    with serving(data) as (fetch, process):
        assert fetch("/readyz") == (200, '{"status": "ready"}')
        assert fetch("/no-such-page")[0] == 404
    out, err = said(process)
    assert process.returncode == 0
    assert "/set-up/" in out or "http" in out
    assert "Bringing the database up to date" in err
    for kept in (data / "secrets.json", data / "mooring.sqlite3"):
        assert kept.stat().st_mode & 0o777 == 0o600
    assert "Traceback" not in err

    before = (data / "secrets.json").read_text()
    with serving(data) as (fetch, process):
        assert fetch("/healthz")[0] == 200
    out, err = said(process)
    assert "Bringing the database" not in err
    assert (data / "secrets.json").read_text() == before


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"MOORING_DEBUG": "true"}, "MOORING_DEBUG is on"),
        ({"MOORING_HOSTS": "*"}, "MOORING_HOSTS is open to any name"),
        ({"MOORING_SECRET_KEY": "changeme", "MOORING_FIELD_KEYS": "x"}, "MOORING_SECRET_KEY is short or a default"),
        ({"MOORING_CIRCLE_KEYS": "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU="}, "MOORING_CIRCLE_KEYS holds a field key or a default"),
        ({"MOORING_CIRCLE_KEYS": "short"}, "One of the keys that open people's circles is no key"),
        ({"MOORING_URL": "http://mooring.example.org"}, "MOORING_URL must begin with https://"),
        ({"MOORING_REPLIES_SECRET": "whsec_c2hvcnQ="}, "MOORING_REPLIES_SECRET cannot be used. A secret holds 24 bytes or more."),
        ({"MOORING_MODE": "prod"}, "it must be production, demo, development or test"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, "The database cannot be used: connection failed"),
    ],
)
def test_an_unsafe_or_broken_setting_is_one_line_and_no_server(tmp_path, setting, sentence):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mooring.config.serve", "--fd", "99"],
        env=environ(tmp_path, **setting),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("mooring: ")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.sqlite
def test_secrets_others_can_read_are_refused(tmp_path):
    (tmp_path / "secrets.json").write_text('{"secret_key": "x", "field_keys": "y"}')
    (tmp_path / "secrets.json").chmod(0o644)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mooring.config.serve", "--fd", "99"],
        env=environ(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "can be read by other users of this machine: run chmod 600 on it." in done.stderr


@pytest.mark.sqlite
def test_a_command_on_an_empty_folder_brings_the_database_first(tmp_path):
    (tmp_path / "people.csv").write_text("id,name\n1,Ada\n")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mooring.config.manage", "import_people", str(tmp_path / "people.csv"), "--dry-run"],
        env=environ(tmp_path / "data"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Bringing the database up to date" in done.stderr
    assert "organisation" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.postgres
def test_on_postgresql_with_two_servers_starting_together(tmp_path):
    url = urlsplit(os.environ["TEST_DATABASE_URL"])
    name = f"mooring_serve_{os.getpid()}"
    admin = url._replace(scheme="postgresql", path="/postgres").geturl()
    import psycopg

    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        address = url._replace(path=f"/{name}").geturl()
        first, second = tmp_path / "first", tmp_path / "second"
        with (
            serving(first, "--workers", "2", DATABASE_URL=address) as (fetch, one),
            serving(second, DATABASE_URL=address) as (fetch_too, two),
        ):
            assert fetch("/readyz") == (200, '{"status": "ready"}')
            assert fetch_too("/readyz") == (200, '{"status": "ready"}')
            worker = subprocess.Popen(
                [sys.executable, "-P", "-m", "mooring.config.manage", "work"],
                env=environ(first, DATABASE_URL=address),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                assert worker.stdout.readline().startswith("Working.")
            finally:
                worker.send_signal(signal.SIGTERM)
                begun = time.perf_counter()
                worker.communicate(timeout=30)
                assert time.perf_counter() - begun < 20
        for process in (one, two):
            assert "Traceback" not in said(process)[1]
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
