"""People of a file beside the members who are here: whom each row means, and what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mooring.people.imports import fields
from mooring.people.imports.fields import MANAGER, Value
from mooring.people.imports.understanding import Person
from mooring.people.models import ImportRow, ImportRun, Member
from mooring.people.words import sort_key

Kind = ImportRow.Kind
Meant = dict[tuple[str, str], tuple[Member | None, str]]


def matched(organisation_id: int, people: Iterable[tuple[str, str]]) -> Meant:
    """For each (id, address): the member it means, and the code of what stands against it (or "")."""
    pairs = set(people)
    here = Member.objects.filter(organisation_id=organisation_id).order_by()
    # What is empty is left out in the words of the unique indexes, which are then of use.
    with_id = here.exclude(external_id="").filter(external_id__in={key for key, _address in pairs if key})
    with_address = here.exclude(work_address="").filter(work_address__in={address for _key, address in pairs if address})
    by_id, by_address = dict(with_id.values_list("external_id", "pk")), dict(with_address.values_list("work_address", "pk"))
    members = here.select_related("team", "site").in_bulk({*by_id.values(), *by_address.values()})
    found: Meant = {}
    for key, address in pairs:
        first, second = members.get(by_id.get(key, 0)), members.get(by_address.get(address, 0))
        if first is not None:
            found[key, address] = (first, "address_taken" if second is not None and second.pk != first.pk else "")
        elif second is not None and key and second.external_id:
            found[key, address] = (None, "address_taken")
        else:
            found[key, address] = (second, "")
    return found


def compared(run: ImportRun, people: Sequence[Person]) -> list[ImportRow]:
    """The people as rows to be staged, each with its kind and what it would change."""
    pair = {one.number: (str(one.data.get("external_id", "")), str(one.data.get("work_address", ""))) for one in people}
    meant = matched(run.organisation_id, pair.values())
    members = {one.number: meant[pair[one.number]][0] for one in people}
    for one in people:
        if code := meant[pair[one.number]][1]:
            one.reject(code, value=pair[one.number][1])
        if members[one.number] is None and not one.data.get("name") and not one.rejected:
            one.reject("no_name")
    known = [(member, one.data) for one in people if (member := members[one.number]) is not None]
    for member, data in known:
        follow_name(member, data)
    before = differences(known)
    return [_row(run, one, pair[one.number][1], members[one.number], before) for one in people]


def _row(run: ImportRun, one: Person, address: str, member: Member | None, before: dict[int, dict[str, Value]]) -> ImportRow:
    was = before.get(member.pk) if member else None
    kind = Kind.REJECTED if one.rejected else Kind.NEW if member is None else Kind.CHANGED if was else Kind.UNCHANGED
    return ImportRow(
        run=run,
        number=one.number,
        key=one.key[:260],
        address=address,
        name=one.data.get("name", ""),
        manager_ref=one.manager_ref,
        kind=kind,
        data=one.data,
        before=was or None,
        problems=one.problems,
        member=member,
    )


def follow_name(member: Member, data: dict[str, Value]) -> None:
    """Where a person is sorted by their name, a new name is what they are sorted by."""
    if data.get("name") and "sort_key" not in data and member.name != data["name"] and member.sort_key == sort_key(member.name):
        data["sort_key"] = sort_key(data["name"])


def differences(pairs: Sequence[tuple[Member, dict[str, Value]]]) -> dict[int, dict[str, Value]]:
    """Per member, the stored values that the given ones would change. Managers are compared apart.

    A cell left empty says nothing. What a joined member says for themselves is not compared. Whoever had left comes back.
    """
    found: dict[int, dict[str, Value]] = {member.pk: {} for member, _data in pairs}
    for name in {name for _member, data in pairs for name in data}:
        if name in {MANAGER, "left_at"}:
            continue
        one = fields.field(name)
        concerned = [(member, data[name]) for member, data in pairs if name in data and not (one.own and member.account_id)]
        stored_now = one.read([member for member, _value in concerned])
        for member, value in concerned:
            if not fields.same(name, stored_now.get(member.pk), value):
                found[member.pk][name] = stored_now.get(member.pk)
    for member, _data in pairs:
        if member.left_at is not None:
            found[member.pk]["left_at"] = member.left_at.isoformat()
    return found
