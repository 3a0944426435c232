"""A policy in plain sentences, in the order somebody would tell it: the groups, what never happens, what counts, what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from mooring.engine.policy.curves import decimal
from mooring.engine.policy.model import Policy
from mooring.engine.policy.sentences import Sentence
from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.terms import Term

Part = Literal["shape", "rules", "preferences", "aims"]

AIMS: Final[Mapping[str, str]] = {
    "placed": _("As many people as possible are placed."),
    "left_out_last_time": _("Whoever was left out last time comes first, and among them who has waited longest."),
    "repeats": _("As few people as possible meet somebody again while that counts as a repeat."),
    "burden": _("Seats in a trio and early or late hours go to those who had fewest of them."),
    "need": _("People with few ties across teams meet people of other teams."),
    "score": _("What counts, as weighed above, decides among all that is left."),
}
"""What each level of the order aims at."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the part of the policy it belongs to; for a preference, its share of the score in thousandths."""

    part: Part
    sentence: Sentence
    share: int | None = None


def read_aloud(policy: Policy) -> list[Said]:
    """Everything a policy says. As strings the sentences are English; `Sentence` says how to translate them."""
    return [
        *(Said("shape", sentence) for sentence in _shape(policy)),
        *(Said("rules", sentence) for sentence in _rules(policy)),
        *_preferences(policy),
        *(Said("aims", Sentence(AIMS[level])) for level in policy.levels),
    ]


def _shape(policy: Policy) -> Iterator[Sentence]:
    if policy.size == 2:
        yield Sentence(_("People meet in pairs; where somebody would be left over, three meet."))
    elif policy.up_to is not None:
        yield Sentence(_("People meet in groups of %(size)s to %(most)s; whoever does not fit into one waits."), _of(policy))
    else:
        yield Sentence(_("People meet in groups of %(size)s, where numbers ask for it in slightly smaller or larger ones."), _of(policy))
    for seat in policy.seats:
        told = {"people": seat.people, "name": seat.name}
        yield Sentence(_("Every group has at least %(people)s of those marked '%(name)s'."), told)
    for name in policy.not_alone:
        said = Sentence(_("Nobody is the only one of their '%(name)s' in a group, where that can be avoided."), {"name": name})
        yield Sentence(_("%(said)s It is named to nobody as a reason."), {"said": said})
    if policy.cooldown_days is None:
        yield Sentence(_("Two people who met count as a repeat for ever."))
    elif policy.cooldown_days:
        yield Sentence(_("Two people who met count as a repeat for %(days)s days."), _of(policy))
    else:
        yield Sentence(_("Two people who met may meet again at once."))


def _of(policy: Policy) -> dict[str, object]:
    return {"size": policy.size, "most": policy.most, "minutes": policy.minutes, "days": policy.cooldown_days}


def _rules(policy: Policy) -> Iterator[Sentence]:
    yield Sentence(_("Nobody meets somebody they asked never to meet, or with whom a match was ended; nobody else learns of it."))
    yield Sentence(_("Nobody gets more matches than they have room for."))
    for rule in policy.rules:
        said = Sentence(rule.definition.means, _of(policy) | {"part": rule.part})
        yield Sentence(_("%(said)s Only the people it keeps apart learn of it."), {"said": said}) if rule.private else said


def _preferences(policy: Policy) -> Iterator[Said]:
    whole = sum(term.weight for term in policy.terms)
    for term in sorted(policy.terms, key=lambda term: -term.weight):
        if not term.weight:
            continue
        share = "< 1 %" if term.weight * 100 < whole else f"{round(100 * term.weight / whole)} %"
        said = Sentence(_("%(share)s of the score: %(means)s."), {"share": share, "means": _means(term)})
        whole_said = Sentence(_("%(said)s It is named to nobody as a reason."), {"said": said}) if term.private else said
        yield Said("preferences", whole_said, 1000 * term.weight // whole)


def _means(term: Term) -> Sentence:
    definition = term.definition
    if not term.curve:
        return Sentence(definition.means, {"part": term.part} if term.part else {})
    points = ", ".join(f"{number} \u2192 {decimal(worth)}" for number, worth in term.points)
    bare = Sentence(definition.bare or definition.means, {"part": term.part} if term.part else {})
    return Sentence(_("%(means)s, by a curve of this policy (%(points)s)"), {"means": bare, "points": points})
