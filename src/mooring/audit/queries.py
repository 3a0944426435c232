"""Reading the record: what concerns an account, and what admins did in an organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from mooring.audit.models import Entry


def looks_at(account: Any) -> QuerySet[Entry]:
    """Who looked at data of the account's owner in a role, the latest first."""
    about = Q(subject__account=account) | Q(subject_account=account)
    return (
        Entry.objects.filter(about, kind=Entry.Kind.LOOKED)
        .exclude(actor=account)
        .select_related("actor", "organisation")
        .order_by("-at", "-pk")
    )


def done_to(account: Any) -> QuerySet[Entry]:
    """What others did to records of the account's owner, the latest first."""
    about = Q(subject__account=account) | Q(subject_account=account)
    return (
        Entry.objects.filter(about, kind=Entry.Kind.DID)
        .exclude(actor=account)
        .select_related("actor", "organisation")
        .order_by("-at", "-pk")
    )


def done_by_admins(organisation: Any) -> QuerySet[Entry]:
    """What admins did in an organisation, and how admins came about otherwise, the latest first; every member may read it."""
    return (
        Entry.objects.filter(Q(acting_as=Entry.As.ADMIN) | Q(verb="admin.appointed"), organisation=organisation, kind=Entry.Kind.DID)
        .select_related("actor", "organisation")
        .order_by("-at", "-pk")
    )
