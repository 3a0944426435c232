"""A circle in which every private field holds a marker, and the search for these markers wherever bytes lie."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from django.conf import settings
from django.core import mail
from django.db import connection

from mooring.circle.editing import editing
from mooring.circle.things import KINDS, Contact, Sector, SpecialDay, Support, Tier
from mooring.people.models import Account

DAY = dt.date(2026, 11, 2)
SETTLED = {
    "id",
    "contact",
    "children",
    "colleague",
    "colleague_before",
    "meeting",
    "times",
    "sort",
    "how",
    "usually",
    "scope",
    "last_how",
    "begins",
}
"""Fields of ids and of words from a fixed list."""


def marker(cls: type, field: str) -> str:
    """The marker of a field: letters that stand nowhere else, whether or not they are folded."""
    return f"zq{cls.__name__.lower()}{field.replace('_', '')}qz"


def keep_markers(account: Account) -> tuple[list[str], dict[str, str]]:
    """Keep one thing of every kind with a marker in each of its fields; returns the markers and the ids by kind."""
    markers: list[str] = []
    ids: dict[str, str] = {}
    with editing(account) as book:
        contact: Contact | None = None
        for cls in KINDS.values():
            values = dict(_values(cls, markers))
            if cls is not Contact and contact is not None and "contact" in cls.__dataclass_fields__:
                values["contact"] = contact.id
            kept = book.put(cls(**values))
            ids[cls.KIND] = kept.id
            contact = kept if isinstance(kept, Contact) else contact
    return markers, ids


def _values(cls: type, markers: list[str]) -> Iterator[tuple[str, Any]]:
    hints = typing.get_type_hints(cls)
    for one in dataclasses.fields(cls):
        text, hint = marker(cls, one.name), hints[one.name]
        if one.name in SETTLED:
            continue
        found: Any = {
            str: text,
            tuple[str, ...]: (text,),
            tuple[SpecialDay, ...]: (SpecialDay(text, "--05-03"),),
            tuple[tuple[str, str], ...]: ((text, text),),
            tuple[tuple[str, str, str], ...]: ((text, text, text),),
            typing.Mapping[str, str]: {text: text},
            typing.Mapping[str, int]: {text: 3},
            typing.Mapping[str, tuple[str, ...]]: {text: (text,)},
            dt.date | None: DAY,
            Tier: Tier.INNER,
            Sector: Sector.FAMILY,
            tuple[Support, ...]: (Support.COMFORT,),
            bool: None,
            int: None,
        }.get(_plain(hint), "?")
        assert found != "?", f"{cls.__name__}.{one.name} is of a kind this test does not know: teach it"
        if found is not None and one.name not in {"removed_on", "done", "resting"}:
            yield one.name, "1990-05-03" if one.name == "birthday" else found
            if text in repr(found) and one.name != "birthday":
                markers.append(text)


def _plain(hint: Any) -> Any:
    origin = typing.get_origin(hint)
    return typing.Mapping[typing.get_args(hint)] if origin is not None and "Mapping" in str(origin) else hint


def database_files() -> bytes:
    """All bytes of the database as they lie: of SQLite the files, of a server every value of every table."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return b"".join(one.read_bytes() for one in sorted(path.parent.glob(path.name + "*")) if one.is_file())
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  names of our own tables
            parts += [row[0] for row in cursor.fetchall()]
    # Bytes are written as hexadecimal there.
    text = "\n".join(parts)
    return text.encode() + b"".join(bytes.fromhex(part) for part in _hex(text))


def _hex(text: str) -> Iterator[str]:
    for piece in text.split("\\x")[1:]:
        digits = piece[: next((at for at, sign in enumerate(piece) if sign not in "0123456789abcdef"), len(piece))]
        yield digits[: len(digits) // 2 * 2]


def files() -> bytes:
    """All bytes of what lies in the data and media folders, the database aside; what is packed is looked at unpacked too."""
    parts = []
    for folder in {Path(settings.MEDIA_ROOT), Path(settings.DATA)}:
        for path in folder.rglob("*"):
            if path.is_file() and ".sqlite3" not in path.name and "static" not in path.parts:
                parts.append(path.read_bytes())
                if is_zipfile(path):
                    with ZipFile(BytesIO(parts[-1])) as packed:
                        parts += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts)


def mails() -> bytes:
    """All mails that went out, to whomever."""
    return b"\n".join(message.message().as_bytes() + str(message.subject).encode() + message.body.encode() for message in mail.outbox)


def found_in(markers: Iterable[str], where: bytes) -> list[str]:
    """The markers that lie somewhere."""
    low = where.lower()
    return [one for one in markers if one.encode() in low]
