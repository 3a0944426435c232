"""Nothing of a circle lies anywhere in clear: not in the database's files, a mail, a log, a job, an upload, or anybody else's page.

Every private field holds a marker; the owner then does what an owner does, days pass, and everything is searched. That the search
finds what it should is shown by planting each of these faults.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import send_mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from mooring.circle.models import Circle, Import, Record
from mooring.circle.tests import marked
from mooring.circle.things import Contact, packed
from mooring.circle.vault import Sealed
from mooring.core import errors
from mooring.core.routes import Who, all_routes
from mooring.jobs.policy import tick
from mooring.jobs.worker import run_until_empty
from mooring.notices.actions import send_due
from mooring.testing import Cast, give_hours, make_cast, open_private
from mooring.you.actions import ask_for_export, make_export

MORNING = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURES = tmp_path / "erasures.jsonl"
    # Drawing the page of each refusal would be most of the time.
    monkeypatch.setattr(errors, "render", lambda request, template, status: HttpResponse(template, status=status))


@pytest.fixture
def written(transactional_db: None) -> Iterator[Cast]:
    """A cast whose rows are really written, so that the database's files can be read."""
    with time_machine.travel(MORNING, tick=False):
        yield make_cast()


def settle_files() -> None:
    """Bring all of an SQLite database into its file; nothing that was written is only in memory."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def everything(client: Client, ids: dict[str, str]) -> bytes:
    """Open, as the owner, every page that an id of the circle leads to; returns what they answer."""
    answers = []
    for _address, pattern, who in all_routes():
        if who is not Who.PRIVATE:
            continue
        names = list(pattern.pattern.converters)
        for identity in ids.values() if names else [""]:
            kwargs = {name: "1" if type(one).__name__ == "IntConverter" else identity for name, one in pattern.pattern.converters.items()}
            answers.append(client.get(reverse(str(pattern.name), kwargs=kwargs or None)).getvalue())
    return b"\n".join(answers)


def live(cast: Cast) -> tuple[list[str], dict[str, bytes]]:
    """Keep markers, live with them for some weeks, and return the markers and what lies where."""
    account = cast.owner.account
    assert account is not None
    give_hours(cast.owner)
    account.emailaddress_set.create(email="amara@example.net", verified=True)
    markers, ids = marked.keep_markers(account)
    with capture_logs() as lines:
        client = Client()
        client.force_login(account)
        seen = everything(open_private(client), ids)
        client.post(reverse("circle_edit", args=[ids["contact"]]), {"name": marked.marker(Contact, "name"), "tier": "0", "sector": "3"})
        client.post(reverse("circle_touch", args=[ids["contact"]]), {"how": "online", "text": marked.marker(Contact, "matters")})
        client.get(reverse("circle"), {"q": marked.marker(Contact, "name")})
        markers += ["zqfilenameqz", "zqimportedqz"]
        card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:zqimportedqz\r\nEND:VCARD\r\n"
        client.post(reverse("circle_imports"), {"file": SimpleUploadedFile("zqfilenameqz.vcf", card)})
        run_until_empty()
        assert Import.objects.exists()
        settle_files()
        uploaded = marked.database_files() + marked.files()
        client.post(reverse("you_export"))
        for day in (0, 1, 2, 7, 14, 60):
            with time_machine.travel(MORNING + dt.timedelta(days=day), tick=False):
                tick()
                run_until_empty()
                send_due()
        # The walks ask as everybody; here it is about every id, and about posting.
        others = [page for role in ("admin", "stranger") for page in pages_of(cast, role, ids)]
    settle_files()
    assert len(marked.found_in(markers, seen)) > 5, "the owner sees them"
    return markers, {
        "what was just uploaded": uploaded,
        "database": marked.database_files(),
        "mails": marked.mails(),
        "files": marked.files(),
        "log": "\n".join(map(str, lines)).encode(),
        "others": b"\n".join(others),
    }


def pages_of(cast: Cast, role: str, ids: dict[str, str]) -> Iterator[bytes]:
    """Every private route as somebody else, with the owner's ids: 404 wherever one of them is in the address."""
    client = Client()
    client.force_login(getattr(cast, role).account)
    open_private(client)
    for _address, pattern, who in all_routes():
        if who is Who.PRIVATE and pattern.pattern.converters:
            by_number = any(type(one).__name__ == "IntConverter" for one in pattern.pattern.converters.values())
            for identity in {"1"} if by_number else set(ids.values()):
                address = reverse(str(pattern.name), kwargs=dict.fromkeys(pattern.pattern.converters, identity))
                for answer in (client.get(address), client.post(address, {"name": "x", "tier": "1", "sector": "1"})):
                    assert by_number or answer.status_code in {404, 405}, f"{address} answers {answer.status_code} to {role}"
                    yield answer.getvalue()


def test_no_marker_lies_anywhere_in_clear(written: Cast) -> None:
    markers, places = live(written)
    assert len(markers) > 25
    assert {name: marked.found_in(markers, where) for name, where in places.items()} == {name: [] for name in places}
    assert places["mails"]
    assert Record.objects.count() >= 5


def test_the_search_finds_what_is_planted(written: Cast) -> None:
    account = written.owner.account
    assert account is not None
    markers, ids = marked.keep_markers(account)
    # Words of its own: what was rolled back may lie in the database's file until it is written over, and others look there too.
    name, line = "zqplantednameqz", "zqplantedlineqz"
    markers += [name, line]
    # A record written unsealed, an index in clear, a word too many in a mail, a log line and an upload that is kept as it came.
    Record.objects.filter(public_id=ids["contact"]).update(sealed=packed(Contact(name=name)))
    Circle.objects.filter(account=account).update(same=line.encode())
    send_mail(f"Have you heard of {name}?", "", None, [account.email])
    default_storage.save("import.vcf", ContentFile(f"FN:{name}".encode()))
    with capture_logs() as lines:
        structlog.get_logger("mooring.circle").info("touched", who=name)
    settle_files()
    assert set(marked.found_in(markers, marked.database_files())) == {name, line}
    for where in (marked.mails(), marked.files(), str(lines).encode()):
        assert marked.found_in(markers, where) == [name]


def test_an_export_lies_sealed_and_goes_with_the_key(cast: Cast, enter: Any) -> None:
    account = cast.owner.account
    assert account is not None
    marked.keep_markers(account)
    client = enter(cast.owner)
    export = ask_for_export(account=account)
    make_export(export.pk)
    address = f"/you/export/{export.public_id}"
    assert client.get(address).content[:2] == b"PK"
    assert b"PK" not in marked.files()[:4]
    # The account's key has gone and another was made: what lay under the old one is lost.
    Circle.objects.filter(account=account).delete()
    with pytest.raises(Sealed):
        client.get(address)
