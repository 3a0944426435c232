"""Examples of the account page's routes."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from mooring.core.time import now
from mooring.you.models import Export
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The owner's own things; everything else is for whoever is signed in."""
    owner = world.cast.owner
    assert owner.account is not None
    owner.account.emailaddress_set.create(email=world.private("amara.at.home@example.net", "owner"), verified=True)
    if not default_storage.exists("exports/walk.zip"):
        default_storage.save("exports/walk.zip", ContentFile(b"zip"))
    export = Export.objects.create(account=owner.account, state="ready", path="exports/walk.zip", ready_at=now())
    mine = frozenset({"owner"})
    return {
        "you": Example(),
        "you_name": Example(),
        "you_looks": Example(),
        "you_mails": Example(),
        "you_sessions": Example(),
        "you_open": Example(data={"by": "anyway"}),
        "you_seen": Example(),
        "you_looked": Example(),
        "you_export": Example(),
        "you_export_file": Example({"public_id": export.public_id}, opens_for=mine, page=False),
        "you_leave": Example({"public_id": owner.public_id}, opens_for=mine),
        "you_erase": Example(),
        "you_stay": Example(page=False),
        "record": Example(),
    }
