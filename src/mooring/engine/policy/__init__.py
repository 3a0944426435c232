"""The policy language: what an organiser may ask of a round, read, checked, written and said aloud.

`terms` and `rules` define every name as data; `model` is the policy itself; `files` reads TOML and JSON and writes JSON;
`schema` describes the files to other programs; `aloud` says a policy in plain sentences.
"""

from mooring.engine.policy.curves import LAST_STEP, LOW_SCORE, SCORE_SCALE, Points, Trend
from mooring.engine.policy.model import LEVELS, SETTINGS, Policy, coffee
from mooring.engine.policy.rules import PRIVATE_RULES, RULES, STANDING_RULES, Keeps, Rule, RuleDefinition
from mooring.engine.policy.sentences import PolicyError, Sentence
from mooring.engine.policy.shape import LARGEST_GROUP, SMALLEST_GROUP, Seat
from mooring.engine.policy.terms import PRIVATE_TERMS, TERMS, Kind, Measure, Term, TermDefinition

__all__ = [
    "LARGEST_GROUP",
    "LAST_STEP",
    "LEVELS",
    "PRIVATE_RULES",
    "PRIVATE_TERMS",
    "RULES",
    "LOW_SCORE",
    "SCORE_SCALE",
    "SETTINGS",
    "SMALLEST_GROUP",
    "STANDING_RULES",
    "TERMS",
    "Keeps",
    "Kind",
    "Measure",
    "Points",
    "Policy",
    "PolicyError",
    "Rule",
    "RuleDefinition",
    "Seat",
    "Sentence",
    "Term",
    "TermDefinition",
    "Trend",
    "coffee",
]
