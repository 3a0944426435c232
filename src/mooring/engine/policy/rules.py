"""The hard rules of a policy, each defined as data: a kind of question about two people, and a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from mooring.engine.policy.named import defined, same_name
from mooring.engine.policy.sentences import gettext_noop as _


class Keeps(Enum):
    """Which two people a rule keeps apart."""

    TIME = "time"
    """Those without one unbroken stretch in common (for a larger group: all of it together)."""
    LINE = "line"
    """Those of whom one is among the first `reach` of the other's reporting line; 0 is the whole line."""
    SAME = "same"
    """Those who have the same number in `field`; -1 is equal to nobody's."""
    OTHER = "other"
    """Those who do not have the same number in `field`; so -1 is kept from everybody."""
    NOTHING_COMMON = "nothing common"
    """Those who each have something in the columns of `field` and share none of it."""
    STATED = "stated"
    """Those for whom `field` of the problem says nothing."""
    MET = "met"
    """Those who met inside the cooldown and did not both ask to meet again."""


@dataclass(frozen=True, slots=True)
class RuleDefinition:
    """A hard rule. `means` says it as a whole sentence. `against`: the rule that must not be on beside it.

    A `family` is followed by a colon and the name of an attribute, which stands in `part`, in small letters.
    """

    keeps: Keeps
    means: str
    field: str = ""
    part: str = ""
    reach: int = 0
    against: str = ""
    family: bool = False


RULES: Final[Mapping[str, RuleDefinition]] = {
    "hours": RuleDefinition(
        Keeps.TIME,
        _("Everybody in a group shares one unbroken stretch of %(minutes)s minutes in their own hours on these dates."),
    ),
    "manager": RuleDefinition(Keeps.LINE, _("Nobody meets their manager or the manager's manager."), "lines", reach=2),
    "chain": RuleDefinition(Keeps.LINE, _("Nobody meets anybody of their whole reporting line."), "lines"),
    "language": RuleDefinition(
        Keeps.NOTHING_COMMON, _("Everybody in a group shares a language with each other one; who states none passes."), "languages"
    ),
    "cooldown": RuleDefinition(Keeps.MET, _("Nobody meets somebody again while that counts as a repeat, even if it leaves somebody out.")),
    "stated": RuleDefinition(Keeps.STATED, "Only people to whom a score was given together meet.", "scores"),
    "other_team": RuleDefinition(Keeps.SAME, _("Only people of different teams meet."), "team", against="same_team"),
    "same_team": RuleDefinition(Keeps.OTHER, _("Only people of the same team meet."), "team", against="other_team"),
    "other_site": RuleDefinition(Keeps.SAME, _("Only people of different sites meet."), "site", against="same_site"),
    "same_site": RuleDefinition(Keeps.OTHER, _("Only people of the same site meet."), "site", against="other_site"),
    "other_attribute": RuleDefinition(
        Keeps.SAME, _("Only people with a different %(part)s meet."), "attributes", against="same_attribute", family=True
    ),
    "same_attribute": RuleDefinition(
        Keeps.OTHER, _("Only people with the same %(part)s meet."), "attributes", against="other_attribute", family=True
    ),
}
"""The hard rules an organiser may switch. Several may be on at once."""

STANDING_RULES: Final[Mapping[str, str]] = {
    "capacity": "somebody with no room for another match is not placed",
    "blocked": "one blocked the other",
    "ended": "a match of these two was ended",
    "never": "one asked never to be matched with the other",
    "forbidden": "this group must not be made in this round",
}
"""Rules no policy can switch off."""

PRIVATE_RULES: Final = frozenset({"blocked", "ended", "never"})
"""Rules nobody but the person concerned may see named."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule that is on. `private`: named to nobody but the person it keeps apart. Raises PolicyError."""

    name: str
    private: bool = False

    def __post_init__(self) -> None:
        check_rule("rules", self.name)

    @property
    def definition(self) -> RuleDefinition:
        """Whom the rule keeps apart, `part` filled in."""
        return _defined(self.name)

    def plain(self) -> str | dict[str, Any]:
        """As plain values for JSON."""
        return {"name": self.name, "private": True} if self.private else self.name

    @property
    def part(self) -> str:
        """The attribute a family asks for, as written; empty for others."""
        return self.name.partition(":")[2]

    @property
    def against(self) -> str:
        """The rule that together with this one allows nobody; empty where there is none."""
        definition = self.definition
        return f"{definition.against}:{definition.part}" if definition.part else definition.against


@lru_cache(maxsize=256)
def _defined(name: str) -> RuleDefinition:
    kind, _, part = name.partition(":")
    return replace(RULES[kind], part=same_name(part))


def check_rule(place: str, name: str) -> RuleDefinition:
    """The definition of a rule; PolicyError where there is none of that name."""
    return defined(place, name, RULES, _("there is no rule called '%(name)s'; known are %(known)s."))
