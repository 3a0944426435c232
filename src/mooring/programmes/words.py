"""A programme's settings in plain words: one place, so that form, pages and mails say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext

from mooring.programmes.models import Programme
from mooring.programmes.policy import RULES, RuleWords, rules_of


def cadence(weeks: int) -> str:
    """How often: “every week”, “every 4 weeks”."""
    if weeks == 1:
        return gettext("every week")
    return ngettext("every %(weeks)d week", "every %(weeks)d weeks", weeks) % {"weeks": weeks}


def shape(size: int) -> str:
    """How many meet: “in pairs”, “in groups of 4”."""
    if size == 2:
        return gettext("in pairs")
    return ngettext("in groups of %(size)d", "in groups of %(size)d", size) % {"size": size}


def chats(number: int) -> str:
    """How often the same people meet."""
    return gettext("one chat") if number == 1 else gettext("three chats with the same person")


def weekday(number: int) -> str:
    """The day's name, 0 = Monday."""
    return str(WEEKDAYS[number])


def in_short(programme: Programme) -> list[str]:
    """A programme in three short phrases."""
    return [shape(programme.group_size), cadence(programme.cadence_weeks), chats(programme.chats)]


def who_may_join(programme: Programme) -> list[str]:
    """The teams and sites whose people may join; empty means everyone. Reads both from what was prefetched."""
    return [team.name for team in programme.teams.all()] + [site.name for site in programme.sites.all()]


def rules(policy: Mapping[str, Any]) -> list[RuleWords]:
    """The switched-on hard rules of a stored policy, in our own order."""
    on = rules_of(policy)
    return [rule for rule in RULES if rule.name in on]
