"""Writing the record."""

from __future__ import annotations

from typing import Any

from mooring.audit.models import Entry
from mooring.core.time import now


def record(
    verb: str,
    *,
    actor: Any = None,
    organisation: Any = None,
    subject: Any = None,
    subject_account: Any = None,
    thing: str = "",
    acting_as: str = Entry.As.SELF,
    kind: str = Entry.Kind.DID,
) -> Entry:
    """Note that the actor (an account) did something: ids only, in the caller's transaction."""
    return Entry.objects.create(
        at=now(),
        kind=kind,
        acting_as=acting_as,
        verb=verb,
        organisation=organisation,
        actor=actor,
        subject=subject,
        subject_account=subject_account,
        thing=thing,
    )


def looked(verb: str, *, actor: Any, subject: Any, acting_as: str, organisation: Any = None, thing: str = "") -> Entry:
    """Note that somebody looked at a member's data in a role."""
    return record(verb, actor=actor, subject=subject, organisation=organisation, thing=thing, acting_as=acting_as, kind=Entry.Kind.LOOKED)
