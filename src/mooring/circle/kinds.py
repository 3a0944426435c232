"""The notices of a circle: they say that something is there, and nothing of what; that stands in the circle alone."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.circle import messages, reminding, towards
from mooring.circle.book import read
from mooring.circle.queries import zone_of
from mooring.core.links import absolute
from mooring.core.time import now, today
from mooring.notices.models import Notice
from mooring.notices.register import Letter, kind
from mooring.people import opening
from mooring.people.models import Account


class _Private:
    """Words that tell nothing: what it is about stands behind the button."""

    def still_true(self, notice: Notice) -> bool:
        if notice.account is None:
            return False
        # In a session that is shut the words alone are read, and those are true of any circle.
        return not opening.is_open() or self.is_there(notice.account, today(zone_of(notice.account)))

    def is_there(self, account: Account, day: dt.date) -> bool:
        raise NotImplementedError

    def subject(self) -> str:
        return _("Something you asked to be reminded of")

    def word(self, _notice: Notice) -> Letter:
        return Letter(
            subject=self.subject(),
            paragraphs=[_("What it is stands in your circle, where you alone read it.")],
            button=(_("Open my circle"), absolute("circle_keeping")),
        )


@kind(
    messages.REMINDER,
    title=gettext_lazy("Something you asked to be reminded of"),
    because=gettext_lazy("You get this because you wrote down a day, a promise or a time in your circle."),
    switch=gettext_lazy("Days, promises and times kept, from my circle"),
    scope=Notice.Scope.PRIVATE,
)
class Reminder(_Private):
    """A day that comes, a promise, a time kept for somebody."""

    def is_there(self, account: Account, day: dt.date) -> bool:
        return reminding.is_anything_due(read(account), day)


@kind(
    messages.NUDGE,
    title=gettext_lazy("Something you asked to be reminded of"),
    because=gettext_lazy(
        "You get this because you said how often you would like to be in touch with somebody. It comes twice a week at most."
    ),
    switch=gettext_lazy("Whom I have not heard of for a while, from my circle"),
    scope=Notice.Scope.PRIVATE,
)
class Nudge(_Private):
    """Somebody one is losing touch with."""

    def is_there(self, account: Account, day: dt.date) -> bool:
        return any(reminding.suiting(reminding.suggested(read(account), day), account, now()))


@kind(
    messages.STEP,
    title=gettext_lazy("One step you could take"),
    because=gettext_lazy("You get this because you said what you would like more of. It comes once in two weeks at most."),
    switch=gettext_lazy("A step towards what I would like more of, from my circle"),
    scope=Notice.Scope.PRIVATE,
)
class Towards(_Private):
    """A step for something that is missing."""

    def subject(self) -> str:
        return _("One step you could take")

    def is_there(self, account: Account, day: dt.date) -> bool:
        return towards.waiting(account, day) is not None
