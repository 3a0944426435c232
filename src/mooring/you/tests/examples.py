"""Examples of the account page's routes."""

from __future__ import annotations

from mooring.you.actions import ask_for_export, make_export
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The owner's own things; everything else is for whoever is signed in."""
    owner = world.cast.owner
    assert owner.account is not None
    owner.account.emailaddress_set.create(email=world.private("amara.at.home@example.net", "owner"), verified=True)
    export = ask_for_export(account=owner.account)
    make_export(export.pk)
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
