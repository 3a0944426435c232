"""Calendar servers on this machine."""

from __future__ import annotations

import base64
import datetime as dt
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine

from mooring.core.fetch import fetch

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[logging]
level = critical
"""


@dataclass(frozen=True)
class CalendarServer:
    """A CalDAV server of another make, and what it answers of a user's calendars."""

    address: str
    username: str = "ann"
    password: str = "örg:secret"

    def put(self, path: str, body: str, method: str = "PUT", kind: str = "text/calendar") -> None:
        """Write something there as its user would."""
        pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": kind}
        answer = fetch(f"{self.address}{path}", method=method, headers=headers, body=body.encode())
        assert answer.status in {201, 204}, (path, answer.status, answer.body)


@pytest.fixture(scope="session")
def radicale(tmp_path_factory):
    """A Radicale for the whole run, with one user."""
    folder: Path = tmp_path_factory.mktemp("radicale")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = CalendarServer(f"http://127.0.0.1:{port}")
    (folder / "users").write_text(f"{server.username}:{server.password}\n")
    (folder / "config").write_text(_CONFIG.format(port=port, folder=folder))
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([sys.executable, "-m", "radicale", "--config", str(folder / "config")], stdout=log, stderr=log) as running,
    ):
        try:
            _answers(port, running)
            yield server
        finally:
            running.terminate()
            running.wait(10)


def _answers(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as asked:
            asked.settimeout(0.5)
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("The calendar server did not start.")


@pytest.fixture
def loopback(settings):
    """Let addresses on this machine be read."""
    settings.FETCH_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock
