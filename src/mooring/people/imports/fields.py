"""What a column may become. The layers above add fields of their own (hours, leave) with ``register_field``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.core.text import fold
from mooring.core.time import is_zone
from mooring.people import languages
from mooring.people.addresses import is_address
from mooring.people.imports.columns import SYNONYMS
from mooring.people.imports.problems import Problem
from mooring.people.imports.zones import nearest
from mooring.people.models import Member, MemberLanguage, MemberTopic
from mooring.people.topics import LONGEST_TOPIC, topics_of
from mooring.people.words import sort_key

Value = Any
"""A field's value as JSON keeps it: text, a list of texts, or None for nothing."""

Read = Callable[[Sequence[Member]], dict[int, Value]]
Write = Callable[[list[tuple[Member, Value]]], None]


@dataclass(frozen=True)
class Field:
    """A thing a file may say of people.

    ``parse`` makes a cell's text a value, or raises Problem; ``read`` gives the stored values of members by their pk and
    ``write`` stores new ones (never called with
    none), each in a constant number of queries. ``own`` marks what a member who has joined says for
    themselves: a file no longer touches it.
    """

    name: str
    label: str | Promise
    parse: Callable[[str], Value]
    read: Read
    write: Write
    word: Callable[[Value], str]
    own: bool = False


_FIELDS: dict[str, Field] = {}
_SYNONYMS: dict[str, tuple[str, ...]] = dict(SYNONYMS)

PARTS = {"given_name": gettext_lazy("given name"), "family_name": gettext_lazy("family name")}
"""Two columns that together are the name."""

MANAGER = "manager"
TOPICS = ("interest", "help", "learn")
LONGEST = {"name": 200, "call_me": 100, "sort_key": 200, "title": 200, "team": 200, "site": 200, "external_id": 120}


def register_field(
    name: str,
    *,
    label: str | Promise,
    parse: Callable[[str], Value],
    read: Read,
    write: Write,
    word: Callable[[Value], str] = str,
    synonyms: tuple[str, ...] = (),
    own: bool = False,
) -> None:
    """Let a column become something that another app keeps."""
    if name in _FIELDS:
        raise ValueError(f"Two fields are called {name}.")
    _FIELDS[name] = Field(name, label, parse, read, write, word, own)
    _SYNONYMS[name] = synonyms


def field(name: str) -> Field:
    """The field of a name; KeyError where there is none."""
    return _FIELDS[name]


def synonyms() -> dict[str, tuple[str, ...]]:
    """Headers by field, the registered ones included."""
    return dict(_SYNONYMS)


def choices() -> list[tuple[str, str | Promise]]:
    """What a column may be mapped to, with words."""
    known = [(name, one.label) for name, one in _FIELDS.items()]
    at = next(position for position, (name, _label) in enumerate(known) if name == "name") + 1
    return [*known[:at], *PARTS.items(), *known[at:], (MANAGER, gettext_lazy("manager"))]


def line(name: str, *, soft: bool = False) -> Callable[[str], str]:
    """A parser of one line of text; ``soft`` reads a line break as a space."""

    def parse(text: str) -> str:
        if soft:
            text = re.sub(r"\s*[\r\n\t\v\f]+\s*", " ", text)
        if any(ord(char) < 32 or ord(char) == 127 for char in text):
            raise Problem("line_break")
        if len(text) > LONGEST[name]:
            raise Problem("too_long", most=LONGEST[name], value=text[:40])
        return text

    return parse


def _address(text: str) -> str:
    address = text.removeprefix("mailto:").lower()
    if not is_address(address):
        raise Problem("address")
    return address


def _zone(text: str) -> str:
    if is_zone(text):
        return text
    near = nearest(text)
    raise Problem("zone_near", near=near) if near else Problem("zone")


_DATES = ((re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$"), (1, 2, 3)), (re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$"), (3, 2, 1)))


def _date(text: str) -> str:
    for pattern, (year, month, day) in _DATES:
        if found := pattern.match(text):
            try:
                return dt.date(int(found[year]), int(found[month]), int(found[day])).isoformat()
            except ValueError:
                break
    raise Problem("date", fatal=False)


def _languages(text: str) -> list[str]:
    codes: list[str] = []
    for word in filter(None, (part.strip() for part in re.split(r"[;,|/\n]", text))):
        code = languages.code_of(word)
        if code is None:
            raise Problem("language", fatal=False, value=word, rest=codes)
        codes.append(code)
    return list(dict.fromkeys(codes))


def _topics(text: str) -> list[str]:
    wanted: dict[str, str] = {}
    for part in re.split(r"[;|\n]", text.replace("\x00", "")):
        label = " ".join(part.split())
        if len(label) > LONGEST_TOPIC:
            raise Problem("topic", fatal=False, value=label[:30], rest=list(wanted.values()))
        if label:
            wanted.setdefault(fold(label)[:LONGEST_TOPIC], label)
    return list(wanted.values())


def _plain(attribute: str) -> tuple[Read, Write]:
    """Reading and writing of a text that lies on the member itself; the caller saves the members."""

    def read(members: Sequence[Member]) -> dict[int, Value]:
        return {one.pk: getattr(one, attribute) for one in members}

    def write(values: list[tuple[Member, Value]]) -> None:
        for member, value in values:
            setattr(member, attribute, value if value is not None else "")

    return read, write


def _read_date(members: Sequence[Member]) -> dict[int, Value]:
    return {one.pk: one.started_on.isoformat() if one.started_on else None for one in members}


def _write_date(values: list[tuple[Member, Value]]) -> None:
    for member, value in values:
        member.started_on = dt.date.fromisoformat(value) if value else None


def _read_languages(members: Sequence[Member]) -> dict[int, Value]:
    found: dict[int, list[str]] = {one.pk: [] for one in members}
    for pk, code in MemberLanguage.objects.filter(member__in=members).order_by("pk").values_list("member", "code"):
        found[pk].append(code)
    return found


def _write_languages(values: list[tuple[Member, Value]]) -> None:
    MemberLanguage.objects.filter(member__in=[member for member, _codes in values]).delete()
    MemberLanguage.objects.bulk_create(
        (MemberLanguage(member_id=member.pk, code=code) for member, codes in values for code in codes or ()), batch_size=500
    )


def _topics_field(kind: str) -> tuple[Read, Write]:
    def read(members: Sequence[Member]) -> dict[int, Value]:
        found: dict[int, list[str]] = {one.pk: [] for one in members}
        rows = MemberTopic.objects.filter(member__in=members, kind=kind).order_by("topic__folded")
        for pk, label in rows.values_list("member", "topic__label"):
            found[pk].append(label)
        return found

    def write(values: list[tuple[Member, Value]]) -> None:
        MemberTopic.objects.filter(member__in=[member for member, _labels in values], kind=kind).delete()
        wanted = {fold(label)[:LONGEST_TOPIC]: label for _member, labels in values for label in labels or ()}
        topics = topics_of(values[0][0].organisation, wanted)
        MemberTopic.objects.bulk_create(
            (
                MemberTopic(member_id=member.pk, topic_id=topics[fold(label)[:LONGEST_TOPIC]].pk, kind=kind)
                for member, labels in values
                for label in labels or ()
            ),
            batch_size=500,
        )

    return read, write


def same(name: str, one: Value, other: Value) -> bool:
    """Whether two values of a field say the same. Topics are a set, whatever the case and accents."""
    if isinstance(one, list) or isinstance(other, list):
        if name in TOPICS:
            return _folded(one) == _folded(other)
        return list(one or ()) == list(other or ())
    return (one or None) == (other or None)


def _folded(labels: Iterable[str] | None) -> set[str]:
    return {fold(label)[:LONGEST_TOPIC] for label in labels or ()}


def _joined(value: Value) -> str:
    return ", ".join(value or ())


def _language_names(value: Value) -> str:
    return ", ".join(languages.name_of(code) for code in value or ())


def _text(value: Value) -> str:
    return str(value or "")


def _sort_key(text: str) -> str:
    return sort_key(line("sort_key")(text))


def _register_all() -> None:
    texts: tuple[tuple[str, str | Promise, Callable[[str], Value]], ...] = (
        ("external_id", gettext_lazy("id in your HR system"), line("external_id")),
        ("work_address", gettext_lazy("work e-mail"), _address),
        ("name", gettext_lazy("name"), line("name")),
        ("call_me", gettext_lazy("what to call them"), line("call_me")),
        ("sort_key", gettext_lazy("sorted by"), _sort_key),
        ("title", gettext_lazy("job title"), line("title", soft=True)),
        ("timezone", gettext_lazy("time zone"), _zone),
    )
    for name, label, parse in texts:
        read, write = _plain(name)
        _FIELDS[name] = Field(name, label, parse, read, write, _text)
    for name, label in (("team", gettext_lazy("team")), ("site", gettext_lazy("site"))):
        _FIELDS[name] = Field(name, label, line(name, soft=True), _read_place(name), _nothing, _text)
    _FIELDS["started_on"] = Field("started_on", gettext_lazy("start date"), _date, _read_date, _write_date, _text)
    _FIELDS["languages"] = Field(
        "languages", gettext_lazy("languages"), _languages, _read_languages, _write_languages, _language_names, own=True
    )
    for kind, label in (
        ("interest", gettext_lazy("interests")),
        ("help", gettext_lazy("can help with")),
        ("learn", gettext_lazy("would like to learn")),
    ):
        read, write = _topics_field(kind)
        _FIELDS[kind] = Field(kind, label, _topics, read, write, _joined, own=True)


def _read_place(name: str) -> Read:
    def read(members: Sequence[Member]) -> dict[int, Value]:
        return {one.pk: place.name if (place := getattr(one, name)) else None for one in members}

    return read


def _nothing(values: list[tuple[Member, Value]]) -> None:
    """Places are resolved and set by the step that applies, which knows what it made."""


_register_all()


def words_of(name: str, value: Value) -> str:
    """A value as a preview shows it."""
    if name == "left_at":
        return _("left") if value else _("here")
    return field(name).word(value) if name in _FIELDS else _text(value)
