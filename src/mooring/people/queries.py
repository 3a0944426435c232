"""Reads that need thought: who is here, who has been asked to join, which organisation is meant."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from mooring.people.models import Installation, Invitation, Member, Organisation, Site, Team


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


def teams(organisation: Organisation) -> QuerySet[Team]:
    """The teams with how many people are in each."""
    return organisation.teams.annotate(size=Count("members", filter=Q(members__left_at=None))).order_by("name")


def sites(organisation: Organisation) -> QuerySet[Site]:
    """The sites with how many people are at each."""
    return organisation.sites.annotate(size=Count("members", filter=Q(members__left_at=None))).order_by("name")


def teams_to_invite(organisation: Organisation) -> QuerySet[Team]:
    """The teams in which somebody can be asked to join, with how many."""
    waiting = to_invite(organisation).filter(team=OuterRef("pk")).order_by().values("team").annotate(count=Count("pk")).values("count")
    return organisation.teams.annotate(size=Subquery(waiting)).filter(size__gt=0).order_by("name")


def meant_at_the_console(slug: str | None) -> Organisation:
    """The organisation a command is about: the named one, else the only one. ValidationError says what to do where it is unclear."""
    slugs = list(Organisation.objects.order_by("slug").values_list("slug", flat=True))
    if not slugs:
        raise ValidationError(_no_organisation())
    if slug is None and len(slugs) > 1:
        raise ValidationError(_("Say which organisation: --organisation SLUG, one of %(slugs)s.") % {"slugs": ", ".join(slugs)})
    if slug is not None and slug not in slugs:
        raise ValidationError(
            _("There is no organisation “%(slug)s”. Here there is: %(slugs)s.") % {"slug": slug, "slugs": ", ".join(slugs)}
        )
    return Organisation.objects.get(slug=slug or slugs[0])


def _no_organisation() -> str:
    if Installation.objects.filter(use=Installation.Use.PERSONAL).exists():
        return _("This installation was set up for one person alone and has no organisation.")
    return _(
        "Nobody has set this installation up yet, so it has no organisation. "
        "Run “./mooring serve”, open the link it prints and choose “For my organisation”; then run this command again."
    )
