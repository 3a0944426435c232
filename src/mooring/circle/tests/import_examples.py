"""How the walks reach files on their way into a circle, and those who may be in it twice."""

from __future__ import annotations

from mooring.circle.actions import duplicates, people
from mooring.circle.imports.held import Head, Held, Row
from mooring.circle.models import Import
from mooring.people.models import Account
from tests.walks.examples import Example, World

State = Import.State
TABLE = b"Wer;Wo;E-Mail\nElsa;Hafen;elsa@marker.example\n"


def examples(world: World, mine: frozenset[str]) -> dict[str, Example]:
    """A file that waits for its columns, one to be looked at, one at work, one that cannot be read, one that is in, one taken back."""
    account = world.cast.owner.account
    assert account is not None
    hidden = [Row(1, "new", world.private("Hidden Marker-Person", "owner"), "Pilot", contact="x")]
    hidden += [Row(2, "doubtful", "Chris", reason="like", others=(("y", "Chris Cole"),), unsure=(("birthday", "3/4/1985"),))]
    hidden += [Row(3, "changed", "Ann", changes=(("title", "Pilot", "Captain"),)), Row(4, "skipped", reason="ghost")]
    staged = keep(account, State.STAGED, rows=hidden)
    others = [keep(account, state) for state in (State.READING, State.STOPPED, State.DONE, State.UNDONE)]
    others.append(keep(account, State.UPLOADED, file=TABLE))
    others.append(keep(account, State.FAILED, problem={"code": "card_open", "row": 6}))
    one = {"public_id": staged.public_id}
    pair = [
        people.add(account=account, said={"name": "Twice Marker", "emails": (address,)}).id for address in ("a@x.example", "b@x.example")
    ]
    gone = [people.add(account=account, said={"name": "Thrice Marker"}).id for _number in range(2)]
    merged = duplicates.merge(account=account, keep=gone[0], other=gone[1])
    two = {"public_id": pair[0], "other": pair[1]}
    return {
        "circle_imports": Example(),
        "circle_import": Example(one, opens_for=mine, also=tuple({"public_id": other.public_id} for other in others)),
        "circle_import_columns": Example(one, opens_for=mine, data={"column-0": "name"}, page=False),
        "circle_import_choices": Example(one, opens_for=mine, data={"who-1": "leave"}, page=False),
        "circle_import_confirm": Example(one, opens_for=mine, data={"rest": "1"}, page=False),
        "circle_import_stop": Example(one, opens_for=mine, data={"x": "1"}, page=False),
        "circle_import_go_on": Example(one, opens_for=mine, data={"x": "1"}, page=False),
        "circle_import_undo": Example(one, opens_for=mine, data={"x": "1"}, page=False),
        "circle_import_discard": Example(one, opens_for=mine, data={"x": "1"}, page=False),
        "circle_duplicates": Example(),
        "circle_merge": Example(two, opens_for=mine, data={"x": "1"}, page=False),
        "circle_keep_apart": Example(two, opens_for=mine, data={"x": "1"}, page=False),
        "circle_unmerge": Example({"public_id": merged.id}, opens_for=mine, data={"x": "1"}, page=False),
        "circle_export": Example(),
        "circle_export_file": Example({"kind": "json"}, also=({"kind": "vcf"}, {"kind": "csv"}), ids=False, page=False),
    }


def keep(
    account: Account, state: str, *, rows: list[Row] | None = None, file: bytes = b"", problem: dict[str, object] | None = None
) -> Import:
    """An import in a state, with what it holds there."""
    row = Import.objects.create(account=account, state=state, reached=1, total=4, size=len(file))
    held = Held(row)
    held.head = Head(name="marker-contacts.csv", kind="table", problem=problem or {}, done={"new": 2, "changed": 1, "kept": 1})
    if rows:
        held.keep_rows(0, rows)
        held.keep_kinds("ndcx")
        held.head.counts = {"new": 1, "doubtful": 1, "changed": 1, "skipped": 1, "same": 0}
    if file:
        held.keep_file(file)
    held.keep_head()
    return row
