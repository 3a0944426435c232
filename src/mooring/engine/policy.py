"""What an organiser may ask of a round: hard rules, weighted preferences, shape and order of aims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

SCORE_SCALE: Final = 1_000_000
"""A pair's score is a whole number from 0 to this."""

LARGEST_GROUP: Final = 6
SMALLEST_GROUP: Final = 2


class PolicyError(ValueError):
    """A policy that cannot be obeyed. The message is one sentence that says where and why."""


RULES: Final[Mapping[str, str]] = {
    "hours": "one unbroken common stretch of at least the policy's minutes",
    "manager": "not with one's manager or the manager's manager",
    "chain": "not with anybody in one's whole reporting line",
    "language": "at least one language in common",
    "other_team": "only people of other teams",
    "same_team": "only people of one's own team",
    "other_site": "only people of other sites",
    "same_site": "only people of one's own site",
}
"""The hard rules an organiser may switch, and what each keeps. Several may be on at once."""

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

TERMS: Final[Mapping[str, str]] = {
    "bridge": "a tie across teams, best with one to three mutual contacts",
    "need": "people with few confirmed ties across teams",
    "interests": "topics in common, full at three",
    "overlap": "working time in common",
    "lift": "somebody new or working remotely",
    "exchange": "one would like to learn what the other can help with",
    "other_site": "people of different sites",
}
"""The preferences that may carry a weight."""

PRIVATE_TERMS: Final = frozenset({"need"})

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
class Rule:
    """A hard rule that is on. `private`: named to nobody but the person it keeps apart."""

    name: str
    private: bool = False

    def __post_init__(self) -> None:
        if self.name not in RULES:
            raise PolicyError(f"rules: there is no rule called {self.name!r}; known are {_list(RULES)}.")


@dataclass(frozen=True, slots=True)
class Term:
    """A preference and its weight in thousandths. Only the weights' proportions matter."""

    name: str
    weight: int
    private: bool = False

    def __post_init__(self) -> None:
        if self.name not in TERMS:
            raise PolicyError(f"terms: there is no preference called {self.name!r}; known are {_list(TERMS)}.")
        if not 0 <= self.weight <= 1_000_000:
            raise PolicyError(f"terms.{self.name}: a weight lies between 0 and 1000, not {self.weight / 1000:g}.")


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
            raise PolicyError(f"size: a group has {SMALLEST_GROUP} to {LARGEST_GROUP} people, not {self.size}.")
        if self.minutes < 15 or self.minutes > 24 * 60 or self.minutes % 15:
            raise PolicyError(f"minutes: a multiple of 15 from 15 to 1440, not {self.minutes}.")
        if self.cooldown_days is not None and self.cooldown_days < 0:
            raise PolicyError(f"cooldown_days: 0 or more, or null for ever, not {self.cooldown_days}.")
        _once("rules", [rule.name for rule in self.rules])
        _once("terms", [term.name for term in self.terms])
        _once("levels", list(self.levels))
        for level in self.levels:
            if level not in LEVELS:
                raise PolicyError(f"levels: there is no aim called {level!r}; known are {_list(LEVELS)}.")
        if not self.levels or self.levels[0] != "placed" or self.levels[-1] != "score":
            raise PolicyError("levels: the first aim is 'placed' and the last is 'score'.")
        names = {rule.name for rule in self.rules}
        for one, other in (("other_team", "same_team"), ("other_site", "same_site")):
            if {one, other} <= names:
                raise PolicyError(f"rules: {one!r} and {other!r} together allow nobody.")
        if not any(term.weight for term in self.terms):
            raise PolicyError("terms: at least one preference needs a weight above 0.")

    def has(self, rule: str) -> bool:
        """Whether the hard rule of that name is on."""
        return any(one.name == rule for one in self.rules)

    def is_private(self, rule: str) -> bool:
        """Whether a blocking rule of that name may be shown only to the person concerned."""
        return rule in PRIVATE_RULES or any(one.name == rule and one.private for one in self.rules)

    def to_dict(self) -> dict[str, Any]:
        """The policy as plain values for JSON; `from_dict` reads it back to an equal policy."""
        return {
            "size": self.size,
            "minutes": self.minutes,
            "rules": [{"name": rule.name, "private": rule.private} for rule in self.rules],
            "terms": [{"name": term.name, "weight": term.weight / 1000, "private": term.private} for term in self.terms],
            "cooldown_days": self.cooldown_days,
            "levels": list(self.levels),
        }

    @classmethod
    def from_dict(cls, raw: object) -> Policy:
        """Read a policy from plain values. Keys left out keep their default; unknown keys are refused.

        `rules` may be a list of names or of {name, private}; `terms` a {name: weight} table or a list of
        {name, weight, private}. Raises PolicyError with one sentence.
        """
        if not isinstance(raw, Mapping):
            raise PolicyError(f"policy: a table of settings is needed, not {_kind(raw)}.")
        known = {"size", "minutes", "rules", "terms", "cooldown_days", "levels"}
        for key in raw:
            if key not in known:
                raise PolicyError(f"policy: there is no setting called {key!r}; known are {_list(sorted(known))}.")
        made: dict[str, Any] = {}
        for key in ("size", "minutes", "cooldown_days"):
            if key in raw:
                made[key] = None if key == "cooldown_days" and raw[key] is None else _whole(key, raw[key])
        if "rules" in raw:
            made["rules"] = tuple(_rule(one, at) for at, one in enumerate(_many("rules", raw["rules"])))
        if "terms" in raw:
            made["terms"] = _terms(raw["terms"])
        if "levels" in raw:
            made["levels"] = tuple(_text(f"levels[{at}]", one) for at, one in enumerate(_many("levels", raw["levels"])))
        return cls(**made)


def coffee(*, size: int = 2) -> Policy:
    """The defaults of a coffee programme for groups of that size."""
    return Policy(size=size)


def _rule(raw: object, at: int) -> Rule:
    where = f"rules[{at}]"
    if isinstance(raw, str):
        return Rule(raw)
    if not isinstance(raw, Mapping) or not set(raw) <= {"name", "private"} or "name" not in raw:
        raise PolicyError(f"{where}: a name, or a table with 'name' and 'private', is needed.")
    return Rule(_text(f"{where}.name", raw["name"]), _flag(f"{where}.private", raw.get("private", False)))


def _terms(raw: object) -> tuple[Term, ...]:
    if isinstance(raw, Mapping):
        return tuple(Term(str(name), _weight(f"terms.{name}", weight), str(name) in PRIVATE_TERMS) for name, weight in raw.items())
    made = []
    for at, one in enumerate(_many("terms", raw)):
        where = f"terms[{at}]"
        if (
            not isinstance(one, Mapping)
            or not set(one) <= {"name", "weight", "private"}
            or not {
                "name",
                "weight",
            }
            <= set(one)
        ):
            raise PolicyError(f"{where}: a table with 'name', 'weight' and, if wanted, 'private' is needed.")
        name = _text(f"{where}.name", one["name"])
        private = _flag(f"{where}.private", one.get("private", name in PRIVATE_TERMS))
        made.append(Term(name, _weight(f"{where}.weight", one["weight"]), private or name in PRIVATE_TERMS))
    return tuple(made)


def _weight(where: str, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise PolicyError(f"{where}: a number is needed, not {_kind(raw)}.")
    try:
        thousandths = Decimal(str(raw)) * 1000
        whole = int(thousandths)
    except (InvalidOperation, ValueError, OverflowError):
        raise PolicyError(f"{where}: a number is needed, not {raw}.") from None
    if whole != thousandths:
        raise PolicyError(f"{where}: at most three decimals, not {raw}.")
    return whole


def _whole(where: str, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise PolicyError(f"{where}: a whole number is needed, not {_kind(raw)}.")
    return raw


def _flag(where: str, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise PolicyError(f"{where}: true or false is needed, not {_kind(raw)}.")
    return raw


def _text(where: str, raw: object) -> str:
    if not isinstance(raw, str):
        raise PolicyError(f"{where}: a name is needed, not {_kind(raw)}.")
    return raw


def _many(where: str, raw: object) -> list[object]:
    if not isinstance(raw, list | tuple):
        raise PolicyError(f"{where}: a list is needed, not {_kind(raw)}.")
    return list(raw)


def _once(where: str, names: list[str]) -> None:
    for at, name in enumerate(names):
        if name in names[:at]:
            raise PolicyError(f"{where}: {name!r} is given twice.")


def _list(names: Mapping[str, str] | tuple[str, ...] | list[str]) -> str:
    return ", ".join(names)


def _kind(raw: object) -> str:
    if raw is None:
        return "nothing"
    words = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return words.get(type(raw), "that")
