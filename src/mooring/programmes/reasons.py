"""Why these people: stored terms worded for one reader. A private term is worded for nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.boundaries.halves import Halves, shared
from mooring.core.names import list_of
from mooring.people.models import Member, Topic
from mooring.programmes.models import Match

Reason = Mapping[str, Any]

SHARED_DAY: Final = 500_000
"""From this value on, hours in common are worth a sentence (half of a person's week)."""

FITTING: Final = 600_000
"""From this value on, what people answered is worth a sentence."""


class Placed(NamedTuple):
    """Somebody in a match, with the names of their team and site where they have one."""

    key: int
    team: str
    site: str


def worded(
    reasons: Sequence[Reason], match: Match, viewer: Member, *, members: Sequence[Member] | None = None, halves: Halves | None = None
) -> list[str]:
    """The reasons of a match in the viewer's language, the weightiest first; for those in it as "you", for others as "they".

    ``members`` (with team and site) may be given. With ``halves`` their hours in common are said by days, which is for those in the
    match alone.
    """
    rows = match.seats.select_related("member__team", "member__site")
    people = list(members) if members is not None else [seat.member for seat in rows]
    placed = [Placed(one.pk, one.team.name if one.team else "", one.site.name if one.site else "") for one in people]
    return worded_for(reasons, placed, viewer, topic_labels([reasons]), halves=halves)


def worded_for(
    reasons: Sequence[Reason], people: Sequence[Placed], viewer: Member, topics: Mapping[str, str], *, halves: Halves | None = None
) -> list[str]:
    """The same for a page that shows many matches and has read their people and the labels of their topics (by public id) at once."""
    you = any(one.key == viewer.pk for one in people)
    ordered = sorted(reasons, key=lambda reason: -int(reason.get("points", 0)))
    found = [_said(one, people, topics, you, halves) for one in ordered if not one.get("private") and _stem(one) in _WORDS]
    return list(dict.fromkeys(sentence for sentence in found if sentence))  # two terms may come to the same words


def halves_of(match: Match, members: Sequence[Member], viewer: Member) -> Halves:
    """The mornings and afternoons that the people of a match share in the first week of its round, by the viewer's clock."""
    return shared(members, match.round.starts_on, 7, viewer.clock)


def _said(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool, halves: Halves | None) -> str:
    if _stem(reason) == "overlap" and halves is not None:
        return _by_days(halves)
    return _WORDS[_stem(reason)](reason, people, labels, you)


def _by_days(halves: Halves) -> str:
    whole = tuple(day for day in halves.mornings if day in halves.afternoons)
    days = max((whole, halves.mornings, halves.afternoons), key=len)
    if not days:
        return ""
    known = {"days": list_of([str(WEEKDAYS[day]) for day in days])}
    if days == whole:
        return _("You share mornings and afternoons: %(days)s.") % known
    return (_("You share mornings: %(days)s.") if days == halves.mornings else _("You share afternoons: %(days)s.")) % known


def _stem(reason: Reason) -> str:
    """The term without the name of what it asks for: ``number`` for ``number:years here``."""
    return str(reason["term"]).partition(":")[0]


def topic_labels(lists: Iterable[Sequence[Reason]]) -> dict[str, str]:
    """The labels of all topics some lists of reasons name, in one query."""
    wanted = {topic for reasons in lists for reason in reasons for topic in reason.get("topics", ())}
    return dict(Topic.objects.filter(public_id__in=wanted).values_list("public_id", "label")) if wanted else {}


def _bridge(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    teams = sorted({one.team for one in people if one.team})
    if int(reason["value"]) == 0 or len(teams) < 2:
        return ""
    known = {"count": len(teams), "teams": list_of(teams)}
    if you:
        return _("You come from different teams: %(teams)s.") % known
    return _("They come from different teams: %(teams)s.") % known


def _interests(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    names = sorted(labels[topic] for topic in reason.get("topics", ()) if topic in labels)
    if not names:
        return ""
    known = {"count": len(names), "topics": list_of(names)}
    if you:
        return ngettext("You share an interest: %(topics)s.", "You share %(count)s interests: %(topics)s.", len(names)) % known
    return ngettext("They share an interest: %(topics)s.", "They share %(count)s interests: %(topics)s.", len(names)) % known


def _exchange(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    names = sorted(labels[topic] for topic in reason.get("topics", ()) if topic in labels)
    if not names or int(reason["value"]) == 0:
        return ""
    known = {"topics": list_of(names)}
    if you:
        return _("One of you can help with what another would like to learn: %(topics)s.") % known
    return _("One can help with what another would like to learn: %(topics)s.") % known


def _overlap(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    if int(reason["value"]) < SHARED_DAY:
        return ""
    return _("Your working hours have much in common.") if you else _("Their working hours have much in common.")


def _sites(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    sites = sorted({one.site for one in people if one.site})
    if int(reason["value"]) == 0 or len(sites) < 2:
        return ""
    known = {"sites": list_of(sites)}
    return _("You work in different places: %(sites)s.") % known if you else _("They work in different places: %(sites)s.") % known


def _one_team(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    teams = sorted({one.team for one in people})
    if int(reason["value"]) == 0 or len(teams) != 1 or not teams[0]:
        return ""
    known = {"team": teams[0]}
    return _("You are in the same team: %(team)s.") % known if you else _("They are in the same team: %(team)s.") % known


def _one_site(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    sites = sorted({one.site for one in people})
    if int(reason["value"]) == 0 or len(sites) != 1 or not sites[0]:
        return ""
    known = {"site": sites[0]}
    return _("You work in the same place: %(site)s.") % known if you else _("They work in the same place: %(site)s.") % known


def _language(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    if len(people) != 2 or int(reason["value"]) == 0:
        return ""
    return _("You have a language in common.") if you else _("They have a language in common.")


def _fitting(reason: Reason, people: Sequence[Placed], labels: Mapping[str, str], you: bool) -> str:
    """Worded without what was answered, which is its owner's alone."""
    if int(reason["value"]) < FITTING:
        return ""
    _family, _colon, name = str(reason["term"]).partition(":")
    if not name:
        return _("You bring different experience.") if you else _("They bring different experience.")
    known = {"name": name}
    return _("Your answers on “%(name)s” go well together.") % known if you else _("Their answers on “%(name)s” go well together.") % known


_WORDS: Final[dict[str, Callable[[Reason, Sequence[Placed], Mapping[str, str], bool], str]]] = {
    "bridge": _bridge,
    "interests": _interests,
    "exchange": _exchange,
    "overlap": _overlap,
    "other_site": _sites,
    "other_team": _bridge,
    "same_team": _one_team,
    "same_site": _one_site,
    "language": _language,
    "number": _fitting,
    "same_attribute": _fitting,
    "other_attribute": _fitting,
    "seniority": _fitting,
}
