"""What one's own circle has to offer where something is missing: a tie to deepen, one to wake, somebody to ask for a name or for more."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.circle.gaps import PROFESSIONAL, Gap, Missing
from mooring.circle.index import IN_PERSON, MODEL, PERSONAL, RESTING, SAME_TEAM, WORK, Line
from mooring.circle.reminding import is_working
from mooring.circle.rhythm import Slack
from mooring.circle.things import Sector, Support, Tier
from mooring.core.time import now
from mooring.people.models import Account, Member
from mooring.suggestions.steps import A_MENTOR, Finder, Step, Wanted, register

DEEPEN, WAKE, MENTOR, ASK, ADD = 10, 30, 38, 40, 60
OF_A_MENTOR = frozenset({Support.ADVICE, Support.ENCOURAGEMENT})
"""The kinds of support for which people have mentors."""


@dataclass(frozen=True)
class Held:
    """What the circle tells its own provider: the gap, those who may be asked, and how the tie to each is."""

    gap: Gap
    lines: Sequence[Line]
    slack: Mapping[str, Slack]


@dataclass(frozen=True)
class _Ties:
    """Those who may be asked about one gap, how the tie to each is, who was proposed for another one already, and where colleagues are."""

    lines: Sequence[Line]
    slack: Mapping[str, Slack]
    proposed: Container[str]
    colleagues: str

    def slack_of(self, line: Line) -> Slack:
        """How the tie to somebody is."""
        return self.slack[line.id]


def open_for(account: Account, memberships: Sequence[Member]) -> Finder:
    """Everything is in what is asked; only whether it is a working hour is looked up, where somebody is marked."""
    return _Finding(account, memberships).find


class _Finding:
    """What one page asks for, at one moment."""

    def __init__(self, account: Account, memberships: Sequence[Member]) -> None:
        self._account = account
        self._colleagues = reverse("people", args=[memberships[0].organisation.slug]) if memberships else ""
        self._marked: int | None = None
        self._proposed: set[str] = set()
        self._asked: tuple[Sequence[Line], list[Line]] = ((), [])

    def find(self, wanted: Wanted) -> Iterator[Step]:
        """Each way that fits what is missing, once; where none does, somebody may only not be here yet."""
        if not isinstance(wanted.about, Held):
            return
        gap = wanted.about.gap
        about = {one.id for one in gap.people}
        held = [one for one in self._who_suit(wanted.about.lines) if one.id not in about]
        ties = _Ties(held, wanted.about.slack, frozenset(self._proposed), self._colleagues)
        found = [step for way in _WAYS[gap.missing] if (step := way(wanted, gap, ties)) is not None]
        self._proposed.update(step.key.rpartition(":")[2] for step in found)
        yield from found or [_add(wanted, gap, ties)]

    def _who_suit(self, lines: Sequence[Line]) -> list[Line]:
        """Who may be asked now; kept, since all that is missing on a page is asked of the same people."""
        if self._asked[0] is not lines:
            self._asked = (lines, [one for one in lines if not one.flags & MODEL and self._suits(one)])
        return self._asked[1]

    def _suits(self, line: Line) -> bool:
        """Whether somebody may be brought to mind now: in working hours nobody who is marked as personal, and the other way round."""
        if not line.flags & (WORK | PERSONAL):
            return True
        if self._marked is None:
            self._marked = PERSONAL if is_working(self._account, now()) else WORK
        return not line.has(self._marked)


Way = Callable[[Wanted, Gap, _Ties], Step | None]


def _deepen(wanted: Wanted, gap: Gap, ties: _Ties) -> Step | None:
    """Somebody one is in touch with. Where the kind is there but too little, of those who give it; else one who gives little yet."""
    kind = gap.support
    near = [one for one in ties.lines if one.tier <= Tier.USEFUL and ties.slack_of(one) in {Slack.IN_TOUCH, Slack.EASING}]
    if kind is not None and gap.missing is Missing.MORE:
        near = [one for one in near if one.gives >> kind & 1]
    found = min(near, key=lambda one: (one.gives.bit_count() > 1, one.id in ties.proposed, one.tier, -one.touched, one.id), default=None)
    if found is None:
        return None
    why = (
        _("It comes from %(name)s already, and you are in touch.")
        if kind is not None and gap.missing is Missing.MORE
        else _("You are in touch with %(name)s, and you ask little of them so far.")
    )
    return _write(found, "deepen", wanted, DEEPEN, _("Write to %(name)s"), why)


def _share(wanted: Wanted, gap: Gap, ties: _Ties) -> Step | None:
    """Somebody else who gives one of the same kinds."""
    carried = gap.people[0].gives
    also = [one for one in ties.lines if one.gives & carried and ties.slack_of(one) is not Slack.SLACK]
    found = min(also, key=lambda one: (one.tier, one.gives.bit_count(), one.id), default=None)
    if found is None:
        return _deepen(wanted, gap, ties)
    kinds = [kind for kind in found.kinds if carried >> kind & 1]
    why = _("%(kind)s comes from %(name)s too.")
    return _write(found, "deepen", wanted, DEEPEN, _("Write to %(name)s"), why, kind=kinds[0].key, kind_words=str(kinds[0].words))


def _wake(wanted: Wanted, gap: Gap, ties: _Ties) -> Step | None:
    """A tie that has gone slack; best one from which the kind once came."""
    kind = gap.support
    slack = [one for one in ties.lines if not one.has(RESTING) and ties.slack_of(one) is Slack.SLACK]
    known = [one for one in slack if one.touched or gap.missing is Missing.ALL_SLACK]
    found = min(
        known,
        key=lambda one: (not one.touched, kind is not None and not one.gives >> kind & 1, one.tier, one.touched, one.id),
        default=None,
    )
    if found is None:
        return None
    if not found.touched:
        return _write(found, "wake", wanted, WAKE, _("Write to %(name)s"), _("No touch with %(name)s is noted yet. A line is a beginning."))
    days = wanted.today.toordinal() - found.touched
    why = ngettext(
        "You last talked %(days)s day ago. People are gladder to hear from you than you expect.",
        "You last talked %(days)s days ago. People are gladder to hear from you than you expect.",
        days,
    )
    return _write(found, "wake", wanted, WAKE, _("Wake the tie with %(name)s"), why, days=str(days))


def _ask(wanted: Wanted, gap: Gap, ties: _Ties) -> Step | None:
    """Whoever is near may know somebody: one step away."""
    outside = gap.missing is Missing.ONE_TEAM
    near = [one for one in ties.lines if one.tier <= Tier.CLOSE and ties.slack_of(one) is not Slack.SLACK]
    found = min(
        near, key=lambda one: (outside and one.has(SAME_TEAM), one.tier, one.id in ties.proposed, -one.touched, one.id), default=None
    )
    if found is None:
        return None
    return _write(found, "ask", wanted, ASK, _("Ask %(name)s for a name"), _("%(name)s may know somebody; you are one step away."))


def _mentor(wanted: Wanted, gap: Gap, ties: _Ties) -> Step | None:
    """Ask somebody one knows from work to be a mentor; where there is nobody, somebody one step away or among colleagues."""
    if gap.support not in OF_A_MENTOR:
        return None
    known = [one for one in ties.lines if one.sector in PROFESSIONAL and not one.has(RESTING)]
    advice = 1 << Support.ADVICE
    found = min(known, key=lambda one: (not one.gives & advice, one.has(SAME_TEAM), one.tier, -one.touched, one.id), default=None)
    if found is not None:
        why = _("You know %(name)s from work. A mentor is asked for an hour a month, and for what they have learned themselves.")
        return _write(found, "mentor", wanted, MENTOR, _("Ask %(name)s to be a mentor"), why, way=A_MENTOR)
    if ties.colleagues:
        why = _("In the directory people say what they are glad to help with. Whom you keep in your circle you can write to from here.")
        return Step("circle:mentor", MENTOR, _("Look for a mentor among colleagues"), why, ties.colleagues, way=A_MENTOR)
    near = [one for one in ties.lines if one.tier <= Tier.USEFUL and ties.slack_of(one) is not Slack.SLACK]
    found = min(near, key=lambda one: (one.tier, -one.touched, one.id), default=None)
    if found is None:
        return None
    why = _("%(name)s may know somebody who has done what you are doing; you are one step away.")
    return _write(found, "a mentor", wanted, MENTOR, _("Ask %(name)s who could be a mentor"), why, way=A_MENTOR)


def _meet(wanted: Wanted, _gap: Gap, ties: _Ties) -> Step | None:
    """Meet somebody of those who are near for once."""
    near = [one for one in ties.lines if not one.has(IN_PERSON) and ties.slack_of(one) is not Slack.RESTS]
    found = min(near, key=lambda one: (one.tier, one.sector is Sector.WORK, -one.touched, one.id), default=None)
    if found is None:
        return None
    return _write(
        found, "meet", wanted, DEEPEN, _("Propose to %(name)s to meet"), _("%(name)s is near to you, and you only meet from afar.")
    )


def _add(wanted: Wanted, gap: Gap, _ties: _Ties) -> Step:
    """Perhaps they are only not here yet."""
    why = {
        Missing.ONLY_WORK: _("Perhaps somebody from outside work is missing in the picture only."),
        Missing.ONLY_HERE: _("Perhaps somebody you used to work with is missing in the picture only."),
    }.get(gap.missing, _("Perhaps somebody is missing in the picture only."))
    return Step("circle:add", ADD, _("Add someone"), why, reverse("circle_add"))


def _write(
    line: Line,
    about: str,
    wanted: Wanted,
    rank: int,
    words: str,
    why: str,
    *,
    kind: str = "",
    kind_words: str = "",
    way: str = "",
    **said: str,
) -> Step:
    names = {"name": line.name, "kind": kind_words} | said
    asked = {"about": about} | ({"kind": support} if (support := kind or wanted.support) else {})
    address = f"{reverse('circle_write', args=[line.id])}?{urlencode(asked)}"
    return Step(f"circle:{about}:{line.id}", rank, words % names, why % names, address, way)


_WAYS: dict[Missing, tuple[Way, ...]] = {
    Missing.MORE: (_deepen, _wake, _mentor, _ask),
    Missing.NOBODY: (_deepen, _wake, _mentor, _ask, _add),
    Missing.ONLY_ONE: (_deepen, _wake, _mentor, _ask),
    Missing.MUCH_ON_ONE: (_share, _wake),
    Missing.ONE_TEAM: (_ask, _add),
    Missing.ONLY_WORK: (_add, _ask),
    Missing.ONLY_ONLINE: (_meet,),
    Missing.ONLY_HERE: (_ask, _add),
    Missing.ALL_SLACK: (_wake,),
}
register("circle", open_for)
