"""The one door to rows by their public id: what is not yours answers as what is not there."""

from __future__ import annotations

from django.http import Http404

from mooring.people.models import ImportRun, Member


def member_of(viewer: Member, public_id: str) -> Member:
    """A member of the viewer's organisation who is here, or 404."""
    found = (
        Member.objects.visible_to(viewer)
        .select_related("organisation", "account", "team", "site", "site__organisation", "manager", "manager__account")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def any_member_of(admin: Member, public_id: str) -> Member:
    """A member of the admin's organisation, those who left included, or 404."""
    found = (
        Member.objects.filter(organisation_id=admin.organisation_id, public_id=public_id)
        .select_related("organisation", "account", "team", "site", "manager")
        .first()
    )
    if found is None or not admin.is_admin:
        raise Http404
    return found


def import_of(admin: Member, public_id: str) -> ImportRun:
    """An import of the admin's organisation, or 404."""
    found = (
        ImportRun.objects.filter(organisation_id=admin.organisation_id, public_id=public_id)
        .select_related("organisation", "started_by")
        .first()
    )
    if found is None or not admin.is_admin:
        raise Http404
    return found
