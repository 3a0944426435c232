"""What an organiser may ask of a round: hard rules, weighted preferences, shape and order of aims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from mooring.engine.policy import reading
from mooring.engine.policy.named import same_name
from mooring.engine.policy.rules import PRIVATE_RULES, Rule
from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.sentences import wrong
from mooring.engine.policy.terms import Term

LARGEST_GROUP: Final = 6
SMALLEST_GROUP: Final = 2
SETTINGS: Final = ("size", "minutes", "rules", "preferences", "cooldown_days", "levels")
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

    `size`: people in a group, 2 to 6. With 2, an odd person out makes a trio.
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

    def __post_init__(self) -> None:
        if not SMALLEST_GROUP <= self.size <= LARGEST_GROUP:
            sizes = {"least": SMALLEST_GROUP, "most": LARGEST_GROUP, "size": self.size}
            raise wrong("size", _("a group has %(least)s to %(most)s people, not %(size)s."), **sizes)
        if self.minutes < 15 or self.minutes > 24 * 60 or self.minutes % 15:
            raise wrong("minutes", _("a multiple of 15 from 15 to 1440, not %(minutes)s."), minutes=self.minutes)
        if self.cooldown_days is not None and self.cooldown_days < 0:
            raise wrong("cooldown_days", _("0 or more, or 'forever', not %(days)s."), days=self.cooldown_days)
        self._check_rules()
        _once("preferences", [term.name for term in self.terms])
        if not any(term.weight for term in self.terms):
            raise wrong("preferences", _("at least one preference needs a weight above 0."))
        self._check_levels()

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
        return {(family, part) for family, part in asked if part}

    def to_dict(self) -> dict[str, Any]:
        """The policy as plain values for JSON; `from_dict` reads it back to an equal policy."""
        return {
            "size": self.size,
            "minutes": self.minutes,
            "rules": [rule.plain() for rule in self.rules],
            "preferences": [term.plain() for term in self.terms],
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
        made: dict[str, Any] = {key: reading.whole(key, held[key]) for key in ("size", "minutes") if key in held}
        if "cooldown_days" in held:
            days = held["cooldown_days"]
            made["cooldown_days"] = None if days is None or days == reading.FOR_EVER else reading.whole("cooldown_days", days)
        if "rules" in held:
            made["rules"] = reading.rules(held["rules"])
        if {"terms", "preferences"} <= set(held):
            raise wrong("terms", _("this is the earlier name of preferences; give one of them."))
        for key in {"terms", "preferences"} & set(held):
            made["terms"] = reading.terms(key, held[key])
        if "levels" in held:
            made["levels"] = tuple(reading.text(f"levels.{at}", one) for at, one in enumerate(reading.many("levels", held["levels"]), 1))
        return cls(**made)


def coffee(*, size: int = 2) -> Policy:
    """The defaults of a coffee programme for groups of that size."""
    return Policy(size=size)


def _once(place: str, names: list[str]) -> None:
    for at, name in enumerate(names):
        if same_name(name) in map(same_name, names[:at]):
            raise wrong(f"{place}.{at + 1}", _("'%(name)s' is given twice."), name=name)
