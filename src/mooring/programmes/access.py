"""The one door to programmes' rows. What is not yours answers as if it were not there (Http404)."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from mooring.boundaries import load
from mooring.core.time import now
from mooring.meetings.models import Meeting
from mooring.people.models import Member, Organisation
from mooring.people.models.members import MemberQuerySet
from mooring.programmes.models import Chat, Enrolment, Match, Programme, Repair, Round, Seat

Row = TypeVar("Row", bound=Model)

BEGUN = (Meeting.State.AGREED, Meeting.State.OVER)
ORGANISER_SEES = (Match.State.DRAFT, Match.State.PUBLISHED, Match.State.ENDED)
"""Matches of a draft or open round. An ended one looks like any other: nobody learns that it ended."""


class Mixed(ValueError):
    """Rows of two organisations met in one action; a fault in the program, never a user's."""


def same_organisation(*rows: Programme | Round | Match | Member | Enrolment | Repair) -> Organisation:
    """The organisation all rows belong to; Mixed when there are two."""
    if len({row.organisation_id for row in rows}) != 1:
        raise Mixed("These rows belong to different organisations.")
    return rows[0].organisation


def may_join(programme: Programme, member: Member) -> bool:
    """Whether the programme is open to the member: nobody named means everybody."""
    teams, sites = set(programme.teams.values_list("pk", flat=True)), set(programme.sites.values_list("pk", flat=True))
    return (not teams or member.team_id in teams) and (not sites or member.site_id in sites)


def open_to(member: Member) -> QuerySet[Programme]:
    """The programmes a member may join or is in, ended ones aside."""
    mine = Q(enrolments__member=member, enrolments__state__in=[Enrolment.State.IN, Enrolment.State.PAUSED])
    open_team = Q(teams=None) | Q(teams=member.team_id)
    open_site = Q(sites=None) | Q(sites=member.site_id)
    return (
        Programme.objects.filter(organisation_id=member.organisation_id)
        .exclude(state=Programme.State.ENDED)
        .filter(mine | (open_team & open_site))
        .distinct()
    )


def taking_part(programme: Programme, on: dt.date) -> MemberQuerySet:
    """The members who are in a programme on a date: joined, not paused, not snoozed, not full, not about to be erased."""
    rows = Enrolment.objects.filter(programme=programme, state=Enrolment.State.IN).exclude(snoozed_until__gt=on)
    return load.not_full(Member.objects.joined().filter(account__erase_at=None, enrolments__in=rows), on).order_by("pk")


def programme_for_member(member: Member, public_id: str) -> Programme:
    """A programme the member may join or is in."""
    return _one(open_to(member).select_related("organisation"), public_id)


def programme_for_organiser(member: Member, public_id: str) -> Programme:
    """A programme of the organiser's organisation."""
    if not member.is_organiser:
        raise Http404
    return _one(Programme.objects.filter(organisation_id=member.organisation_id).select_related("organisation"), public_id)


def round_for_organiser(member: Member, public_id: str) -> Round:
    """A round of the organiser's organisation."""
    if not member.is_organiser:
        raise Http404
    found = _one(Round.objects.filter(organisation_id=member.organisation_id).select_related("programme"), public_id)
    found.organisation = found.programme.organisation = member.organisation
    return found


def round_for_member(member: Member, public_id: str) -> Round:
    """A round of a programme the member is in."""
    mine = Round.objects.filter(
        organisation_id=member.organisation_id,
        programme__enrolments__member=member,
        programme__enrolments__state__in=[Enrolment.State.IN, Enrolment.State.PAUSED],
    )
    return _one(mine.select_related("programme__organisation"), public_id)


def draft_match(member: Member, public_id: str) -> Match:
    """A match of a draft, for an organiser."""
    if not member.is_organiser:
        raise Http404
    rows = Match.objects.filter(organisation_id=member.organisation_id, state=Match.State.DRAFT, round__state=Round.State.DRAFT)
    return _one(rows.select_related("round__programme"), public_id)


def matches_of(member: Member) -> QuerySet[Match]:
    """The introductions a member is part of, those that have gone out."""
    return Match.objects.filter(
        seats__in=Seat.objects.filter(member=member, state=Seat.State.IN),
        introduced_at__isnull=False,
        state__in=[Match.State.PUBLISHED, Match.State.CLOSED],
    )


def may_change(match: Match) -> bool:
    """Whether somebody else may still be looked for in place of a match's people: its round runs, and no meeting of theirs has begun."""
    if match.state != Match.State.PUBLISHED or match.round.state != Round.State.PUBLISHED or match.introduced_at is None:
        return False
    return not Chat.objects.filter(match=match, meeting__begins_at__lte=now(), meeting__state__in=BEGUN).exists()


def match_for(member: Member, public_id: str) -> Match:
    """A match the member is part of, once introduced and until ended."""
    return _one(matches_of(member).select_related("round__programme__organisation"), public_id)


def chat_for(member: Member, match_public_id: str, number: int) -> Chat:
    """One chat of a match the member is part of."""
    chat = Chat.objects.filter(match=match_for(member, match_public_id), number=number).select_related("meeting", "match").first()
    if chat is None:
        raise Http404
    return chat


def repair_for(member: Member, public_id: str) -> Repair:
    """An open offer that waits for the member's answer."""
    rows = Repair.objects.filter(state=Repair.State.OPEN, seats__member=member).select_related("round__programme__organisation")
    return _one(rows, public_id)


def enrolment_for(member: Member, programme: Programme) -> Enrolment:
    """The member's own enrolment in a programme."""
    found = Enrolment.objects.filter(member=member, programme=programme).exclude(state=Enrolment.State.LEFT).first()
    if found is None:
        raise Http404
    return found


def colleague(member: Member, public_id: str) -> Member:
    """Somebody else of the same organisation."""
    return _one(Member.objects.visible_to(member).exclude(pk=member.pk), public_id)


def _one(rows: QuerySet[Row], public_id: str) -> Row:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
