"""A file looked at before it counts: who is meant, what would change, what is not taken, and who is missing."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mooring.people.actions import imports
from mooring.people.imports.problems import file_sentence
from mooring.people.models import ImportRow, Member
from mooring.people.tests.importing import FILE, apply, bring_in, kinds, said, snapshot, stage, undo
from mooring.testing import make_member


def test_a_file_is_understood_staged_and_applied(here):
    run = stage(here, FILE)
    assert run.state == "staged"
    assert (run.delimiter, run.has_header, run.encoding) == (";", True, "utf-8")
    assert set(run.mapping.values()) == {
        *("external_id", "given_name", "family_name", "work_address", "team", "site", "timezone", "manager", "languages", "interest")
    }
    assert kinds(run) == {2: "new", 3: "new", 4: "new", 5: "new"}
    assert not Member.objects.filter(organisation=here).exists()
    apply(run)
    people = {one.external_id: one for one in Member.objects.filter(organisation=here)}
    assert people["1"].name == "Amara Okonkwo-Lindqvist"
    assert people["1"].work_address == "amara@larkfield.example"
    assert sorted(people["1"].topics.values_list("topic__label", flat=True)) == ["choir, alto", "tide tables"]
    assert [people[key].manager for key in "1234"] == [None, people["1"], people["2"], people["1"]]
    assert list(people["2"].languages.values_list("code", flat=True)) == ["de", "pl"]
    assert people["3"].site.name == "Hà Nội"
    assert people["3"].sort_key == "chau, le thi minh"
    assert not ImportRow.objects.filter(data__icontains="1980").exists()


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"0": "name"}, "tell people apart"),
        ({"0": "external_id", "1": "external_id"}, "same thing"),
        ({"0": "external_id", "10": "title"}, "private"),
        ({"0": "external_id", "1": "salary"}, "cannot be read"),
        ({"0": "external_id", "99": "name"}, "cannot be read"),
    ],
)
def test_columns_are_what_they_may_be(here, mapping, words):
    run = imports.upload(organisation=here, account=None, chunks=[FILE.encode()], name="x.csv")
    with pytest.raises(ValidationError, match=words):
        imports.start_reading(run=run, mapping=mapping, enqueued=False)


def test_a_file_that_stops_making_sense_writes_nothing_and_says_where(here):
    good = "".join(f"{number},Good\n" for number in range(1, 10))
    run = stage(here, f'id,name\n{good}10,"Open\n11,Never closed\n')
    assert run.state == "failed"
    assert not run.rows.exists()
    assert file_sentence(run.problem, run.file_name).startswith("people.csv, row 11: a quotation mark opens a cell here that never closes.")


def test_two_rows_of_the_same_person_are_both_refused_by_name_of_row(here):
    run = stage(here, "id,email,name\n1,a@x.example,A A\n2,b@x.example,B B\n1,c@x.example,C C\n4,B@x.example,D D\n")
    assert kinds(run) == {2: "rejected", 3: "rejected", 4: "rejected", 5: "rejected"}
    assert said(run)[2] == ["Rows 2 and 4 have the same id or work address. Neither is taken."]
    assert said(run)[5] == ["Rows 3 and 5 have the same id or work address. Neither is taken."]


def test_two_rows_that_mean_one_member_are_both_refused(here):
    make_member(here, "One", account=None, external_id="1", work_address="one@x.example")
    run = stage(here, "id,email,name\n1,,One\n,one@x.example,One\n")
    assert said(run)[3] == ["Rows 2 and 3 are the same person. Neither is taken."]


def test_the_key_is_the_id_then_the_address_and_never_the_name(here):
    known = make_member(here, "Same Name", account=None, external_id="", work_address="same@x.example")
    other = make_member(here, "Other", account=None, external_id="9", work_address="other@x.example")
    run = stage(
        here, "id,email,name\n7,same@x.example,Same Name\n9,changed@x.example,Other\n8,,Same Name\n,,Same Name\n10,other@x.example,X\n"
    )
    assert kinds(run) == {2: "changed", 3: "changed", 4: "new", 5: "rejected", 6: "rejected"}
    assert said(run)[5] == ["Neither an id nor a work address: we cannot tell who this is."]
    assert said(run)[6] == ["“other@x.example” is already the address of somebody else here."]
    apply(run)
    known.refresh_from_db()
    other.refresh_from_db()
    assert (known.external_id, other.work_address) == ("7", "changed@x.example")


def test_missing_people_leave_only_after_the_second_yes(here):
    bring_in(here, FILE)
    admin = make_member(here, "Admin", is_admin=True)
    shorter = "\n".join(FILE.splitlines()[:3]) + "\n"
    first = apply(stage(here, shorter))
    assert Member.objects.here().filter(organisation=here).count() == 5
    assert [row.data["name"] for row in first.rows.filter(kind="leaving")] == ["Lê Thị Minh Châu", "Håkon Ødegård"]
    before = snapshot(here)
    second = apply(stage(here, shorter), leavers=True)
    assert Member.objects.here().filter(organisation=here).count() == 3
    admin.refresh_from_db()
    assert admin.left_at is None
    undo(second)
    assert snapshot(here) == before
    third = apply(stage(here, shorter), leavers=True)
    assert third.rows.filter(kind="leaving", applied=True).count() == 2
    back = stage(here, FILE)
    assert kinds(back)[4] == "changed"
    apply(back)
    assert Member.objects.here().filter(organisation=here).count() == 5


def test_a_rejected_row_is_nobody_leaving(here):
    bring_in(here, FILE)
    run = stage(here, FILE.replace("Asia/Ho_Chi_Minh", "GMT+8ish"))
    assert kinds(run)[4] == "rejected"
    assert not run.rows.filter(kind="leaving").exists()
    assert said(run)[4] == ["Column “Zeitzone”: “GMT+8ish” is not a zone we know. Did you mean Asia/Singapore?"]
