"""Examples of the routes of people, for the walks."""

from __future__ import annotations

from mooring.people.models import ImportRow, ImportRun
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
    return {
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
