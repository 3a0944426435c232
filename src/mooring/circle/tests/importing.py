"""Files brought into a circle as its owner does it, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.test import Client

from mooring.circle.actions import imports
from mooring.circle.book import read
from mooring.circle.formats.tests.files import DATA
from mooring.circle.models import Import
from mooring.circle.things import Contact
from mooring.people.models import Account

LINKEDIN = (DATA / "contacts/made/linkedin-2024.csv").read_bytes()


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def staged(account: Account, data: bytes, name: str = "people.csv") -> Import:
    row = imports.upload(account=account, data=data, name=name)
    return Import.objects.get(pk=row.pk)


def brought(account: Account, data: bytes, name: str = "people.csv") -> Import:
    row = staged(account, data, name)
    imports.confirm(row=row, rest=True)
    return through(row, imports.bring_on)


def through(row: Import, step: Callable[[Import], bool]) -> Import:
    row.refresh_from_db()
    while step(row):
        row.refresh_from_db()
    row.refresh_from_db()
    return row


def names(account: Account) -> list[str]:
    return [line.name for line in read(account).lines()]


def held_by(account: Account) -> dict[str, object]:
    """Everything in a circle, by its id."""
    found = {one.id: one for one in read(account).everything()}
    return {key: replace(one, children=tuple(sorted(one.children))) if isinstance(one, Contact) else one for key, one in found.items()}
