"""From plain values, as JSON and TOML give them, to rules, preferences and settings; and one exact sentence where that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from mooring.engine.policy.curves import SCORE_SCALE, Points
from mooring.engine.policy.rules import RULES, STANDING_RULES, Rule, check_rule
from mooring.engine.policy.sentences import Sentence, wrong
from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.terms import TERMS, Term, check_term, check_term_curve, check_weight

MOST_DIGITS: Final = 12
FOR_EVER: Final = "forever"
"""How a file without a word for nothing (TOML) says that a cooldown never ends."""


def rules(raw: object) -> tuple[Rule, ...]:
    """A list of names or of tables with name and private."""
    return tuple(_rule(f"rules.{at}", one) for at, one in enumerate(many("rules", raw), 1))


def terms(key: str, raw: object) -> tuple[Term, ...]:
    """A table from name to weight or to a table, or a list of tables with name, weight and, if wanted, private and curve."""
    if isinstance(raw, Mapping):
        given = [(f"{key}.{name}", str(name), one if isinstance(one, Mapping) else {"weight": one}) for name, one in raw.items()]
        return tuple(_term(place, place, name, one, ()) for place, name, one in given)
    made = []
    for at, one in enumerate(many(key, raw), 1):
        place = f"{key}.{at}"
        held = table(place, one, ("name", "weight", "private", "curve"))
        name = text(f"{place}.name", _needed(place, held, "name"))
        made.append(_term(place, f"{place}.name", name, held, ("name",)))
    return tuple(made)


def _rule(place: str, raw: object) -> Rule:
    if isinstance(raw, str):
        _check_rule_name(place, raw)
        return Rule(raw)
    if isinstance(raw, Mapping) and "weight" in raw:
        raise wrong(f"{place}.weight", _("a rule is never broken and so has no weight; what is to be weighed goes under preferences."))
    held = table(place, raw, ("name", "private"))
    name = text(f"{place}.name", _needed(place, held, "name"))
    _check_rule_name(f"{place}.name", name)
    return Rule(name, flag(f"{place}.private", held.get("private", False)))


def _check_rule_name(place: str, name: str) -> None:
    stem = name.partition(":")[0]
    if name in STANDING_RULES:
        raise wrong(place, _("'%(name)s' always holds and cannot be switched."), name=name)
    if stem in TERMS and stem not in RULES:
        raise wrong(place, _("'%(name)s' is no rule; give it a weight under preferences."), name=name)
    check_rule(place, name)


def _term(place: str, named: str, name: str, held: Mapping[str, object], known: tuple[str, ...]) -> Term:
    """`place` of the entry and `named` of its name, which differ in a list and are the same in a table."""
    stem = name.partition(":")[0]
    if name in STANDING_RULES or (stem in RULES and stem not in TERMS):
        raise wrong(named, _("'%(name)s' is a rule, which is never broken and has no weight; it goes under rules."), name=name)
    definition = check_term(named, name)
    short = set(held) == {"weight"} and not known
    table(place, held, (*known, "weight", "private", "curve"))
    at = place if short else f"{place}.weight"
    weight = parts(at, _needed(place, held, "weight"), 1000, _("at most three decimals, not %(value)s."))
    check_weight(at, weight)
    private = flag(f"{place}.private", held.get("private", definition.private or definition.discreet))
    if definition.private and not private:
        raise wrong(f"{place}.private", _("'%(name)s' tells of a single person and stays private."), name=name)
    curve = _curve(f"{place}.curve", held["curve"]) if "curve" in held else ()
    if "curve" in held or not definition.curve:
        check_term_curve(f"{place}.curve", name, curve)
    if "curve" in held and not curve:
        raise wrong(f"{place}.curve", _("a curve begins at 0."))
    return Term(name, weight, private, curve)


def _curve(place: str, raw: object) -> Points:
    made = []
    for at, one in enumerate(many(place, raw), 1):
        pair = many(f"{place}.{at}", one)
        if len(pair) != 2:
            raise wrong(f"{place}.{at}", _("a number and what it is worth are needed, such as [3, 0.5]."))
        worth = parts(f"{place}.{at}", pair[1], SCORE_SCALE, _("at most six decimals, not %(value)s."))
        made.append((whole(f"{place}.{at}", pair[0]), worth))
    return tuple(made)


def table(place: str, raw: object, known: Sequence[str], besides: Sequence[str] = ()) -> Mapping[str, object]:
    """A table of known settings; those of `besides` may stand there too, but are not offered to who asks."""
    if not isinstance(raw, Mapping):
        raise wrong(place, _("a table of settings is needed, not %(kind)s."), kind=kind(raw))
    for key in raw:
        if key not in known and key not in besides:
            raise wrong(place, _("there is no setting called '%(name)s'; known are %(known)s."), name=key, known=", ".join(known))
    return raw


def _needed(place: str, held: Mapping[str, object], key: str) -> object:
    if key not in held:
        raise wrong(place, _("'%(name)s' is missing."), name=key)
    return held[key]


def parts(place: str, raw: object, scale: int, too_fine: str) -> int:
    """A decimal number as a whole number of parts; `too_fine` is said where it has more decimals than that."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise wrong(place, _("a number is needed, not %(kind)s."), kind=kind(raw))
    number = Decimal(str(raw))
    if not number.is_finite() or number.adjusted() > MOST_DIGITS:
        raise wrong(place, _("a number is needed, not %(value)s."), value=raw)
    made = round(number * scale)
    if made != number * scale:
        raise wrong(place, too_fine, value=raw)
    return made


def whole(place: str, raw: object) -> int:
    """A whole number."""
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise wrong(place, _("a whole number is needed, not %(kind)s."), kind=kind(raw))
    if abs(raw) >= 10**MOST_DIGITS:
        raise wrong(place, _("this number is out of reach."))
    return raw


def flag(place: str, raw: object) -> bool:
    """True or false."""
    if not isinstance(raw, bool):
        raise wrong(place, _("true or false is needed, not %(kind)s."), kind=kind(raw))
    return raw


def text(place: str, raw: object) -> str:
    """A name."""
    if not isinstance(raw, str):
        raise wrong(place, _("a name is needed, not %(kind)s."), kind=kind(raw))
    return raw


def texts(place: str, raw: object) -> tuple[str, ...]:
    """A list of names."""
    return tuple(text(f"{place}.{at}", one) for at, one in enumerate(many(place, raw), 1))


def many(place: str, raw: object) -> list[object]:
    """A list."""
    if not isinstance(raw, list | tuple):
        raise wrong(place, _("a list is needed, not %(kind)s."), kind=kind(raw))
    return list(raw)


def kind(raw: object) -> Sentence:
    """What sort of value that is, in words."""
    if raw is None:
        return Sentence(_("nothing"))
    return Sentence(next((words for sort, words in _KINDS if isinstance(raw, sort)), _("that")))


_KINDS: Final = (
    (bool, _("true or false")),
    (int | float | Decimal, _("a number")),
    (str, _("a text")),
    (list | tuple, _("a list")),
    (Mapping, _("a table")),
)
