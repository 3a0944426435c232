"""What a circle holds: contacts, touches, notes and needs, as they are used; ``packed`` and ``unpacked`` make them what is sealed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


class Tier(enum.IntEnum):
    """How near somebody is; the nearest first."""

    INNER = 0
    CLOSE = 1
    USEFUL = 2
    WIDER = 3

    @property
    def words(self) -> Words:
        """As a heading."""
        return _TIER_WORDS[self]

    @property
    def days(self) -> int:
        """How often one would like to hear of each other, unless said otherwise (science: 14, 30, 90, 180 days)."""
        return (14, 30, 90, 180)[self]


class Sector(enum.IntEnum):
    """Where one knows somebody from."""

    WORK = 0
    EARLIER_WORK = 1
    FRIENDS = 2
    FAMILY = 3
    COMMUNITY = 4

    @property
    def words(self) -> Words:
        """As a heading."""
        return _SECTOR_WORDS[self]


class Support(enum.IntEnum):
    """The five kinds of support (Cutrona and Suhr: emotional, informational, tangible, esteem, network), in plain words."""

    COMFORT = 0
    ADVICE = 1
    HAND = 2
    ENCOURAGEMENT = 3
    BELONGING = 4

    @property
    def key(self) -> str:
        """The name it has in files."""
        return self.name.lower()

    @property
    def words(self) -> Words:
        """As a heading."""
        return _SUPPORT_WORDS[self]

    @property
    def within(self) -> Words:
        """Within a sentence: in some languages with a small letter, in others not."""
        return (_("comfort"), _("advice"), _("a hand"), _("encouragement"), _("belonging"))[self]

    @property
    def example(self) -> Words:
        """What it means on an ordinary day."""
        return _SUPPORT_EXAMPLES[self]


_TIER_WORDS: tuple[Words, ...] = (_("Inner"), pgettext_lazy("how near somebody is", "Close"), _("Useful"), _("Wider"))
_SECTOR_WORDS: tuple[Words, ...] = (_("Work"), _("Earlier work"), _("Friends"), _("Family"), _("Community"))
_SUPPORT_WORDS: tuple[Words, ...] = (_("Comfort"), _("Advice"), _("A hand"), _("Encouragement"), _("Belonging"))
_SUPPORT_EXAMPLES: tuple[Words, ...] = (
    _("when a day is hard"),
    _("from someone who has done it"),
    _("time, lifts, a second pair of eyes"),
    _("someone who sees your work"),
    _("a place where you need not explain"),
)


@dataclass(frozen=True)
class Thing:
    """Anything that is sealed in a record of its own. ``id`` is the record's, and is not sealed twice."""

    KIND: ClassVar[str] = ""
    id: str = ""


@dataclass(frozen=True)
class SpecialDay:
    """A day of the year that matters: ``on`` is ``1990-05-03``, or ``--05-03`` where the year is not known."""

    what: str
    on: str
    remind: bool = True


@dataclass(frozen=True)
class Contact(Thing):
    """Somebody one keeps, and the tie to them.

    ``line`` says who they are to the owner ("my sister", "we ran the move together"). ``gives`` and ``takes`` are the kinds of support
    that come from them and that go to them. ``ideal`` and ``latest`` are days between touches where the owner set their own.
    ``colleague`` is the public id of a member of an organisation the owner belongs to, and empty for everyone else;
    ``colleague_before`` is what it was until one of the two left.
    ``usually`` says how one mostly meets: ``online``, ``in person``, ``both`` or empty. ``scope`` is ``work``, ``personal`` or empty:
    when the owner wants to be reminded of them. ``met_through`` is the name of whoever introduced them, and ``through`` their id where they
    are a contact too. ``removed_on`` is the day they were put away; for some days they can be taken back. ``children`` are the records that
    hang on this one. ``more`` keeps what a file said of them that Mooring has no place for.
    """

    KIND: ClassVar[str] = "contact"
    name: str = ""
    given: str = ""
    family: str = ""
    nickname: str = ""
    line: str = ""
    tier: Tier = Tier.WIDER
    sector: Sector = Sector.WORK
    gives: tuple[Support, ...] = ()
    takes: tuple[Support, ...] = ()
    colleague: str = ""
    colleague_before: str = ""
    same_team: bool = False
    same_organisation: bool = False
    organisation: str = ""
    title: str = ""
    usually: str = ""
    scope: str = ""
    tags: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    address: str = ""
    birthday: str = ""
    days: tuple[SpecialDay, ...] = ()
    met: str = ""
    met_through: str = ""
    through: str = ""
    matters: str = ""
    learn: str = ""
    follow: str = ""
    is_model: bool = False
    ideal: int = 0
    latest: int = 0
    resting: bool = False
    snoozed_until: dt.date | None = None
    suggested_on: dt.date | None = None
    last: dt.date | None = None
    last_how: str = ""
    thanked_on: dt.date | None = None
    added_on: dt.date | None = None
    came_from: str = ""
    removed_on: dt.date | None = None
    children: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Touch(Thing):
    """One contact that happened. ``how`` is ``online``, ``in person`` or ``wrote``; ``meeting`` the public id of one held in Mooring."""

    KIND: ClassVar[str] = "touch"
    contact: str = ""
    on: dt.date | None = None
    how: str = "online"
    text: str = ""
    meeting: str = ""


@dataclass(frozen=True)
class Note(Thing):
    """Something to remember of somebody: a ``note`` (Markdown), a ``promise`` of the owner's, or what they ``asked`` for.

    The last two may have a day they are ``due``, and are ``done`` one day.
    """

    KIND: ClassVar[str] = "note"
    contact: str = ""
    sort: str = "note"
    text: str = ""
    on: dt.date | None = None
    due: dt.date | None = None
    done: dt.date | None = None


@dataclass(frozen=True)
class Together(Thing):
    """A time kept for somebody: every week on a ``weekday`` (0 is Monday), or once ``on`` a day. ``begins`` is a wall clock's ``19:00``.

    ``times`` are the public ids of the stretches the owner's hours keep for it, which say neither with whom nor what for.
    """

    KIND: ClassVar[str] = "together"
    contact: str = ""
    what: str = ""
    weekday: int = -1
    on: dt.date | None = None
    begins: str = ""
    minutes: int = 60
    times: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need(Thing):
    """One time the owner said what they would like and have, each from 0 to 4 by kind of support, and who gives it (contacts' ids).

    ``hard`` names what is hard just now, ``would_like`` where advice, practical help or somebody to be accountable to is wanted.
    ``also`` holds answers to other instruments of the register, by their questions' keys. ``finished`` is false while it may be gone
    on with.
    """

    KIND: ClassVar[str] = "need"
    on: dt.date | None = None
    want: Mapping[str, int] = field(default_factory=dict)
    have: Mapping[str, int] = field(default_factory=dict)
    who: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hard: tuple[str, ...] = ()
    hard_words: str = ""
    would_like: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False


@dataclass(frozen=True)
class Merge(Thing):
    """That two contacts were found to be one person: who was kept, both as they were before (packed), and what was hung over.

    ``mark`` is whoever was kept as they were right after, in few letters: only where that still holds do they become again what they were.
    ``pointing`` are things that spoke of the other: the id, the thing before (packed), and the mark of it after.
    """

    KIND: ClassVar[str] = "merge"
    kept: str = ""
    before: str = ""
    other: str = ""
    other_said: str = ""
    moved: tuple[str, ...] = ()
    pointing: tuple[tuple[str, str, str], ...] = ()
    mark: str = ""
    on: dt.date | None = None


KINDS: dict[str, type[Thing]] = {one.KIND: one for one in (Contact, Touch, Note, Together, Need, Merge)}
Some = TypeVar("Some", bound=Thing)


def packed(thing: Thing) -> bytes:
    """A thing as it is sealed: JSON without what is empty, with the name of its kind."""
    said: dict[str, Any] = {"kind": thing.KIND}
    for (name, empty), value in zip(_EMPTIES[type(thing)].items(), vars(thing).values(), strict=True):
        if value is not empty and value != empty and name != "id":
            said[name] = value
    return _PACKING.encode(said).encode()


def unpacked(data: bytes | str, identity: str) -> Thing:
    """The thing that was packed. What a newer Mooring wrote beside is left alone; KeyError for a kind nobody knows."""
    said = json.loads(data)
    cls = KINDS[said.pop("kind")]
    fields = _EMPTIES[cls].copy()
    fields["id"] = identity
    for name, value in said.items():
        if name in fields:
            fields[name] = _READ.get(name, _same)(value)
    return _made(cls, fields)


def changed(thing: Some, **fields: Any) -> Some:
    """As ``dataclasses.replace``, for the thousands of a file: filling a frozen dataclass takes longer than all that is said there."""
    return _made(type(thing), vars(thing) | fields)


def _made(cls: type[Some], fields: dict[str, Any]) -> Some:
    """A thing of all its fields, in the order of its class."""
    thing = object.__new__(cls)
    vars(thing).update(fields)
    return thing


def _empty(one: dataclasses.Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not dataclasses.MISSING else one.default


_EMPTIES: dict[type[Thing], dict[str, Any]] = {cls: {one.name: _empty(one) for one in dataclasses.fields(cls)} for cls in KINDS.values()}
"""The fields of each kind of thing with what stands in them where nothing was said."""


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, SpecialDay):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} is not packed")


_PACKING = json.JSONEncoder(default=_plain, separators=(",", ":"), ensure_ascii=False)


def _same(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _supports(value: list[int]) -> tuple[Support, ...]:
    return tuple(Support(one) for one in value)


_READ: dict[str, Any] = {
    "tier": Tier,
    "sector": Sector,
    "gives": _supports,
    "takes": _supports,
    "days": lambda value: tuple(SpecialDay(**one) for one in value),
    "pointing": lambda value: tuple((identity, before, after) for identity, before, after in value),
    "more": lambda value: tuple((name, text) for name, text in value),
    "who": lambda value: {name: tuple(ids) for name, ids in value.items()},
} | dict.fromkeys(
    ("snoozed_until", "suggested_on", "last", "thanked_on", "added_on", "removed_on", "on", "due", "done"), dt.date.fromisoformat
)
