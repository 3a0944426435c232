"""A real calendar server that schedules: Cyrus (Debian: ``cyrus-caldav``), run in a folder of its own by whoever runs the tests."""

from __future__ import annotations

import base64
import imaplib
import os
import pwd
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = Path("/usr/lib/cyrus/bin")
IS_INSTALLED = (PROGRAMS / "httpd").exists() and (PROGRAMS / "imapd").exists()
DOMAIN = "calendar.example"
PATIENCE = 30


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[bytes] = []


class _Session(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self._say("220 sink")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                lines = iter(lambda: self.rfile.readline(), b".\r\n")
                self.server.mails.append(b"".join(one.removeprefix(b".") if one.startswith(b"..") else one for one in lines))
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@dataclass
class Cyrus:
    """A running server: its ports, and what it has sent by mail."""

    http: int
    imap: int
    sink: Sink
    seen: int = field(default=0)

    def mailbox(self, user: str) -> None:
        """Make somebody's mailbox, and with it their calendar."""
        with imaplib.IMAP4("127.0.0.1", self.imap, timeout=PATIENCE) as server:
            server.login("admin", "any")
            assert server.create(f"user/{user}")[0] == "OK"

    def put(self, user: str, calendar: bytes) -> None:
        """Put an event into somebody's calendar, as their program does."""
        address = f"http://127.0.0.1:{self.http}/dav/calendars/user/{user}/Default/event.ics"
        sign_in = base64.b64encode(f"{user}:any".encode()).decode()
        headers = {"Content-Type": "text/calendar; charset=utf-8", "Authorization": f"Basic {sign_in}"}
        request = urllib.request.Request(address, data=calendar, method="PUT", headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  our own server
            assert answer.status in {201, 204}

    def sent(self) -> bytes:
        """The next mail the server sends."""
        end = time.monotonic() + PATIENCE
        while len(self.sink.mails) <= self.seen:
            assert time.monotonic() < end, "Cyrus sent no mail."
            threading.Event().wait(0.05)
        self.seen += 1
        return self.sink.mails[self.seen - 1]


@contextmanager
def running() -> Iterator[Cyrus]:
    """A server that goes away with its folder."""
    folder, sink = Path(tempfile.mkdtemp(prefix="mooring-cyrus-")), Sink()
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    ours = Cyrus(_free_port(), _free_port(), sink)
    owner = "cyrus" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    for name in ("conf/db", "conf/socket", "spool"):
        (folder / name).mkdir(parents=True)
    (folder / "imapd.conf").write_text(_SETTINGS.format(folder=folder, owner=owner, smtp=sink.server_address[1]))
    (folder / "cyrus.conf").write_text(_SERVICES.format(folder=folder, programs=PROGRAMS, http=ours.http, imap=ours.imap))
    if os.getuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            shutil.chown(path, owner)
    words = [PROGRAMS / "master", "-C", folder / "imapd.conf", "-M", folder / "cyrus.conf", "-p", folder / "pid"]
    with (folder / "log").open("wb") as log:
        master = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_for(ours.http)
        _wait_for(ours.imap)
        yield ours
    finally:
        master.terminate()
        master.wait(PATIENCE)
        sink.shutdown()
        sink.server_close()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, "Cyrus did not start."
            threading.Event().wait(0.05)
        else:
            return


_SETTINGS = """\
configdirectory: {folder}/conf
defaultpartition: default
partition-default: {folder}/spool
cyrus_user: {owner}
admins: admin
allowplaintext: yes
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN LOGIN
servername: calendar.example
defaultdomain: calendar.example
virtdomains: userid
unixhierarchysep: yes
httpmodules: caldav
caldav_allowscheduling: on
calendar_user_address_set: calendar.example
smtp_backend: host
smtp_host: 127.0.0.1:{smtp}
"""

_SERVICES = """\
START {{
  recover cmd="{programs}/ctl_cyrusdb -C {folder}/imapd.conf -r"
}}
SERVICES {{
  http cmd="{programs}/httpd -C {folder}/imapd.conf" listen="127.0.0.1:{http}" prefork=1
  imap cmd="{programs}/imapd -C {folder}/imapd.conf" listen="127.0.0.1:{imap}" prefork=1
}}
EVENTS {{
}}
"""
