"""What stays of a person in an organisation when they go for good."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mooring.core.time import now
from mooring.people.models import ImportRow, Invitation, Member, MemberLanguage, MemberTopic, MemberWord


@transaction.atomic
def blank_member(*, member: Member) -> None:
    """Empty an organisation's record of a person: the name becomes “someone who left”, all else about them goes.

    The row itself stays, for it stands in other people's matches and meetings. Safe to repeat.
    """
    with translation.override(member.organisation.language):
        name = _("someone who left")
    moment = now()
    Member.objects.filter(pk=member.pk, left_at=None).update(left_at=moment)
    Member.objects.filter(pk=member.pk).update(
        name=name,
        sort_key="",
        call_me="",
        pronouns="",
        title="",
        about="",
        external_id="",
        work_address="",
        timezone="",
        started_on=None,
        team=None,
        site=None,
        manager=None,
        account=None,
        is_admin=False,
        is_organiser=False,
    )
    Member.objects.filter(manager=member).update(manager=None)
    for model in (MemberWord, MemberTopic, MemberLanguage, Invitation, ImportRow):
        model._default_manager.filter(member=member).delete()
    member.refresh_from_db()
