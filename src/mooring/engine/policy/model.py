"""What an organiser may ask of a round: hard rules, weighted preferences, shape and order of aims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from mooring.engine.policy import reading
from mooring.engine.policy.named import same_name
from mooring.engine.policy.rules import PRIVATE_RULES, Rule
from mooring.engine.policy.sentences import Sentence, wrong
from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.shape import (
    LARGEST_GROUP,
    SMALLEST_GROUP,
    Seat,
    check_name,
    check_seats,
    check_size,
    most_seated,
    read_seats,
    read_size,
)
from mooring.engine.policy.terms import Term

SETTINGS: Final = ("size", "seats", "minutes", "rules", "preferences", "not_alone", "cooldown_days", "levels")
"""The settings of a policy file, in the order they are written."""

LEVELS: Final = (
    "placed",
    "left_out_last_time",
    "repeats",
    "burden",
    "need",
    "score",
)
"""The aims in the order they are served unless the policy says otherwise."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a round is made.

    `size`: people in a group, 2 to 6. With 2, an odd person out makes a trio; above that, groups come as near to it as numbers allow,
    unless `up_to` is given: then every group has from `size` to `up_to` people, and whoever does not fit waits.
    `seats`: who must be in every group. `not_alone`: attributes of which nobody is the only one in a group, where that can be avoided;
    this is private and never told as a reason or a cause.
    `minutes`: length of the one unbroken stretch a whole group must have in common (a multiple of 15).
    `cooldown_days`: how long two people who met are a repeat; None means for ever.
    `levels`: the aims, served strictly in this order. `placed` is first and `score` last.
    """

    size: int = 2
    minutes: int = 60
    rules: tuple[Rule, ...] = (Rule("hours"), Rule("manager"))
    terms: tuple[Term, ...] = field(
        default=(
            Term("bridge", 350),
            Term("need", 250, private=True),
            Term("interests", 150),
            Term("overlap", 150),
            Term("lift", 100),
        )
    )
    cooldown_days: int | None = 365
    levels: tuple[str, ...] = LEVELS
    up_to: int | None = None
    seats: tuple[Seat, ...] = ()
    not_alone: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_size(self.size, self.up_to)
        self._check_company()
        if self.minutes < 15 or self.minutes > 24 * 60 or self.minutes % 15:
            raise wrong("minutes", _("a multiple of 15 from 15 to 1440, not %(minutes)s."), minutes=self.minutes)
        if self.cooldown_days is not None and self.cooldown_days < 0:
            raise wrong("cooldown_days", _("0 or more, or 'forever', not %(days)s."), days=self.cooldown_days)
        self._check_rules()
        _once("preferences", [term.name for term in self.terms])
        if not any(term.weight for term in self.terms):
            raise wrong("preferences", _("at least one preference needs a weight above 0."))
        self._check_levels()

    def _check_company(self) -> None:
        """Who must be beside whom: seats, and nobody alone."""
        check_seats(self.seats, self.most)
        _once("seats", [seat.name for seat in self.seats])
        if self.size == SMALLEST_GROUP and (self.seats or self.not_alone):
            raise wrong("seats" if self.seats else "not_alone", _("this is for groups of 3 and more; for pairs, ask by rules."))
        for at, name in enumerate(self.not_alone, 1):
            check_name(f"not_alone.{at}", name)
            other = f"other_attribute:{same_name(name)}"
            if any(same_name(rule.name) == other for rule in self.rules):
                raise wrong(f"not_alone.{at}", _("with the rule '%(other)s' everybody is the only one of theirs."), other=other)
        _once("not_alone", list(self.not_alone))

    def _check_rules(self) -> None:
        names = [rule.name for rule in self.rules]
        _once("rules", names)
        for at, rule in enumerate(self.rules, 1):
            if rule.against in map(same_name, names[: at - 1]):
                raise wrong(f"rules.{at}", _("'%(other)s' and '%(name)s' together allow nobody."), other=rule.against, name=rule.name)
        if self.has("cooldown") and self.cooldown_days == 0:
            raise wrong("cooldown_days", _("0 days, while the rule 'cooldown' is on."))

    def _check_levels(self) -> None:
        for at, level in enumerate(self.levels, 1):
            if level not in LEVELS:
                known = ", ".join(LEVELS)
                raise wrong(f"levels.{at}", _("there is no aim called '%(name)s'; known are %(known)s."), name=level, known=known)
        _once("levels", list(self.levels))
        if not self.levels or self.levels[0] != "placed" or self.levels[-1] != "score":
            raise wrong("levels", _("the first aim is 'placed' and the last is 'score'."))

    @property
    def least(self) -> int:
        """The fewest people a group may have."""
        return SMALLEST_GROUP if self.up_to is None else self.size

    @property
    def most(self) -> int:
        """The most people a group is given."""
        return self.up_to or min(max(3, self.size + 1), LARGEST_GROUP)

    def cannot_part(self, people: int) -> Sentence | None:
        """Where so many people cannot be parted into groups of the sizes asked for: the sentence that says so."""
        seated = most_seated(people, self.least, self.most)
        if self.up_to is None or seated == people:
            return None
        told = {"people": people, "least": self.size, "most": self.up_to, "seated": seated}
        return Sentence(_("%(people)s people cannot be parted into groups of %(least)s to %(most)s; at most %(seated)s get a seat."), told)

    def has(self, rule: str) -> bool:
        """Whether the hard rule of that name is on."""
        return any(one.name == rule for one in self.rules)

    def is_private(self, rule: str) -> bool:
        """Whether a blocking rule of that name may be shown only to the person concerned."""
        return rule in PRIVATE_RULES or any(one.name == rule and one.private for one in self.rules)

    @property
    def parts(self) -> set[tuple[str, str]]:
        """The (attributes or numbers, name) of people that rules and preferences ask for."""
        asked = {(rule.definition.field, rule.definition.part) for rule in self.rules}
        asked |= {(term.measure.field, term.measure.part) for term in self.terms}
        asked |= {("numbers", same_name(seat.name)) for seat in self.seats} | {("attributes", same_name(name)) for name in self.not_alone}
        return {(family, part) for family, part in asked if part}

    def to_dict(self) -> dict[str, Any]:
        """The policy as plain values for JSON; `from_dict` reads it back to an equal policy."""
        return {
            "size": self.size if self.up_to is None else f"{self.size}-{self.up_to}",
            **({"seats": {seat.name: seat.people for seat in self.seats}} if self.seats else {}),
            "minutes": self.minutes,
            "rules": [rule.plain() for rule in self.rules],
            "preferences": [term.plain() for term in self.terms],
            **({"not_alone": list(self.not_alone)} if self.not_alone else {}),
            "cooldown_days": self.cooldown_days,
            "levels": list(self.levels),
        }

    @classmethod
    def from_dict(cls, raw: object) -> Policy:
        """Read a policy from plain values. Settings left out keep their default; unknown ones are refused.

        `rules`: a list of names or of {name, private}. `preferences`: a {name: weight} table, or a list of {name, weight} with, if
        wanted, private and curve; `terms` is its earlier name. `cooldown_days` may be "forever", and ``$schema`` is for editors.
        Raises PolicyError.
        """
        held = reading.table("", raw, SETTINGS, besides=("terms", "$schema"))
        made: dict[str, Any] = {"minutes": reading.whole("minutes", held["minutes"])} if "minutes" in held else {}
        if "size" in held:
            made["size"], made["up_to"] = read_size(held["size"])
        if "seats" in held:
            made["seats"] = read_seats(held["seats"])
        if "cooldown_days" in held:
            days = held["cooldown_days"]
            made["cooldown_days"] = None if days is None or days == reading.FOR_EVER else reading.whole("cooldown_days", days)
        if "rules" in held:
            made["rules"] = reading.rules(held["rules"])
        if {"terms", "preferences"} <= set(held):
            raise wrong("terms", _("this is the earlier name of preferences; give one of them."))
        for key in {"terms", "preferences"} & set(held):
            made["terms"] = reading.terms(key, held[key])
        made |= {key: reading.texts(key, held[key]) for key in ("not_alone", "levels") if key in held}
        return cls(**made)


def coffee(*, size: int = 2) -> Policy:
    """The defaults of a coffee programme for groups of that size."""
    return Policy(size=size)


def _once(place: str, names: list[str]) -> None:
    for at, name in enumerate(names):
        if same_name(name) in map(same_name, names[:at]):
            raise wrong(f"{place}.{at + 1}", _("'%(name)s' is given twice."), name=name)
