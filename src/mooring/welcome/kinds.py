"""The two letters about an invitation: one, and one reminder. Then silence."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooring.notices.models import Notice, Topic
from mooring.notices.register import Letter, kind
from mooring.people.models import Invitation
from mooring.welcome.access import inviter_of, link_of, programme_of

INVITATION = "people.invitation"
REMINDER = "people.invitation_reminder"


def _open(notice: Notice) -> Invitation | None:
    return (
        Invitation.objects.filter(public_id=notice.thing, state=Invitation.State.OPEN, member__left_at=None, member__account=None)
        .select_related("member__organisation", "invited_by", "organisation", "programme_invitation__programme")
        .first()
    )


def _letter(invitation: Invitation, subject: str, opening: list[str]) -> Letter:
    programme = programme_of(invitation)
    what = (
        _("One press joins, and puts you down for “%(programme)s”. You can pause or leave whenever you like.")
        % {"programme": programme.name}
        if programme
        else _("One press joins. What you take part in after that is for you to say.")
    )
    return Letter(
        subject=subject,
        paragraphs=[*opening, what],
        button=(_("Yes, count me in"), link_of(invitation, "yes")),
        links=[(_("No thanks"), link_of(invitation, "no"))],
    )


@kind(
    INVITATION,
    title=gettext_lazy("An invitation"),
    because=gettext_lazy("You get this because your organisation invites you. There is one reminder, and then silence."),
    expires=dt.timedelta(days=21),
)
class InvitationLetter:
    """The first and only invitation."""

    def still_true(self, notice: Notice) -> bool:
        """Whether it is still unanswered."""
        return _open(notice) is not None

    def word(self, notice: Notice) -> Letter:
        """Who invites, to what, and the way to say no."""
        invitation = _open(notice)
        assert invitation is not None
        names = {"name": inviter_of(invitation), "organisation": invitation.organisation.name}
        who = _("%(name)s invites you to Mooring at %(organisation)s.") if names["name"] else _("%(organisation)s invites you to Mooring.")
        return _letter(
            invitation,
            _("An invitation from %(organisation)s") % names,
            [
                who % names,
                _("It introduces people who would not meet by themselves, inside their working hours, and says why."),
            ],
        )


@kind(
    REMINDER,
    title=gettext_lazy("An invitation that is still open"),
    topic=Topic.REMINDERS,
    because=gettext_lazy("You get this because your organisation invited you. Nothing more follows."),
    expires=dt.timedelta(days=14),
)
class ReminderLetter:
    """The one reminder."""

    def still_true(self, notice: Notice) -> bool:
        """Whether it is still unanswered."""
        return _open(notice) is not None

    def word(self, notice: Notice) -> Letter:
        """That it is still open, and that nothing more will come."""
        invitation = _open(notice)
        assert invitation is not None
        names = {"organisation": invitation.organisation.name}
        return _letter(
            invitation,
            _("Your invitation from %(organisation)s is still open") % names,
            [
                _("A week ago %(organisation)s invited you to Mooring.") % names,
                _("This is the only reminder. Leave it be, and nothing more comes."),
            ],
        )
