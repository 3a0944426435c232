"""An import that was opened: its file, its rows, what would take it back. Every part is sealed, bound to its account and its place."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Max

from mooring.circle.book import vault_of
from mooring.circle.formats.tables import Mapping
from mooring.circle.models import Import, ImportPart
from mooring.circle.vault import Vault
from mooring.core.time import now

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE: Final = 256 * 1024
"""So many bytes of a file are sealed together."""

CHUNK: Final = 250
"""So many rows are sealed together."""

A_FEW: Final = 4
"""So many chunks are held sealed while they are opened."""

Sort = ImportPart.Sort


class Row(NamedTuple):
    """One place of a file, and what would become of it.

    ``kind`` is one of KINDS. ``reason`` says why somebody is skipped or doubtful. ``contact`` is the id they have or will have, and
    ``said`` the contact that the file makes, packed. ``others`` are contacts they may be (id and name), ``unsure`` what was not clear.
    ``hanging`` are touches and notes of a circle written here, packed.
    """

    place: int
    kind: str
    name: str = ""
    sub: str = ""
    reason: str = ""
    contact: str = ""
    said: str = ""
    note: str = ""
    others: tuple[tuple[str, str], ...] = ()
    unsure: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    hanging: tuple[str, ...] = ()


KINDS: Final = {"new": "n", "changed": "c", "same": "s", "doubtful": "d", "skipped": "x"}


@dataclass
class Head:
    """What an import says of itself: the file's name and kind, how its columns were mapped, what it comes to, what stopped it.

    ``choices`` are who the doubtful are, by their position; ``rhythms``, ``scopes`` and ``apart`` (who is not one person) those of a
    circle that was written here; ``done`` counts.
    """

    name: str = ""
    kind: str = ""
    mapping: Mapping | None = None
    counts: dict[str, int] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    problem: dict[str, Any] = field(default_factory=dict)
    rest: bool = True
    rhythms: dict[str, list[int]] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    apart: list[list[str]] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)


class Held:
    """An import of one's own, opened; with a ``vault`` where several are opened together."""

    def __init__(self, row: Import, vault: Vault | None = None) -> None:
        self.row = row
        self._given = vault
        said = json.loads(self._vault.open(row.head, self._place("head", 0))) if row.head else {}
        mapping = said.pop("mapping", None)
        self.head = Head(**said, mapping=Mapping(tuple(mapping["fields"]), mapping["header"]) if mapping else None)

    @cached_property
    def _vault(self) -> Vault:
        return self._given or vault_of(self.row.account)

    def keep_head(self, **fields: Any) -> None:
        """Write the head, and fields of the row beside it."""
        self.row.head = self._sealed(vars(self.head), "head", 0)
        for name, value in fields.items():
            setattr(self.row, name, value)
        self.row.touched_at = now()
        self.row.save(update_fields=["head", "touched_at", *fields])

    def keep_file(self, data: bytes) -> None:
        """Seal a file, piece by piece."""
        for number, begin in enumerate(range(0, len(data), PIECE)):
            sealed = self._vault.seal(data[begin : begin + PIECE], self._place(Sort.FILE, number))
            ImportPart.objects.create(of=self.row, sort=Sort.FILE, number=number, sealed=sealed)
        self.row.size = len(data)

    def file(self) -> io.BufferedReader:
        """The file, opened piece by piece as it is read. FileNotFoundError where it is gone."""
        if not self.parts(Sort.FILE).exists():
            raise FileNotFoundError
        return io.BufferedReader(_SealedFile(self), PIECE)

    def forget(self, *sorts: str) -> None:
        """Let parts go."""
        ImportPart.objects.filter(of=self.row, sort__in=sorts).delete()

    def keep_rows(self, number: int, rows: Iterable[Row]) -> None:
        """Seal a chunk of rows; there is none of that number."""
        sealed = self._sealed(list(rows), Sort.ROWS, number)
        ImportPart.objects.create(of=self.row, sort=Sort.ROWS, number=number, sealed=sealed)

    def keep_kinds(self, kinds: str) -> None:
        """Seal the kinds of all rows, a letter each."""
        self._keep(kinds, Sort.KINDS, 0)

    def kinds(self) -> str:
        """The kinds of all rows, a letter each; empty before they are read."""
        return self._opened(Sort.KINDS, 0) if self.parts(Sort.KINDS).exists() else ""

    def some_rows(self, positions: list[int]) -> list[tuple[int, Row]]:
        """The rows of these positions, counted from 0, with them."""
        numbers = {at // CHUNK for at in positions}
        parts = self.parts(Sort.ROWS).filter(number__in=numbers).values_list("number", "sealed")
        chunks = {number: self._rows(number, sealed) for number, sealed in parts.iterator(A_FEW)}
        return [(at, chunks[at // CHUNK][at % CHUNK]) for at in positions]

    def _rows(self, number: int, sealed: bytes) -> list[Row]:
        said = json.loads(self._vault.open(sealed, self._place(Sort.ROWS, number)))
        return [Row(*(_tuples(one) if type(one) is list else one for one in row)) for row in said]

    def keep_undo(self, said: dict[str, Any]) -> None:
        """Seal what takes a batch back."""
        last = self.parts(Sort.UNDO).aggregate(last=Max("number"))["last"]
        self._keep(said, Sort.UNDO, 0 if last is None else last + 1)

    def undo(self) -> Iterator[tuple[ImportPart, dict[str, Any]]]:
        """What takes it back, the last batch first."""
        for part in self.parts(Sort.UNDO).order_by("-number"):
            yield part, json.loads(self._vault.open(part.sealed, self._place(Sort.UNDO, part.number)))

    def parts(self, sort: str) -> Any:
        """The sealed parts of a sort."""
        return ImportPart.objects.filter(of=self.row, sort=sort)

    def piece(self, number: int) -> bytes:
        """One piece of the file."""
        part = self.parts(Sort.FILE).get(number=number)
        return self._vault.open(part.sealed, self._place(Sort.FILE, number))

    def _keep(self, said: Any, sort: str, number: int) -> None:
        sealed = self._sealed(said, sort, number)
        ImportPart.objects.update_or_create(of=self.row, sort=sort, number=number, defaults={"sealed": sealed})

    def _sealed(self, said: Any, sort: str, number: int) -> bytes:
        return self._vault.seal(_PACKING.encode(said).encode(), self._place(sort, number))

    def _opened(self, sort: str, number: int) -> Any:
        part = self.parts(sort).get(number=number)
        return json.loads(self._vault.open(part.sealed, self._place(sort, number)))

    def _place(self, sort: str, number: int) -> str:
        return f"import:{self.row.public_id}:{sort}:{number}"


def _mapping(thing: Mapping) -> dict[str, Any]:
    return {"fields": thing.fields, "header": thing.header}


_PACKING: Final = json.JSONEncoder(default=_mapping, separators=(",", ":"), ensure_ascii=False)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


class _SealedFile(io.RawIOBase):
    """A sealed file as one to read from; one piece of it is open at a time."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self._held, self._at, self._number, self._piece = held, 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._held.row.size}[whence] + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        if self._at >= self._held.row.size:
            return 0
        number, begin = divmod(self._at, PIECE)
        if number != self._number:
            self._number, self._piece = number, self._held.piece(number)
        room = memoryview(buffer)
        some = self._piece[begin : begin + len(room)]
        room[: len(some)] = some
        self._at += len(some)
        return len(some)
