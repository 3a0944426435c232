"""Examples of the routes of people, for the walks."""

from __future__ import annotations

from mooring.people.models import HelpContact, ImportRow, ImportRun, Site
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """An import that waits to be looked at."""
    cast = world.cast
    run = ImportRun.objects.create(
        organisation=cast.organisation,
        started_by=cast.admin.account,
        state="staged",
        file_name="people.csv",
        columns=["id", "name"],
        mapping={"0": "external_id", "1": "name"},
        rows_read=3,
        rows_total=3,
    )
    ImportRow.objects.create(run=run, number=2, key="id:1", kind="new", data={"external_id": "1", "name": "Håkon Ødegård"})
    ImportRow.objects.create(run=run, number=3, key="id:2", kind="rejected", data={"name": "Tomasz"}, problems=[{"code": "no_key"}])
    ImportRow.objects.create(
        run=run, number=4, key="address:x", kind="leaving", data={"name": cast.owner.name}, before={"left_at": None}, member=cast.owner
    )
    one = {"public_id": run.public_id}
    owner = {"public_id": cast.owner.public_id}
    site = Site.objects.create(organisation=cast.organisation, name="Hà Nội", timezone="Asia/Ho_Chi_Minh")
    contact = HelpContact.objects.create(organisation=cast.organisation, name="Noor van der Meulen", how="room 12")
    assert cast.owner.team is not None
    return {
        "people": Example(),
        "person": Example(owner),
        "profile": Example(),
        "topic_suggest": Example(query="?kind=help&help-more=ch", page=False),
        "place_suggest": Example(query="?kind=team&team=su", page=False),
        "settings": Example(),
        "organisation": Example(),
        "contacts": Example(),
        "contact_remove": Example({"public_id": contact.public_id}, page=False),
        "places": Example(),
        "team": Example({"public_id": cast.owner.team.public_id}),
        "site": Example({"public_id": site.public_id}),
        "members": Example(),
        "member_new": Example(),
        "member": Example(owner),
        "member_roles": Example(owner, page=False),
        "member_left": Example(owner, page=False),
        "member_back": Example(owner, page=False),
        "invitations": Example(),
        "imports": Example(),
        "import": Example(one),
        "import_columns": Example(one),
        "import_shape": Example(one, data={"encoding": "utf-8", "delimiter": ","}, page=False),
        "import_read": Example(one, data={"column-0": "external_id"}, page=False),
        "import_confirm": Example(one, page=False),
        "import_leavers": Example(one),
        "import_undo": Example(one, page=False),
        "import_discard": Example(one, page=False),
        "import_go_on": Example(one, page=False),
        "import_not_taken": Example(one, page=False),
    }
