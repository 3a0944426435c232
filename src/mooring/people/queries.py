"""Reads that need thought: who is here, who has been asked to join."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from mooring.people.models import Invitation, Member, Organisation


def to_invite(organisation: Organisation) -> QuerySet[Member]:
    """Those who can be asked to join: here, with a work address, without an account, and never asked."""
    asked = Invitation.objects.filter(member=OuterRef("pk")).exclude(state=Invitation.State.WITHDRAWN)
    return Member.objects.here().filter(organisation=organisation, account=None).exclude(work_address="").exclude(Exists(asked))


def asked(organisation: Organisation) -> QuerySet[Member]:
    """Those who were asked and have not joined. Whether they said no is nobody's business."""
    sent = Invitation.objects.filter(member=OuterRef("pk")).exclude(state=Invitation.State.WITHDRAWN)
    return Member.objects.here().filter(Exists(sent), organisation=organisation, account=None)


def unreachable(organisation: Organisation) -> QuerySet[Member]:
    """Those who cannot be asked, for want of a work address."""
    return Member.objects.here().filter(organisation=organisation, account=None, work_address="")


def size(organisation: Organisation) -> int:
    """How many people are here."""
    return Member.objects.here().filter(organisation=organisation).count()
