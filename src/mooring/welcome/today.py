"""What a new installation still misses, one thing at a time, on Today of whoever can do it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.notices import mailserver
from mooring.people.models import Invitation, Member
from mooring.programmes.models import Programme, Round
from mooring.suggestions.today import Item

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
            "setup_mail",
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
    if not Programme.objects.filter(organisation=member.organisation).exclude(state=Programme.State.ENDED).exists():
        if member.is_organiser:
            said = _("Coffee every few weeks is a good first one. It takes a minute.")
            yield _item(member, "programme", _("Getting started, 2 of 3"), _("Begin a programme"), said, _("Begin one"), "programme_new")
        return
    if member.is_admin and not Invitation.objects.filter(organisation=member.organisation).exists():
        said = _("Each gets one mail with one press to join, in their hours, and one reminder.")
        yield _item(member, "round", _("Getting started, 3 of 3"), _("Ask people to join"), said, _("Ask them"), "invitations")


def _item(member: Member, key: str, kicker: str, title: str, text: str, button: str, route: str) -> Item:
    address = reverse(route, args=[member.organisation.slug])
    return Item(key=f"welcome.{key}", rank=20, kicker=kicker, title=title, text=text, button=button, address=address, minutes=5)
