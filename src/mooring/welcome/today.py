"""What a new installation still misses, one thing at a time, on Today of whoever can do it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.notices import mailserver
from mooring.notices.models import Notice
from mooring.people.models import Invitation, Member
from mooring.programmes.models import Programme, Round
from mooring.suggestions.today import Item

OFFER = "programmes.offer"
DONE = (Round.State.PUBLISHED, Round.State.CLOSED)


def first_steps(member: Member) -> Iterator[Item]:
    """People, programme, first round: the next one that is missing, until a round has gone out."""
    if member.is_admin and not settings.MAILBOX and mailserver.configured() is None:
        yield _item(
            member,
            "mail",
            _("Before anything can go out"),
            _("Name a mail server"),
            _("Without one nobody is invited, and nobody hears of a match."),
            _("Name it"),
            "mail_server",
        )
    if not (member.is_admin or member.is_organiser):
        return
    if Round.objects.filter(organisation=member.organisation, state__in=DONE).exists():
        return
    yield from _next(member)


def _next(member: Member) -> Iterator[Item]:
    here = Member.objects.here().filter(organisation=member.organisation).exclude(pk=member.pk)
    if not here.exists():
        if member.is_admin:
            said = _("From a list in any shape. You look at it before it counts.")
            yield _item(member, "people", _("Getting started, 1 of 3"), _("Bring your people in"), said, _("Bring them in"), "imports")
        return
    programme = Programme.objects.filter(organisation=member.organisation).exclude(state=Programme.State.ENDED).order_by("pk").first()
    if programme is None:
        if member.is_organiser:
            said = _("Coffee every few weeks is a good first one. It takes a minute.")
            yield _item(member, "programme", _("Getting started, 2 of 3"), _("Begin a programme"), said, _("Begin one"), "programme_new")
        return
    said = _("Each gets one mail with one press to join, in their hours, and one reminder.")
    kicker, title, button = _("Getting started, 3 of 3"), _("Ask people to join"), _("Ask them")
    if member.is_organiser:
        # One mail does both: it joins, and puts them down for the programme.
        if not _asked_in(programme, member):
            yield _item(member, "round", kicker, title, said, button, "programme_invite", programme.public_id)
    elif not Invitation.objects.filter(organisation=member.organisation).exists():
        yield _item(member, "round", kicker, title, said, button, "invitations")


def _asked_in(programme: Programme, besides: Member) -> bool:
    """Whether anybody was asked into a programme, or is in it unasked."""
    offered = Notice.objects.filter(kind=OFFER, thing=programme.public_id)
    return programme.invitations.exists() or offered.exists() or programme.enrolments.exclude(member=besides).exists()


def _item(member: Member, key: str, kicker: str, title: str, text: str, button: str, route: str, *thing: str) -> Item:
    address = reverse(route, args=[member.organisation.slug, *thing])
    return Item(key=f"welcome.{key}", rank=20, kicker=kicker, title=title, text=text, button=button, address=address, minutes=5)
