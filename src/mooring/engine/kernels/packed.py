"""A round as compiled code reads it: one row of 64-bit words a person, and tables that say what the words mean."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from numpy.typing import NDArray

Words = NDArray[Any]

NONE: Final = -(1 << 62)
"""The worth of a pair that must not be made."""

SEEN_WORDS: Final = 4
"""Words of the fingerprint of whom a person knows."""

LEAST: Final = -(1 << 34)
"""Less than any pair is worth, prices taken off."""

KEPT_APART: Final = -1
"""In the list of known pairs: kept apart by a rule. Other entries are one more than the place of the round they last met in."""

# Kinds of hard rule: which two people it keeps apart, by the words at its column.
APART_SAME: Final = 0
APART_OTHER: Final = 1
APART_NOTHING: Final = 2

# Kinds of preference; the words at its columns are codes (0 for unknown), amounts, or sets of bits.
SAME: Final = 0
OTHER: Final = 1
EITHER: Final = 2
MEAN: Final = 3
DIFFERENCE: Final = 4
MUTUAL: Final = 5
COMMON: Final = 6
EXCHANGE: Final = 7
TIME: Final = 8
LOOKUP: Final = 9

# Columns of `rules`.
RULE_KIND: Final = 0
RULE_AT: Final = 1
RULE_WORDS: Final = 2

# Columns of `terms`. `TERM_REST`: the most this preference and all after it can add.
TERM_KIND: Final = 0
TERM_AT: Final = 1
TERM_OTHER: Final = 2
TERM_WORDS: Final = 3
TERM_CURVE: Final = 4
TERM_LAST: Final = 5
TERM_WEIGHT: Final = 6
TERM_REST: Final = 7
TERM_COLUMNS: Final = 8


class Packed(NamedTuple):
    """The people of a round, renumbered so that likely partners lie near each other in memory.

    `rows`: people x words (signed, so that arithmetic stays whole); `*_at` are columns of it. `good_at` and `start_at`: the slots at
    which a long enough stretch begins, the former without bad hours, `hours` words each. `rules`, `terms`: a row each, see the
    columns above; terms come cheapest first, and `curves` holds their tables. `whole`: the sum of weights.
    `own`: the most a person adds to the score of any pair by what is theirs alone; a pair's score is at most both `own` and `rest`, or
    `rest_apart` where the two have no contact in common.
    `known_*`: pairs kept apart or met before, each kept once, at one of its two people; the word at `met_at` has a bit of everybody in
    the list, the one after it the person's own bit. `wish_*`: who wishes whom, how strongly, and with 0 who is wished for by whom.
    `contact_*`: whom everybody knows, and of outsiders who knows them, in rising order; the words at `seen_at` have a bit of each. Lists
    of a person begin at `*_begins`.
    `need_cost`, `burden_cost`, `repeat_cost`, `recent_cost`: what a unit of each aim above the score takes from a pair's worth; 0 where
    the aim is not asked for.
    """

    rows: Words
    rules: Words
    terms: Words
    curves: Words
    whole: int
    own: Words
    rest: int
    rest_apart: int
    time_rule: bool
    edges: bool
    good_at: int
    start_at: int
    hours: int
    team_at: int
    band_at: int
    cost_at: int
    seen_at: int
    met_at: int
    known_begins: Words
    known: Words
    known_value: Words
    wish_begins: Words
    wished: Words
    wish_value: Words
    contact_begins: Words
    contacts: Words
    need_cost: int
    burden_cost: int
    repeat_cost: int
    recent_cost: int
