"""What one's own circle has to offer where something is missing: a tie to deepen, one to wake, somebody to ask for a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.circle.book import IN_PERSON, MODEL, PERSONAL, RESTING, SAME_TEAM, WORK, Line
from mooring.circle.gaps import Gap, Missing
from mooring.circle.reminding import is_working
from mooring.circle.rhythm import Slack
from mooring.circle.things import Sector, Tier
from mooring.core.time import now
from mooring.people.models import Account, Member
from mooring.suggestions.steps import Finder, Step, Wanted, register

DEEPEN, WAKE, ASK, ADD = 10, 30, 40, 60


@dataclass(frozen=True)
class Held:
    """What the circle tells its own provider: the gap, those who may be asked, and how the tie to each is."""

    gap: Gap
    lines: Sequence[Line]
    slack: Mapping[str, Slack]


def open_for(account: Account, _memberships: Sequence[Member]) -> Finder:
    """Everything is in what is asked; only whether it is a working hour is looked up, where somebody is marked."""
    return _Finding(account).find


class _Finding:
    """What one page asks for, at one moment."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._marked: int | None = None

    def find(self, wanted: Wanted) -> Iterator[Step]:
        """Each way that fits what is missing, once."""
        if not isinstance(wanted.about, Held):
            return
        gap = wanted.about.gap
        about = {one.id for one in gap.people}
        held = [one for one in wanted.about.lines if not one.flags & MODEL and one.id not in about and self._suits(one)]
        for way in _WAYS[gap.missing]:
            step = way(wanted, gap, held)
            if step is not None:
                yield step

    def _suits(self, line: Line) -> bool:
        """Whether somebody may be brought to mind now: in working hours nobody who is marked as personal, and the other way round."""
        if not line.flags & (WORK | PERSONAL):
            return True
        if self._marked is None:
            self._marked = PERSONAL if is_working(self._account, now()) else WORK
        return not line.has(self._marked)


def _slack(wanted: Wanted, line: Line) -> Slack:
    """How the tie to somebody is."""
    return wanted.about.slack[line.id] if isinstance(wanted.about, Held) else Slack.RESTS


Way = Callable[[Wanted, Gap, list[Line]], Step | None]


def _deepen(wanted: Wanted, gap: Gap, held: list[Line]) -> Step | None:
    """Somebody one is in touch with. Where the kind is there but too little, of those who give it; else one who gives little yet."""
    kind = gap.support
    near = [one for one in held if one.tier <= Tier.USEFUL and _slack(wanted, one) in {Slack.IN_TOUCH, Slack.EASING}]
    if kind is not None and gap.missing is Missing.MORE:
        near = [one for one in near if one.gives >> kind & 1]
    found = min(near, key=lambda one: (one.gives.bit_count() > 1, one.tier, -one.touched, one.id), default=None)
    if found is None:
        return None
    why = (
        _("It comes from %(name)s already, and you are in touch.")
        if kind is not None and gap.missing is Missing.MORE
        else _("You are in touch with %(name)s, and you ask little of them so far.")
    )
    return _write(found, "deepen", wanted, DEEPEN, _("Write to %(name)s"), why)


def _share(wanted: Wanted, gap: Gap, held: list[Line]) -> Step | None:
    """Somebody else who gives one of the same kinds."""
    carried = gap.people[0].gives
    also = [one for one in held if one.gives & carried and _slack(wanted, one) is not Slack.SLACK]
    found = min(also, key=lambda one: (one.tier, one.gives.bit_count(), one.id), default=None)
    if found is None:
        return _deepen(wanted, gap, held)
    kinds = [kind for kind in found.kinds if carried >> kind & 1]
    why = _("%(kind)s comes from %(name)s too.")
    return _write(found, "deepen", wanted, DEEPEN, _("Write to %(name)s"), why, kind=kinds[0].key, kind_words=str(kinds[0].words))


def _wake(wanted: Wanted, gap: Gap, held: list[Line]) -> Step | None:
    """A tie that has gone slack; best one from which the kind once came."""
    kind = gap.support
    slack = [one for one in held if one.touched and not one.has(RESTING) and _slack(wanted, one) is Slack.SLACK]
    found = min(slack, key=lambda one: (kind is not None and not one.gives >> kind & 1, one.tier, one.touched, one.id), default=None)
    if found is None:
        return None
    days = wanted.today.toordinal() - found.touched
    why = ngettext(
        "You last talked %(days)s day ago. People are gladder to hear from you than you expect.",
        "You last talked %(days)s days ago. People are gladder to hear from you than you expect.",
        days,
    )
    return _write(found, "wake", wanted, WAKE, _("Wake the tie with %(name)s"), why, days=str(days))


def _ask(wanted: Wanted, gap: Gap, held: list[Line]) -> Step | None:
    """Whoever is near may know somebody: one step away."""
    outside = gap.missing is Missing.ONE_TEAM
    near = [one for one in held if one.tier <= Tier.CLOSE and _slack(wanted, one) is not Slack.SLACK]
    found = min(near, key=lambda one: (outside and one.has(SAME_TEAM), one.tier, -one.touched, one.id), default=None)
    if found is None:
        return None
    return _write(found, "ask", wanted, ASK, _("Ask %(name)s for a name"), _("%(name)s may know somebody; you are one step away."))


def _meet(wanted: Wanted, _gap: Gap, held: list[Line]) -> Step | None:
    """Meet somebody of those who are near for once."""
    near = [one for one in held if not one.has(IN_PERSON) and _slack(wanted, one) is not Slack.RESTS]
    found = min(near, key=lambda one: (one.tier, one.sector is Sector.WORK, -one.touched, one.id), default=None)
    if found is None:
        return None
    return _write(
        found, "meet", wanted, DEEPEN, _("Propose to %(name)s to meet"), _("%(name)s is near to you, and you only meet from afar.")
    )


def _add(wanted: Wanted, gap: Gap, _held: list[Line]) -> Step | None:
    """Perhaps they are only not here yet."""
    why = {
        Missing.ONLY_WORK: _("Perhaps somebody from outside work is missing in the picture only."),
        Missing.ONLY_HERE: _("Perhaps somebody you used to work with is missing in the picture only."),
    }.get(gap.missing, _("Perhaps somebody is missing in the picture only."))
    return Step("circle:add", ADD, _("Add someone"), why, reverse("circle_add"))


def _write(
    line: Line, about: str, wanted: Wanted, rank: int, words: str, why: str, *, kind: str = "", kind_words: str = "", **said: str
) -> Step:
    names = {"name": line.name, "kind": kind_words} | said
    asked = {"about": about} | ({"kind": support} if (support := kind or wanted.support) else {})
    address = f"{reverse('circle_write', args=[line.id])}?{urlencode(asked)}"
    return Step(f"circle:{about}:{line.id}", rank, words % names, why % names, address)


_WAYS: dict[Missing, tuple[Way, ...]] = {
    Missing.MORE: (_deepen, _wake, _ask),
    Missing.NOBODY: (_deepen, _wake, _ask, _add),
    Missing.ONLY_ONE: (_deepen, _wake, _ask),
    Missing.MUCH_ON_ONE: (_share, _wake),
    Missing.ONE_TEAM: (_ask, _add),
    Missing.ONLY_WORK: (_add, _ask),
    Missing.ONLY_ONLINE: (_meet,),
    Missing.ONLY_HERE: (_ask, _add),
    Missing.ALL_SLACK: (_wake,),
}
register("circle", open_for)
