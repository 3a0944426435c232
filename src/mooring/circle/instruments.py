"""The register of what may be asked: each instrument with whose it is, how it may be used, and how it is counted.

Only what is ``BUNDLED`` holds words. Of everything else a deploying organisation may one day bring the words itself, under terms
it has accepted; none of them stand here.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.circle.things import Support

Words = str | Promise
Answers = Mapping[str, int]


class Use(enum.Enum):
    """What an instrument may be used for."""

    SELF = "self"
    RESEARCH = "research"
    WORKPLACE = "workplace"


class Shipping(enum.Enum):
    """How its words come: with Mooring, brought by whoever runs it, or not at all."""

    BUNDLED = "bundled"
    IMPORT = "import"
    BLOCKED = "blocked"


class Missing(enum.Enum):
    """What a question left out does: to its own part alone, or to the whole."""

    PART_IS_UNKNOWN = "part"
    WHOLE_IS_UNKNOWN = "whole"


@dataclass(frozen=True)
class Choice:
    """One answer, with the number it is kept as."""

    value: int
    words: Words


@dataclass(frozen=True)
class Question:
    """One question. ``key`` names its answer."""

    key: str
    words: Words
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class CutOff:
    """A limit somebody published: from this value on, it is called so."""

    at: float
    words: Words
    source: str


@dataclass(frozen=True)
class Instrument:
    """One instrument.

    ``interval`` is in days: sooner, asking again says nothing new. ``recall`` is the time asked about. ``min_k`` is the smallest group
    of which anything may be told; 0 where it is never told of anybody but the person. ``notice`` is printed wherever it is asked.
    ``scoring`` gives a number by part, and leaves out parts that are not known (``missing``).
    """

    id: str
    version: str
    language: str
    rights_holder: str
    licence: str
    source: str
    allowed: frozenset[Use]
    shipping: Shipping
    health_data: bool
    min_k: int
    recall: Words
    interval: int
    scoring: Callable[[Answers], dict[str, int]]
    missing: Missing
    notice: Words
    questions: tuple[Question, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()

    def __post_init__(self) -> None:
        if self.questions and self.shipping is not Shipping.BUNDLED:
            raise ValueError(f"{self.id} may not be shipped, so none of its words stand here.")


_INSTRUMENTS: dict[str, Instrument] = {}


def register(instrument: Instrument) -> Instrument:
    """Add an instrument; ValueError for a second one of the same id."""
    if instrument.id in _INSTRUMENTS:
        raise ValueError(f"Two instruments are called {instrument.id}.")
    _INSTRUMENTS[instrument.id] = instrument
    return instrument


def instruments() -> list[Instrument]:
    """Every instrument there is."""
    return list(_INSTRUMENTS.values())


def unmet(answers: Answers) -> dict[str, int]:
    """By kind of support, how much more would be liked than is there; kinds of which either is not said are left out."""
    both = [(kind.key, answers.get(f"want-{kind.key}"), answers.get(f"have-{kind.key}")) for kind in Support]
    return {key: max(0, want - have) for key, want, have in both if want is not None and have is not None}


def as_answered(answers: Answers) -> dict[str, int]:
    """The one answer as it was given: nothing is counted."""
    return dict(answers)


HOW_MUCH = (
    Choice(0, _("None")),
    Choice(1, _("A little")),
    Choice(2, _("Some")),
    Choice(3, _("Quite a lot")),
    Choice(4, _("A great deal")),
)

NEEDS = register(
    Instrument(
        id="needs",
        version="1",
        language="en",
        rights_holder="Mooring",
        licence="Apache-2.0",
        source="Own words, along the five kinds of support of Cutrona and Suhr (1992)",
        allowed=frozenset({Use.SELF}),
        shipping=Shipping.BUNDLED,
        health_data=False,
        min_k=0,
        recall=_("just now"),
        interval=90,
        scoring=unmet,
        missing=Missing.PART_IS_UNKNOWN,
        notice=_("Our own questions, not a validated scale."),
        questions=tuple(
            question
            for kind in Support
            for question in (
                Question(f"want-{kind.key}", _("How much of it would you like just now?"), HOW_MUCH),
                Question(f"have-{kind.key}", _("How much of it do you have?"), HOW_MUCH),
            )
        ),
    )
)

LONELINESS = register(
    Instrument(
        id="ons-loneliness",
        version="2018",
        language="en",
        rights_holder="Office for National Statistics (United Kingdom)",
        licence="OGL-UK-3.0",
        source="https://www.ons.gov.uk/peoplepopulationandcommunity/wellbeing/methodologies/measuringlonelinessguidanceforuseofthenationalindicatorsonsurveys",
        allowed=frozenset({Use.SELF}),
        shipping=Shipping.BUNDLED,
        health_data=True,
        min_k=0,
        recall=_("in general"),
        interval=90,
        scoring=as_answered,
        missing=Missing.WHOLE_IS_UNKNOWN,
        notice=_("Source: Office for National Statistics, licensed under the Open Government Licence v3.0."),
        questions=(
            Question(
                "lonely",
                _("How often do you feel lonely?"),
                (
                    Choice(4, _("Often or always")),
                    Choice(3, _("Some of the time")),
                    Choice(2, _("Occasionally")),
                    Choice(1, _("Hardly ever")),
                    Choice(0, _("Never")),
                ),
            ),
        ),
    )
)
