"""The adapter between stored policies, policy files and the engine's policy language; and its sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from mooring.engine import Policy, PolicyError, Rule, Sentence, Term
from mooring.engine.policy.aloud import read_aloud
from mooring.engine.policy.files import dump, parse
from mooring.engine.policy.rules import RULES, Keeps
from mooring.engine.policy.terms import TERMS
from mooring.programmes.errors import Refused

_ASKS: Final = {"seniority": "seniority", "attributes": "attribute:", "numbers": "number:", "wishes": "wish"}
"""What only members themselves can tell, by the engine's field, and how its questions' names begin."""
_FROM_FILES: Final = "stated"
"""What only a matching from files can ask: nobody states scores of pairs here."""
ROTATING: Final = ("repeats", "burden")
"""Aims that share out what is unpleasant; every programme keeps them."""


def checked(policy: Mapping[str, Any]) -> dict[str, Any]:
    """A policy as the engine writes it; Refused when it cannot be obeyed."""
    try:
        made: dict[str, Any] = Policy.from_dict(dict(policy)).to_dict()
    except PolicyError as wrong:
        raise Refused(_("These rules cannot be obeyed: %(why)s") % {"why": _complaint(wrong)}) from wrong
    return made


def read(data: bytes, *, chat_minutes: int) -> dict[str, Any]:
    """A policy from a file in TOML or JSON. Refused with one sentence that says where and why: also where it breaks what always holds."""
    try:
        policy = parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise Refused(_("This file is not UTF-8.")) from wrong
    except PolicyError as wrong:
        raise Refused(_complaint(wrong)) from wrong
    _check_promises(policy, chat_minutes)
    return policy.to_dict()


def group_size(policy: Mapping[str, Any]) -> int:
    """How many people a group of a stored policy has, at least where it names a range."""
    return Policy.from_dict(dict(policy)).size


def sized(policy: Mapping[str, Any], size: int) -> dict[str, Any]:
    """A policy as the engine writes it, for groups of that size; a range of sizes that begins there stays. Refused as `checked` does."""
    kept = checked(policy)
    return kept if "size" in policy and group_size(kept) == size else checked(kept | {"size": size})


def as_file(policy: Mapping[str, Any]) -> str:
    """A stored policy as JSON that `read` takes back."""
    return dump(Policy.from_dict(dict(policy)))


def said(policy: Mapping[str, Any]) -> dict[str, dict[str, int | None]]:
    """A stored policy in plain sentences, by part: shape, rules, preferences (each with its share in thousandths), aims."""
    told: dict[str, dict[str, int | None]] = {"shape": {}, "rules": {}, "preferences": {}, "aims": {}}
    for one in read_aloud(Policy.from_dict(dict(policy))):
        told[one.part][worded(one.sentence)] = one.share
    return told


@dataclass(frozen=True)
class Question:
    """What a policy asks each member to say. ``about`` in small letters: ``seniority``, ``attribute:NAME``, ``number:NAME`` or ``wish``.

    ``name``: NAME as the policy writes it. ``private``: whatever it brings, it is named as a reason to nobody. ``needed``: a rule
    lets whoever has not answered meet nobody.
    """

    about: str
    name: str
    private: bool
    needed: bool


def questions_of(policy: Mapping[str, Any]) -> list[Question]:
    """What a stored policy asks of members that no record holds, each once; what does not count is not asked."""
    made = Policy.from_dict(dict(policy))
    rules = [(rule.definition.field, rule.part, rule.private, rule.definition.keeps is Keeps.OTHER) for rule in made.rules]
    terms = [(term.measure.field, term.part, term.private, False) for term in made.terms if term.weight]
    seats = [("numbers", seat.name, False, False) for seat in made.seats]
    alone = [("attributes", name, True, False) for name in made.not_alone]
    found: dict[str, Question] = {}
    for field, part, private, needed in (*rules, *terms, *seats, *alone):
        if field in _ASKS:
            one = Question(_ASKS[field] + part.casefold(), part, private, needed)
            before = found.get(one.about, one)
            found[one.about] = replace(before, private=private and before.private, needed=needed or before.needed)
    return list(found.values())


def changed(
    policy: Mapping[str, Any], *, switched: Mapping[str, bool], weights: Mapping[str, int] | None, cooldown_days: int | None
) -> dict[str, Any]:
    """A stored policy with some rules switched on or off and, where given, weights (0 to 100) moved; all else stays as it is."""
    before = Policy.from_dict(dict(policy))
    kept = tuple(rule for rule in before.rules if switched.get(rule.name, True))
    added = tuple(Rule(name) for name, on in switched.items() if on and not before.has(name))
    terms = before.terms
    if weights is not None:
        known = {term.name: term for term in before.terms}
        moved = [replace(known.get(name) or Term(name, 1), weight=weight * 10) for name, weight in weights.items() if weight]
        terms = (*moved, *(term for name, term in known.items() if name not in weights))
    lists = {"rules": [one.plain() for one in kept + added], "preferences": [one.plain() for one in terms]}
    return checked(before.to_dict() | lists | {"cooldown_days": cooldown_days})


def worded(sentence: Sentence) -> str:
    """A sentence of the engine in the reader's language."""
    values = {name: worded(value) if isinstance(value, Sentence) else value for name, value in sentence.values.items()}
    text = _(sentence.text)
    return text % values if values else text


def _complaint(wrong: PolicyError) -> str:
    return f"{wrong.place}: {worded(wrong.why)}" if wrong.place else worded(wrong.why)


def _check_promises(policy: Policy, chat_minutes: int) -> None:
    """Refused where a policy that could be obeyed breaks what every programme keeps."""
    if not policy.has("hours"):
        raise Refused(_("rules: 'hours' is missing; nobody is ever asked to meet outside their hours."))
    for place, names, known, why in (
        ("rules", policy.rules, RULES, _("there is no rule called '%(name)s'; known are %(known)s.")),
        ("preferences", policy.terms, TERMS, _("there is no preference called '%(name)s'; known are %(known)s.")),
    ):
        if any(one.name == _FROM_FILES for one in names):
            told = why % {"name": _FROM_FILES, "known": ", ".join(name for name in known if name != _FROM_FILES)}
            raise Refused(f"{place}: {told}")
    if policy.minutes < chat_minutes:
        raise Refused(_("minutes: a chat takes %(minutes)s here, and people need at least that in common.") % {"minutes": chat_minutes})
    if policy.levels[1] != "left_out_last_time" or not set(ROTATING) <= set(policy.levels):
        raise Refused(
            _("levels: after 'placed' comes 'left_out_last_time', and 'repeats' and 'burden' are among them; every programme keeps these.")
        )
