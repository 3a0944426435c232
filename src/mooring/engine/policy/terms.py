"""The preferences a policy may weigh, each defined as data: a kind of question about two people, fields, and a curve.

Whatever scores pairs (arrays, compiled kernels) reads these definitions and needs to know only the kinds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from mooring.engine.policy.curves import SCORE_SCALE, Points, Trend, check_curve, decimal, table
from mooring.engine.policy.named import defined, same_name
from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.sentences import wrong

HIGHEST_WEIGHT: Final = 1_000_000
"""The largest weight, in thousandths."""


class Kind(Enum):
    """What is asked of two people a and b. `worth[x]` is the curve's value at x, the last one for larger x.

    Every answer is a whole number from 0 to SCORE_SCALE, the same for (a, b) and (b, a); halves are cut off.
    """

    SAME = "same"
    """SCORE_SCALE where both have a number in `field` (not -1) and it is the same, else 0."""
    OTHER = "other"
    """SCORE_SCALE where both have a number in `field` and it differs, else 0."""
    COMMON = "common"
    """worth[how many columns of `field` both have]."""
    EXCHANGE = "exchange"
    """Half of worth[columns in `field` of a and `other` of b] + worth[columns in `other` of a and `field` of b]."""
    MEAN = "mean"
    """Half of worth[`field` of a] + worth[`field` of b]; an unknown number (-1) is worth 0."""
    EITHER = "either"
    """SCORE_SCALE where a or b is marked in `field` or in `other`, else 0."""
    DIFFERENCE = "difference"
    """worth[difference of a and b in `field`] where both have a number there, else 0."""
    LOOKUP = "lookup"
    """Half of worth[strength of (a, b) in `field` of the problem] + worth[strength of (b, a)]; no entry is strength 0."""
    MUTUAL = "mutual"
    """worth[how many confirmed contacts a and b have in common]; 0 for people of the same `other` where that is named."""
    TIME = "time"
    """Time in common as a part of the time of whoever has less."""
    STATED = "stated"
    """What `field` of the problem says for a and b; 0 where it says nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What there is to work out for a preference of a policy; see `Kind`.

    `field`, `other`: names of arrays of `People`; for a family (``same_attribute:department``) `part` is the name inside
    `attributes` or `numbers`, in small letters. `worth`: the curve as a table, empty where the kind has none.
    """

    kind: Kind
    field: str = ""
    other: str = ""
    part: str = ""
    worth: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """A preference. `means` says it after a share of the score, `bare` where a policy brings a curve of its own; `source` is where
    the default curve comes from.

    `private` ones tell of a single person and are named to nobody else; `discreet` ones neither, unless a policy says they may be.
    A `family` is followed by a colon and the name of an attribute or number. `curve` is the default; a family of numbers has
    none and must be given one.
    """

    measure: Measure
    means: str
    curve: Points = ()
    trend: Trend | None = None
    bare: str = ""
    private: bool = False
    discreet: bool = False
    family: bool = False
    source: str = ""


def _millionths(*points: tuple[int, float]) -> Points:
    return tuple((number, round(worth * SCORE_SCALE)) for number, worth in points)


MUTUAL_CURVE: Final = _millionths((0, 0.4), (1, 1), (3, 1), (4, 0.7), (9, 0.7), (10, 0.3))
_MUTUAL_SOURCE: Final = (
    "Rajkumar et al. 2022 (Science 377): moderately weak ties serve best, an inverted U over mutual contacts; Burt 2002 and "
    "Lyu 2022: ties nobody else supports decay fastest. The heights are judgement."
)

TERMS: Final[Mapping[str, TermDefinition]] = {
    "bridge": TermDefinition(
        Measure(Kind.MUTUAL, "contacts", "team"),
        _("a tie across teams, best with one to three mutual contacts"),
        MUTUAL_CURVE,
        Trend.FREE,
        _("a tie across teams, by mutual contacts"),
        source=_MUTUAL_SOURCE + " Yang et al. 2022 (Nature Human Behaviour): working apart costs ties between groups first.",
    ),
    "mutual": TermDefinition(
        Measure(Kind.MUTUAL, "contacts"),
        _("one to three mutual contacts, in whichever team"),
        MUTUAL_CURVE,
        Trend.FREE,
        _("mutual contacts, in whichever team"),
        source=_MUTUAL_SOURCE,
    ),
    "need": TermDefinition(
        Measure(Kind.MEAN, "cross_ties"),
        _("people with few confirmed ties across teams"),
        tuple((ties, round(SCORE_SCALE * math.exp(-ties / 2))) for ties in range(60)) + ((60, 0),),
        Trend.FALLS,
        private=True,
        source="exp(-ties / 2): each tie across teams matters less than the one before; the rate is judgement.",
    ),
    "interests": TermDefinition(
        Measure(Kind.COMMON, "interests"),
        _("topics in common; three count as much as more"),
        _millionths((0, 0), (3, 1)),
        Trend.RISES,
        _("topics in common"),
        source="Ingram & Morris 2007 (Administrative Science Quarterly): people join where they share something. Three: judgement.",
    ),
    "overlap": TermDefinition(
        Measure(Kind.TIME),
        _("working time in common"),
        source="A share, so nothing to saturate: who works few hours is measured by those.",
    ),
    "lift": TermDefinition(
        Measure(Kind.EITHER, "new", "remote"),
        _("somebody new or working remotely"),
        private=True,
        source="Emanuel, Harrington & Pallais 2024 (NY Fed) and Yang et al. 2022: the new and the remote lose most by distance.",
    ),
    "exchange": TermDefinition(
        Measure(Kind.EXCHANGE, "helps", "wants"),
        _("one would like to learn what the other can help with; both ways count double"),
        _millionths((0, 0), (1, 1)),
        Trend.RISES,
        _("topics one would like to learn and the other can help with"),
        source="Allen, Eby & Lentz 2006 (Journal of Applied Psychology): a match people had a say in goes better. One topic: judgement.",
    ),
    "language": TermDefinition(
        Measure(Kind.COMMON, "languages"),
        _("a language in common"),
        _millionths((0, 0), (1, 1)),
        Trend.RISES,
        _("languages in common"),
        source="One common language is what a talk needs; a second adds nothing.",
    ),
    "wish": TermDefinition(
        Measure(Kind.LOOKUP, "wishes"),
        _("a stated wish to meet; when both wish it, it counts double"),
        _millionths((0, 0), (1, 0.5), (2, 0.8), (3, 1)),
        Trend.RISES,
        _("a stated wish to meet, by its strength"),
        private=True,
        source="Allen, Eby & Lentz 2006: a say in one's match goes with its quality. The heights are judgement.",
    ),
    "stated": TermDefinition(
        Measure(Kind.STATED, "scores"),
        "a score your organiser gave the two",  # said by the command line alone, which is not translated
        discreet=True,
        source="Given by whoever organises, pair by pair.",
    ),
    "seniority": TermDefinition(
        Measure(Kind.DIFFERENCE, "seniority"),
        _("a step or two of seniority between people"),
        _millionths((0, 0.3), (1, 1), (2, 1), (3, 0.6), (4, 0.3)),
        Trend.FREE,
        _("steps of seniority between people"),
        source="Choudhury, Lane & Bojinov (HBS working paper 21-125, 2023): meetings paid with a senior host. The heights are judgement.",
    ),
    "same_team": TermDefinition(Measure(Kind.SAME, "team"), _("people of the same team")),
    "other_team": TermDefinition(Measure(Kind.OTHER, "team"), _("people of different teams")),
    "same_site": TermDefinition(Measure(Kind.SAME, "site"), _("people of the same site")),
    "other_site": TermDefinition(Measure(Kind.OTHER, "site"), _("people of different sites")),
    "same_attribute": TermDefinition(Measure(Kind.SAME, "attributes"), _("people with the same %(part)s"), family=True),
    "other_attribute": TermDefinition(Measure(Kind.OTHER, "attributes"), _("people with a different %(part)s"), family=True),
    "number": TermDefinition(
        Measure(Kind.DIFFERENCE, "numbers"),
        _("the difference in %(part)s"),
        trend=Trend.FREE,
        family=True,
        source="Given by the policy.",
    ),
}
"""The preferences that may carry a weight. Families are followed by a colon and a name: ``number:tenure``."""

PRIVATE_TERMS: Final = frozenset(name for name, one in TERMS.items() if one.private)
"""Preferences that tell of a single person; no policy can make them public."""


@dataclass(frozen=True, slots=True)
class Term:
    """A preference and its weight in thousandths. Only the weights' proportions matter.

    `private`: shown to nobody in reasons; always so for PRIVATE_TERMS. `curve`: (number, millionths) points in place of
    the definition's own; empty where those are used. Raises PolicyError.
    """

    name: str
    weight: int
    private: bool = False
    curve: Points = ()

    def __post_init__(self) -> None:
        place = f"preferences.{self.name}"
        check_term(place, self.name)
        check_weight(place, self.weight)
        check_term_curve(f"{place}.curve", self.name, self.curve)
        if self.definition.private and not self.private:
            object.__setattr__(self, "private", True)
        if self.curve == self.definition.curve:
            object.__setattr__(self, "curve", ())

    @property
    def definition(self) -> TermDefinition:
        """What the preference asks."""
        return TERMS[self.name.partition(":")[0]]

    @property
    def part(self) -> str:
        """The attribute or number a family asks for, as written; empty for others."""
        return self.name.partition(":")[2]

    @property
    def points(self) -> Points:
        """The curve in force; empty where there is none."""
        return self.curve or self.definition.curve

    @property
    def measure(self) -> Measure:
        """What there is to work out."""
        return _measured(self.name, self.points)

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        made: dict[str, Any] = {"name": self.name, "weight": self.weight / 1000}
        if self.private is not (self.definition.private or self.definition.discreet):
            made["private"] = self.private
        if self.curve:
            made["curve"] = [[number, worth / SCORE_SCALE] for number, worth in self.curve]
        return made


@lru_cache(maxsize=256)
def _measured(name: str, points: Points) -> Measure:
    kind, _, part = name.partition(":")
    return replace(TERMS[kind].measure, part=same_name(part), worth=table(points) if points else ())


def check_term(place: str, name: str) -> TermDefinition:
    """The definition of a preference; PolicyError where there is none of that name."""
    return defined(place, name, TERMS, _("there is no preference called '%(name)s'; known are %(known)s."))


def check_weight(place: str, weight: int) -> None:
    """PolicyError unless a weight, in thousandths, is one."""
    if not 0 <= weight <= HIGHEST_WEIGHT:
        shown, most = decimal(weight, 1000), HIGHEST_WEIGHT // 1000
        raise wrong(place, _("a weight lies between 0 and %(most)s, not %(weight)s."), most=most, weight=shown)


def check_term_curve(place: str, name: str, points: Points) -> None:
    """PolicyError where a preference may not have this curve, or lacks one."""
    definition = check_term(place, name)
    if definition.trend is None:
        if points:
            raise wrong(place, _("'%(name)s' has no curve."), name=name)
    elif points:
        check_curve(place, points, definition.trend)
    elif not definition.curve:
        raise wrong(place, _("'%(name)s' needs a curve, such as [[0, 1], [12, 0]]."), name=name)
