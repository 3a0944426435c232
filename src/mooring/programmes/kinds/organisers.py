"""To organisers: a draft to look at, one that waits, and matching that failed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.core.dates import in_words
from mooring.notices.models import Notice, Topic
from mooring.notices.register import Letter, kind
from mooring.programmes import addresses
from mooring.programmes.kinds.about import receiver, round_of
from mooring.programmes.models import Programme, Round
from mooring.programmes.queries.review import problem_words


class _ForOrganisers:
    """True while the round is where the notice says it is and the person still organises."""

    state = Round.State.DRAFT

    def still_true(self, notice: Notice) -> bool:
        return round_of(notice).state == self.state and receiver(notice).is_organiser


@kind(
    "programmes.draft_ready",
    title=gettext_lazy("A draft is ready"),
    topic=Topic.REMINDERS,
    timed=True,
    because=gettext_lazy("You get this because you are an organiser."),
    switch=gettext_lazy("Drafts that are ready to read"),
)
class DraftReady(_ForOrganisers):
    """There is a draft to look at."""

    def word(self, notice: Notice) -> Letter:
        round = round_of(notice)
        known = {"programme": round.programme.name, "when": in_words(round.publish_at, "both")}
        if round.programme.review == Programme.Review.PUBLISH:
            then = _("It publishes itself on %(when)s, looked at or not.") % known
        else:
            then = _("It waits for you. It was planned for %(when)s.") % known
        return Letter(
            subject=_("%(programme)s: the draft is ready") % known,
            paragraphs=[then],
            button=(_("Look at the draft"), addresses.review(round)),
        )


@kind(
    "programmes.draft_waits",
    title=gettext_lazy("A draft waits for you"),
    topic=Topic.REMINDERS,
    timed=True,
    because=gettext_lazy("You get this because you are an organiser."),
)
class DraftWaits(_ForOrganisers):
    """The time has come and nobody has published."""

    def word(self, notice: Notice) -> Letter:
        round = round_of(notice)
        return Letter(
            subject=_("%(programme)s: the draft waits for you") % {"programme": round.programme.name},
            paragraphs=[_("Its time has come. It goes out as soon as somebody publishes it. This is the only reminder.")],
            button=(_("Look at the draft"), addresses.review(round)),
        )


@kind(
    "programmes.solve_failed",
    title=gettext_lazy("A round could not be matched"),
    topic=Topic.REMINDERS,
    timed=True,
    because=gettext_lazy("You get this because you are an organiser."),
)
class SolveFailed(_ForOrganisers):
    """Matching failed, why, and the way to try again."""

    state = Round.State.FAILED

    def word(self, notice: Notice) -> Letter:
        round = round_of(notice)
        return Letter(
            subject=_("%(programme)s: the round could not be matched") % {"programme": round.programme.name},
            paragraphs=[problem_words(round.problem)],
            button=(_("Open the round"), addresses.review(round)),
        )
