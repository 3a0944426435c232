"""By what the people of a circle are known again, kept sealed beside the index.

Whoever asks who may be here twice needs an address, a number or a profile of everybody, and the index has none. So they are kept apart,
each with the nonce of the record it was taken from (new at every writing): only what was written since is opened again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import BinaryField
from django.db.models.functions import Substr

from mooring.circle.book import Book, vault_of
from mooring.circle.cards import keys_of
from mooring.circle.formats.keys import Key, Kind
from mooring.circle.models import Circle, Record
from mooring.circle.things import Contact
from mooring.circle.vault import NONCE, Sealed

PLACE = "same"

Told = list[Any]
"""Of one contact: the nonce of the record, and its keys, each as a pair."""


def keys(book: Book) -> dict[str, list[Key]]:
    """By what each tie of a circle is known again, by its id."""
    ids = [line.id for line in book.lines()]
    if not ids:
        return {}
    nonces = _nonces(book)
    kept = _kept(book)
    told = {one: kept[one] for one in ids if one in kept and kept[one][0] == nonces.get(one)}
    opened = [one for one in book.some([one for one in ids if one not in told]) if isinstance(one, Contact)]
    told |= {one.id: [nonces.get(one.id, ""), [list(key) for key in keys_of(one)]] for one in opened}
    if opened or len(told) != len(kept):
        _keep(book, told)
    return {one: [Key(Kind(kind), value) for kind, value in said[1]] for one, said in told.items()}


def _nonces(book: Book) -> dict[str, str]:
    """The nonce of each record, by its id; nothing is opened."""
    rows = Record.objects.filter(account=book.account).annotate(of=Substr("sealed", 1, NONCE, output_field=BinaryField()))
    return {identity: bytes(of).hex() for identity, of in rows.values_list("public_id", "of")}


def _kept(book: Book) -> dict[str, Told]:
    sealed = Circle.objects.filter(account=book.account).values_list("same", flat=True).first()
    if not sealed:
        return {}
    try:
        said: dict[str, Told] = json.loads(vault_of(book.account).open(sealed, PLACE))
    except Sealed:
        return {}
    return said


def _keep(book: Book, told: Mapping[str, Told]) -> None:
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    Circle.objects.filter(account=book.account).update(same=vault_of(book.account).seal(text, PLACE))
