"""An import applied, brought again, and taken back."""

from __future__ import annotations

from mooring.people import actions
from mooring.people.models import Member, Team
from mooring.people.tests.importing import FILE, apply, bring_in, kinds, said, snapshot, stage, undo
from mooring.testing import make_member


def test_the_same_file_twice_changes_nothing(here):
    bring_in(here, FILE)
    before = snapshot(here)
    again = stage(here, FILE)
    assert set(kinds(again).values()) == {"unchanged"}
    apply(again)
    assert snapshot(here) == before


def test_a_change_is_shown_applied_and_undone(here):
    bring_in(here, FILE)
    before = snapshot(here)
    run = stage(
        here, FILE.replace("Design", "Research").replace("4;Håkon", "4;Haakon") + "5;New;Person;new@larkfield.example;Sales;Oslo;;3;;;;\n"
    )
    assert kinds(run) == {2: "unchanged", 3: "unchanged", 4: "changed", 5: "changed", 6: "new"}
    assert run.rows.get(number=4).before == {"team": "Design"}
    apply(run)
    assert Member.objects.get(organisation=here, external_id="5").manager.external_id == "3"
    assert Team.objects.filter(organisation=here, name="Research").exists()
    undo(run)
    assert snapshot(here) == before


def test_an_import_never_changes_how_somebody_signs_in_or_what_they_say_of_themselves(here):
    joined = make_member(here, "Joined", external_id="1")
    address = joined.account.email
    actions.change_own_profile(member=joined, topics={"interest": ["chess"]}, languages=["en"])
    bring_in(here, "id,email,name,interests,languages,title\n1,new@x.example,New Name,golf,de,Boss\n")
    joined.refresh_from_db()
    assert (joined.work_address, joined.name, joined.title) == ("new@x.example", "New Name", "Boss")
    assert (joined.account.email, joined.account.name) == (address, "Joined")
    assert joined.topics.get().topic.label == "chess"
    assert joined.languages.get().code == "en"


def test_what_changed_between_looking_and_applying_is_seen(here):
    run = stage(here, "id,email,name\n1,a@x.example,A A\n2,b@x.example,B B\n")
    make_member(here, "Was Added", account=None, external_id="1", work_address="was@x.example")
    make_member(here, "Has Address", account=None, external_id="77", work_address="b@x.example")
    apply(run)
    assert Member.objects.get(organisation=here, external_id="1").name == "A A"
    assert run.rows.get(number=3).kind == "rejected"
    undo(run)
    assert Member.objects.get(organisation=here, external_id="1").name == "Was Added"


def test_undo_stays_off_what_was_changed_or_used_since(here):
    run = bring_in(here, FILE)
    people = {one.external_id: one for one in Member.objects.filter(organisation=here)}
    admin = make_member(here, "Admin", is_admin=True)
    actions.change_member(member=people["2"], actor=admin, title="Changed by hand")
    actions.change_member(member=people["3"], actor=admin, name="Châu Lê")
    own = make_member(here, "Report of four", account=None, manager=people["4"])
    undo(run)
    left = {one.external_id: one for one in Member.objects.filter(organisation=here)}
    assert set(left) >= {"3", "4"}
    assert "1" not in left
    own.refresh_from_db()
    assert own.manager == people["4"]
    reasons = {number: text[-1] for number, text in said(run).items()}
    assert reasons[4] == "Changed since: this row stays as it is now."
    assert reasons[5] == "Is part of something since (a programme, a team of their own): they stay."


def test_undo_of_a_change_is_refused_where_a_later_one_stands(here):
    bring_in(here, FILE)
    run = bring_in(here, FILE.replace("Design", "Research"))
    chau = Member.objects.get(organisation=here, external_id="3")
    actions.change_member(member=chau, actor=None, team=Team.objects.create(organisation=here, name="Later"))
    undo(run)
    chau.refresh_from_db()
    assert chau.team.name == "Later"
    assert Member.objects.get(organisation=here, external_id="4").team.name == "Design"
    assert said(run)[4] == ["Changed since: this row stays as it is now."]
