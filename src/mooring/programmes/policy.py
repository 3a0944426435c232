"""What an organiser may decide, in the organiser's words: templates, hard rules and weighted preferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

COMMON_MINUTES: Final = 60
"""The unbroken stretch everybody in a match must have in common."""
COOLDOWN_DAYS: Final = 365


@dataclass(frozen=True)
class RuleWords:
    """A hard rule: never broken, for anyone. ``conflicts`` cannot be on at the same time."""

    name: str
    label: Words
    hint: Words
    default: bool = False
    conflicts: str = ""


@dataclass(frozen=True)
class PreferenceWords:
    """A preference: how much it counts, 0 to 100, beside the others."""

    name: str
    label: Words
    hint: Words
    default: int = 0


ALWAYS: Final[tuple[Words, ...]] = (
    _("Only people who said yes, on the dates they are there."),
    _("Nobody meets someone they asked never to meet, or someone a match was ended with. Nobody else learns of it."),
    _("Everyone in a match shares enough unbroken time inside their own working hours on those dates."),
    _("No more matches at a time than a person has room for."),
)
"""What no organiser can switch off."""

RULES: Final[tuple[RuleWords, ...]] = (
    RuleWords(
        "manager",
        _("Not one’s manager, nor the manager’s manager"),
        _("A coffee with someone who decides about one’s pay is not a coffee."),
        default=True,
        conflicts="",
    ),
    RuleWords("chain", _("Nobody in one’s whole reporting line"), _("Goes further than the rule above, up to the top.")),
    RuleWords("language", _("At least one language in common"), _("Whoever has not said which languages they speak passes.")),
    RuleWords(
        "cooldown",
        _("Never the same two people again in that time"),
        _("Even if someone is left out by it. Without it, they meet again only where someone would be."),
    ),
    RuleWords("other_team", _("Only people of other teams"), _("People without a team pass."), conflicts="same_team"),
    RuleWords("same_team", _("Only people of the same team"), _("For large teams that hardly know each other."), conflicts="other_team"),
    RuleWords("other_site", _("Only people of other sites"), _("People without a site pass."), conflicts="same_site"),
    RuleWords("same_site", _("Only people of the same site"), _("For chats over a real cup of coffee."), conflicts="other_site"),
)

PREFERENCES: Final[tuple[PreferenceWords, ...]] = (
    PreferenceWords(
        "bridge",
        _("New ties across teams"),
        _("Best for two people of different teams who already have one to three people in common."),
        default=35,
    ),
    PreferenceWords("need", _("People with few ties across teams"), _("Counted from confirmed meetings; shown to nobody."), default=25),
    PreferenceWords("interests", _("Interests in common"), _("Three are as good as more."), default=15),
    PreferenceWords("overlap", _("Working hours in common"), _("The more hours two people share, the easier it is to meet."), default=15),
    PreferenceWords("lift", _("New or remote people"), _("Whoever began in the last half year or works from no site."), default=10),
    PreferenceWords("exchange", _("One can help with what the other wants to learn"), _("From the two lists on each profile.")),
    PreferenceWords("other_site", _("Different sites"), _("A wish, where the rule would be too strict.")),
    PreferenceWords(
        "wish", _("Whom people would like to meet"), _("Each says so in private, on the programme’s page; nobody else learns of it.")
    ),
)
"""What every programme may weigh."""

MORE: Final[tuple[PreferenceWords, ...]] = (
    PreferenceWords("mutual", _("People in common"), _("Best with one to three, in whichever team.")),
    PreferenceWords("language", _("A language in common"), _("A wish, where the rule would be too strict.")),
    PreferenceWords("same_team", _("The same team"), _("A wish, where the rule would be too strict.")),
    PreferenceWords("other_team", _("Different teams"), _("A wish, where the rule would be too strict.")),
    PreferenceWords("same_site", _("The same site"), _("A wish, where the rule would be too strict.")),
)
"""What a policy file may weigh besides; shown where it does."""


def make_policy(
    *,
    size: int,
    rules: Iterable[str] | None = None,
    weights: Mapping[str, int] | None = None,
    cooldown_days: int | None = COOLDOWN_DAYS,
) -> dict[str, Any]:
    """A policy as plain values. ``weights`` run from 0 to 100; what is left out keeps its default."""
    chosen = [rule.name for rule in RULES if (rule.default if rules is None else rule.name in set(rules))]
    given = {one.name: one.default for one in PREFERENCES} if weights is None else dict(weights)
    return {
        "size": size,
        "minutes": COMMON_MINUTES,
        "rules": ["hours", *chosen],
        "preferences": {one.name: given[one.name] / 100 for one in PREFERENCES if given.get(one.name)},
        "cooldown_days": cooldown_days,
    }


def rules_of(policy: Mapping[str, Any]) -> set[str]:
    """The names of the switched-on hard rules of a stored policy, the common hour aside."""
    names = {rule if isinstance(rule, str) else rule["name"] for rule in policy.get("rules", ())}
    return names - {"hours"}


def weights_of(policy: Mapping[str, Any]) -> dict[str, int]:
    """The weights of a stored policy, 0 to 100: as they stand where they fit, else with 100 for the largest.

    Every preference of the form is named, and those besides that count.
    """
    terms = policy.get("preferences", policy.get("terms", {}))  # rows kept before preferences had their name
    table = terms if isinstance(terms, Mapping) else {term["name"]: term["weight"] for term in terms}
    thousandths = {name: round(weight * 1000) for name, weight in table.items()}
    most = max(thousandths.values(), default=0)
    shown = [*PREFERENCES, *(one for one in MORE if thousandths.get(one.name))]
    if most <= 1000 and not any(weight % 10 for weight in thousandths.values()):
        return {one.name: thousandths.get(one.name, 0) // 10 for one in shown}
    return {one.name: -(-thousandths.get(one.name, 0) * 100 // most) for one in shown}


@dataclass(frozen=True)
class Template:
    """A programme to begin with; every value can be changed before and after."""

    key: str
    name: Words
    text: Words
    fields: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[str, ...] | None = None
    weights: Mapping[str, int] | None = None


TEMPLATES: Final[dict[str, Template]] = {
    one.key: one
    for one in (
        Template(
            "coffee",
            _("Coffee across teams"),
            _("Two people, three chats over eight weeks, a new introduction every four weeks. What we would begin with."),
            {"cadence_weeks": 4, "group_size": 2, "chats": 3, "minutes": 30},
        ),
        Template(
            "hello",
            _("A quick hello"),
            _("Two people, one short chat every second week."),
            {"cadence_weeks": 2, "group_size": 2, "chats": 1, "minutes": 15},
        ),
        Template(
            "table",
            _("A small table"),
            _("Four people round one table, once a month. Good where a talk for two feels like much."),
            {"cadence_weeks": 4, "group_size": 4, "chats": 1, "minutes": 45},
        ),
        Template(
            "skills",
            _("Help and learn"),
            _("Two people where one can help with what the other wants to learn. Asked before each round."),
            {"cadence_weeks": 4, "group_size": 2, "chats": 3, "minutes": 30, "opt_in": "each"},
            weights={"exchange": 50, "bridge": 20, "need": 15, "overlap": 15},
        ),
    )
}


def template_policy(template: Template) -> dict[str, Any]:
    """The policy a template begins with."""
    return make_policy(size=int(template.fields.get("group_size", 2)), rules=template.rules, weights=template.weights)
