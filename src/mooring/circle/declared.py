"""What circles hold about their owners, declared. The rows are sealed; a person's own export opens them."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from mooring.circle.book import vault_of
from mooring.circle.models import Change, Circle, CircleFeed, Device, Import, ImportPart, IndexPart, Record
from mooring.circle.things import packed, unpacked
from mooring.core import personal


def _opened(row: Record) -> dict[str, Any]:
    thing = unpacked(vault_of(row.account).open(row.sealed, row.public_id), row.public_id)
    return {"id": row.public_id, **json.loads(packed(thing))}


personal.declare(
    Record,
    owner="account",
    why=_("So that you see who holds you up, and keep in touch with them."),
    fields={"sealed": personal.Seen.ME, "due": personal.Seen.ME},
    not_personal=("public_id", "size"),
    export=_opened,
)
personal.declare(
    Circle,
    owner="account",
    why=_("So that only you open your circle, and find in it what you look for."),
    fields={"index": personal.Seen.ME, "same": personal.Seen.ME, "glance": personal.Seen.ME},
    not_personal=("server_key", "wrapped"),
    exported=False,
)
personal.declare(
    IndexPart,
    owner="of__account",
    why=_("So that only you open your circle, and find in it what you look for."),
    fields={"sealed": personal.Seen.ME},
    not_personal=("number",),
    exported=False,
)
personal.declare(
    CircleFeed,
    owner="account",
    why=_("So that a calendar program of yours can show the days of your circle."),
    fields={"names": personal.Seen.ME, "rhythms": personal.Seen.ME, "made_at": personal.Seen.ME, "fetched_at": personal.Seen.ME},
    not_personal=("secret_hash",),
)
personal.declare(
    Import,
    owner="account",
    why=_("So that a file of people comes into your circle as you looked at it, and can be taken back."),
    fields={"head": personal.Seen.ME},
    not_personal=("public_id", "state", "reached", "total", "size", "made_at", "touched_at", "finished_at"),
    exported=False,
)
personal.declare(
    ImportPart,
    owner="of__account",
    why=_("So that a file of people comes into your circle as you looked at it, and can be taken back."),
    fields={"sealed": personal.Seen.ME},
    not_personal=("sort", "number"),
    exported=False,
)
personal.declare(
    Device,
    owner="account",
    why=_("So that your phone’s address book can hold your circle, and you can end that."),
    fields={"name": personal.Seen.ME, "made_at": personal.Seen.ME, "used_at": personal.Seen.ME},
    not_personal=("secret_hash",),
)
personal.declare(
    Change,
    owner="account",
    why=_("So that your devices ask only for what is new."),
    fields={"at": personal.Seen.ME},
    not_personal=("thing",),
    exported=False,
)
