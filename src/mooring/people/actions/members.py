"""What admins do to an organisation's record of a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import looked, record
from mooring.audit.models import Entry
from mooring.core.time import is_zone, now
from mooring.people.addresses import is_address
from mooring.people.models import Account, Member, MemberWord, Organisation, Site, Team
from mooring.people.words import refresh_words, sort_key

UNDO_DAYS = 14
"""For how long what an admin did to a member can be taken back."""

FIELDS = {"name", "call_me", "sort_key", "title", "team", "site", "manager", "timezone", "work_address", "external_id", "started_on"}


@transaction.atomic
def make_member(
    *, organisation: Organisation, actor: Member | None = None, account: Account | None = None, name: str, **fields: Any
) -> Member:
    """Add a person to an organisation; with an account, they have joined it. ``actor`` None is Mooring itself."""
    roles = {role: fields.pop(role) for role in ("is_admin", "is_organiser") if role in fields}
    fields = _cleaned(organisation, {"name": name, **fields}, None)
    fields["sort_key"] = fields.get("sort_key") or sort_key(fields["name"])
    member = Member.objects.create(organisation=organisation, account=account, joined_at=now() if account else None, **fields, **roles)
    refresh_words([member])
    _note("member.added", member, actor)
    return member


@transaction.atomic
def change_member(*, member: Member, actor: Member | None, **fields: Any) -> Member:
    """Change the organisation's record: any of FIELDS. An address the person signs in with is never touched."""
    _same_organisation(member.organisation_id, actor)
    fields = _cleaned(member.organisation, fields, member)
    if not fields:
        return member
    for name, value in fields.items():
        setattr(member, name, value)
    member.save(update_fields=list(fields))
    refresh_words([member])
    _note("member.changed", member, actor)
    return member


def note_look(*, member: Member, actor: Member) -> None:
    """Note that an admin opened the record of somebody else; once an hour, however often they come back to it."""
    if member.pk == actor.pk:
        return
    lately = Entry.objects.filter(
        kind=Entry.Kind.LOOKED, verb="member.looked", actor=actor.account, subject=member, at__gt=now() - dt.timedelta(hours=1)
    )
    if not lately.exists():
        looked(
            "member.looked",
            actor=actor.account,
            subject=member,
            organisation=member.organisation,
            acting_as=Entry.As.ADMIN,
        )


@transaction.atomic
def set_roles(*, member: Member, actor: Member | None, is_admin: bool, is_organiser: bool) -> None:
    """Give or take the roles. An organisation always keeps an admin who can sign in."""
    _same_organisation(member.organisation_id, actor)
    _hold(member.organisation_id)
    if not is_admin:
        _keep_an_admin(member)
    changed = (
        Member.objects.here()
        .filter(pk=member.pk)
        .exclude(is_admin=is_admin, is_organiser=is_organiser)
        .update(is_admin=is_admin, is_organiser=is_organiser)
    )
    member.is_admin, member.is_organiser = is_admin, is_organiser
    if changed:
        _note("member.roles", member, actor)


@transaction.atomic
def mark_left(*, member: Member, actor: Member | None) -> None:
    """Note that somebody left the organisation; what is private to them stays theirs. Can be taken back for 14 days."""
    _same_organisation(member.organisation_id, actor)
    _hold(member.organisation_id)
    _keep_an_admin(member)
    moment = now()
    if Member.objects.filter(pk=member.pk, left_at=None).update(left_at=moment):
        member.left_at = moment
        MemberWord.objects.filter(member=member).delete()
        _note("member.left", member, actor)


@transaction.atomic
def come_back(*, member: Member, actor: Member | None) -> None:
    """Take back that somebody left, within 14 days."""
    _same_organisation(member.organisation_id, actor)
    back = Member.objects.filter(pk=member.pk, left_at__gt=now() - dt.timedelta(days=UNDO_DAYS)).update(left_at=None)
    if not back:
        raise ValidationError(_("This was more than 14 days ago. Add the person anew."))
    member.left_at = None
    refresh_words([member])
    _note("member.back", member, actor)


def _cleaned(organisation: Organisation, fields: dict[str, Any], member: Member | None) -> dict[str, Any]:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"A member has no {', '.join(sorted(unknown))} to change.")
    texts: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    if "name" in texts and not texts["name"]:
        raise ValidationError(_("A person needs a name."))
    follows = member is not None and "name" in texts and texts.get("sort_key", member.sort_key) in {"", sort_key(member.name)}
    if follows or texts.get("sort_key"):
        texts["sort_key"] = sort_key(texts["name"] if follows else texts["sort_key"])
    if texts.get("timezone") and not is_zone(texts["timezone"]):
        raise ValidationError(_("“%(zone)s” is not a zone we know.") % {"zone": texts["timezone"]})
    _places(organisation, texts)
    _keys(organisation, texts, member)
    if texts.get("manager") is not None:
        _manager(organisation, texts["manager"], member)
    return texts


def _places(organisation: Organisation, fields: dict[str, Any]) -> None:
    for name, kind in (("team", Team), ("site", Site)):
        place = fields.get(name)
        if place is not None and (not isinstance(place, kind) or place.organisation_id != organisation.pk):
            raise ValueError(f"The {name} is of another organisation.")


def _keys(organisation: Organisation, fields: dict[str, Any], member: Member | None) -> None:
    others = Member.objects.filter(organisation=organisation)
    if member is not None:
        others = others.exclude(pk=member.pk)
    if fields.get("work_address"):
        fields["work_address"] = fields["work_address"].lower()
        if not is_address(fields["work_address"]):
            raise ValidationError(_("“%(address)s” is not an address.") % {"address": fields["work_address"]})
        if others.filter(work_address=fields["work_address"]).exists():
            raise ValidationError(_("Somebody else here already has this work address."))
    if fields.get("external_id") and others.filter(external_id=fields["external_id"]).exists():
        raise ValidationError(_("Somebody else here already has this id."))


def _manager(organisation: Organisation, manager: Member, member: Member | None) -> None:
    if manager.organisation_id != organisation.pk:
        raise ValueError("The manager is of another organisation.")
    seen: set[int] = set()
    above: Member | None = manager
    while above is not None and member is not None and above.pk not in seen:
        if above.pk == member.pk:
            raise ValidationError(_("A person cannot be above themselves."))
        seen.add(above.pk)
        above = above.manager


def _keep_an_admin(member: Member) -> None:
    if not member.is_admin:
        return
    if not Member.objects.joined().filter(organisation=member.organisation_id, is_admin=True).exclude(pk=member.pk).exists():
        raise ValidationError(_("An organisation needs an admin: make somebody else one first."))


def _hold(organisation_id: int) -> None:
    """Let two admins change roles one after the other, never at once."""
    Organisation.objects.select_for_update().get(pk=organisation_id)


def _same_organisation(organisation_id: int, actor: Member | None) -> None:
    if actor is not None and actor.organisation_id != organisation_id:
        raise ValueError("The actor is of another organisation.")


def _note(verb: str, member: Member, actor: Member | None) -> None:
    record(
        verb,
        actor=actor.account if actor else None,
        organisation=member.organisation,
        subject=member,
        acting_as=Entry.As.ADMIN if actor else Entry.As.SYSTEM,
    )
