"""People in from a file: staged, confirmed, applied, undone; killed anywhere."""

from __future__ import annotations

import datetime as dt
import random
import stat
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mooring.people import actions
from mooring.people.actions import imports
from mooring.people.imports import files
from mooring.people.imports.problems import file_sentence, sentence
from mooring.people.models import ImportRow, ImportRun, Member, MemberWord, Site, Team, Topic
from mooring.testing import make_member, make_organisation

NAMES = Path(__file__).parent / "data" / "cldr-sample-names.csv"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Raw files of a test lie in a folder of their own."""
    settings.DATA = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def here(db):
    return make_organisation()


def stage(organisation, text, *, mapping=None, name="people.csv", account=None):
    """Upload and read a file; bytes or text."""
    content = text if isinstance(text, bytes) else text.encode()
    run = imports.upload(organisation=organisation, account=account, chunks=[content], name=name)
    imports.start_reading(run=run, mapping=run.mapping if mapping is None else mapping, enqueued=False)
    while imports.read_on(run):
        pass
    run.refresh_from_db()
    return run


def apply(run, *, leavers=False):
    imports.confirm(run=run, actor=None, leavers=leavers, enqueued=False)
    while imports.apply_on(run):
        pass
    run.refresh_from_db()
    assert run.state == "done"
    return run


def undo(run):
    imports.undo(run=run, actor=None, enqueued=False)
    while imports.undo_on(run):
        pass
    run.refresh_from_db()
    assert run.state == "undone"
    return run


def bring_in(organisation, text, *, leavers=False):
    return apply(stage(organisation, text), leavers=leavers)


def kinds(run):
    return {row.number: row.kind for row in run.rows.order_by("number")}


def said(run):
    return {row.number: [sentence(one) for one in row.problems] for row in run.rows.order_by("number") if row.problems}


def snapshot(organisation):
    """Everything an import may touch, by name and not by number."""
    return {
        "members": sorted(
            (
                one.external_id,
                one.work_address,
                one.name,
                one.call_me,
                one.sort_key,
                one.title,
                one.timezone,
                str(one.started_on),
                one.team.name if one.team else "",
                one.site.name if one.site else "",
                one.manager.name if one.manager else "",
                one.left_at is None,
                tuple(sorted(one.languages.values_list("code", flat=True))),
                tuple(sorted(one.topics.values_list("kind", "topic__label"))),
                tuple(sorted(one.words.values_list("word", flat=True))),
            )
            for one in Member.objects.filter(organisation=organisation)
        ),
        "teams": sorted(Team.objects.filter(organisation=organisation).values_list("name", flat=True)),
        "sites": sorted(Site.objects.filter(organisation=organisation).values_list("name", flat=True)),
        "topics": sorted(Topic.objects.filter(organisation=organisation).values_list("label", flat=True)),
    }


FILE = """Employee ID;Vorname;Nachname;E-Mail;Abteilung;Standort;Zeitzone;Vorgesetzter;Sprachen;Interessen;Geburtsdatum;Schuhgröße
1;Amara;Okonkwo-Lindqvist;Amara@Larkfield.example;Operations;Lisbon;Europe/Lisbon;;en;choir, alto; tide tables;1980-01-01;38
2;Zbigniew;Wiśniewski;zb@larkfield.example;Operations;Lisbon;;1;Deutsch, pl;;1981-01-01;44
3;Lê Thị Minh;Châu;chau@larkfield.example;Design;Hà Nội;Asia/Ho_Chi_Minh;zb@larkfield.example;vi;;1982-01-01;
4;Håkon;Ødegård;haakon@larkfield.example;Design;;;Amara Okonkwo-Lindqvist;nb;;;
"""
FILE = FILE.replace("choir, alto; tide tables", '"choir, alto; tide tables"')


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


def test_the_raw_file_is_private_and_gone_after_confirmation(here, folder):
    run = stage(here, FILE)
    (kept,) = files.kept()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    apply(run)
    assert files.kept() == []


def test_the_raw_file_is_gone_after_a_day_and_what_nobody_confirmed_after_fourteen(here):
    begun = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    with time_machine.travel(begun, tick=False):
        run = stage(here, FILE)
        upload = imports.upload(organisation=here, account=None, chunks=[FILE.encode()], name="x.csv")
    with time_machine.travel(begun + dt.timedelta(hours=23), tick=False):
        imports.tend()
        assert len(files.kept()) == 2
    with time_machine.travel(begun + dt.timedelta(hours=25), tick=False):
        imports.tend()
        assert files.kept() == []
        run.refresh_from_db()
        upload.refresh_from_db()
        assert (run.state, upload.state) == ("staged", "discarded")
        apply(run)
    with time_machine.travel(begun + dt.timedelta(days=16), tick=False), pytest.raises(ValidationError):
        imports.undo(run=run, actor=None, enqueued=False)


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


def test_managers_who_cannot_be_are_a_warning_and_nobody_is_lost(here):
    run = stage(
        here,
        "id,name,manager\n1,Self Made,1\n2,Kofi A,3\n3,Devon C,2\n4,Lost L,Nobody\n5,Twin,\n6,Twin,\n7,Of Twin,Twin\n"
        "8,Three,9\n9,Four,10\n10,Five,8\n11,Under,8\n",
    )
    warned = said(run)
    assert {number: kind for number, kind in kinds(run).items() if kind != "new"} == {}
    assert warned[2] == ["Column “manager”: “1”: named as their own manager. They come in without one."]
    assert warned[3] == ["Column “manager”: “3” leads back to this person. They come in without a manager."]
    assert warned[5] == ["Column “manager”: “Nobody” is nobody in this file or here. They come in without a manager."]
    assert warned[8] == ["Column “manager”: “Twin” could be more than one person. They come in without a manager."]
    assert warned.keys() == {2, 3, 4, 5, 8, 9, 10, 11}
    apply(run)
    assert Member.objects.filter(organisation=here).count() == 11
    assert [one.external_id for one in Member.objects.filter(organisation=here, manager__isnull=False)] == ["11"]


def test_a_circle_through_people_who_are_here_already_is_cut(here):
    boss = make_member(here, "Boss", account=None, external_id="1")
    make_member(here, "Under", account=None, external_id="2", manager=boss)
    run = stage(here, "id,name,manager\n1,Boss,2\n")
    assert kinds(run)[2] == "unchanged"
    assert len(said(run)[2]) == 1
    apply(run)
    boss.refresh_from_db()
    assert boss.manager is None


def test_two_who_change_places_are_no_circle(here):
    bring_in(here, "id,name,manager\n1,Top,\n2,Boss,1\n3,Under,2\n")
    bring_in(here, "id,name,manager\n1,Top,\n2,Boss,3\n3,Under,1\n")
    assert dict(Member.objects.filter(organisation=here).values_list("external_id", "manager__external_id")) == {
        "1": None,
        "2": "3",
        "3": "1",
    }


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


def test_one_import_at_a_time_and_none_twice(here):
    first = stage(here, FILE)
    second = imports.upload(organisation=here, account=None, chunks=[FILE.encode()], name="b.csv")
    imports.start_reading(run=second, mapping=second.mapping, enqueued=False)
    with pytest.raises(ValidationError, match="Another import"):
        imports.confirm(run=first, actor=None, leavers=False, enqueued=False)
    imports.discard(run=second)
    apply(first)
    with pytest.raises(ValidationError, match="moved on"):
        imports.confirm(run=first, actor=None, leavers=False, enqueued=False)
    with pytest.raises(ValidationError, match="moved on"):
        imports.discard(run=first)
    assert files.kept() == []


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


@pytest.mark.django_db(transaction=True)
def test_the_jobs_bring_people_in_by_themselves(here, run_jobs):
    run = imports.upload(organisation=here, account=None, chunks=[FILE.encode()], name="x.csv")
    imports.start_reading(run=run, mapping=run.mapping)
    run_jobs()
    run.refresh_from_db()
    imports.confirm(run=run, actor=None, leavers=False)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.rows_applied) == ("done", 4)
    imports.undo(run=run, actor=None)
    run_jobs()
    run.refresh_from_db()
    assert run.state == "undone"
    assert not Member.objects.filter(organisation=here).exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_cut_off_is_taken_up_again(here, run_jobs):
    run = imports.upload(organisation=here, account=None, chunks=[FILE.encode()], name="x.csv")
    imports.start_reading(run=run, mapping=run.mapping, enqueued=False)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)):
        imports.tend()
    run_jobs()
    run.refresh_from_db()
    assert run.state == "staged"


@pytest.mark.django_db(transaction=True)
def test_what_is_left_of_an_earlier_reading_does_nothing(here, run_jobs):
    run = imports.upload(organisation=here, account=None, chunks=[FILE.encode()], name="x.csv")
    imports.start_reading(run=run, mapping={"0": "external_id", "1": "name"})  # its job waits on the queue
    left = ImportRun.objects.get(pk=run.pk)
    while imports.read_on(run):
        pass
    assert run.state == "staged"
    imports.start_reading(run=run, mapping={"0": "external_id", "2": "name"}, enqueued=False)
    begun = ImportRun.objects.values().get(pk=run.pk)
    run_jobs()
    assert not imports.read_on(left)
    assert ImportRun.objects.values().get(pk=run.pk) == begun
    while imports.read_on(run):
        pass
    assert [row.data["name"] for row in run.rows.order_by("number")] == ["Okonkwo-Lindqvist", "Wiśniewski", "Châu", "Ødegård"]


def test_of_two_who_take_the_same_batch_one_does(here, monkeypatch):
    monkeypatch.setattr("mooring.people.imports.steps.BATCHES", 1)
    monkeypatch.setattr("mooring.people.imports.applying.BATCH", 2)
    run = stage(here, FILE)
    imports.confirm(run=run, actor=None, leavers=False, enqueued=False)
    other = ImportRun.objects.get(pk=run.pk)
    assert imports.apply_on(run)
    assert not imports.apply_on(other)
    assert Member.objects.filter(organisation=here).count() == 2
    assert ImportRun.objects.get(pk=run.pk).rows_applied == 2


class Killed(BaseException):
    """The process is gone."""


def many(count, salt=""):
    head = "id,name,email,team,manager,interests\n"
    return head + "".join(
        f"{n},Person {n}{salt},p{n}@x.example,Team {n % 7}{salt},{n // 3 or ''},topic {n % 11}\n" for n in range(1, count + 1)
    )


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_it_goes_on_and_nothing_is_doubled_or_lost(here, monkeypatch, seed):
    """Any statement may be the last one of a process; another process then takes the same step again."""
    from django.db import connection

    dice = random.Random(seed)
    monkeypatch.setattr("mooring.people.imports.steps.BATCHES", 2)
    monkeypatch.setattr("mooring.people.imports.staging.BATCH", 7)
    monkeypatch.setattr("mooring.people.imports.applying.BATCH", 7)
    monkeypatch.setattr("mooring.people.imports.managers.BATCH", 5)
    monkeypatch.setattr("mooring.people.imports.lines.BATCH", 11)
    monkeypatch.setattr("mooring.people.imports.undoing.BATCH", 7)
    before = snapshot(here)

    def survive(step):
        """Run steps until one says it was the last, each killed at random statements."""
        while True:
            left = [dice.randint(1, 120)]

            def count(execute, sql, params, many, context, left=left):
                left[0] -= 1
                if left[0] == 0:
                    raise Killed
                return execute(sql, params, many, context)

            try:
                with connection.execute_wrapper(count), transaction.atomic():
                    more = step()
            except Killed:
                continue
            if not more:
                return

    run = imports.upload(organisation=here, account=None, chunks=[many(24).encode()], name="x.csv")
    imports.start_reading(run=run, mapping=run.mapping, enqueued=False)
    survive(lambda: imports.read_on(ImportRun.objects.get(pk=run.pk)))
    run.refresh_from_db()
    assert set(kinds(run).values()) == {"new"}
    assert len(kinds(run)) == 24
    imports.confirm(run=run, actor=None, leavers=False, enqueued=False)
    survive(lambda: imports.apply_on(ImportRun.objects.get(pk=run.pk)))
    run.refresh_from_db()
    assert (run.state, run.rows_applied) == ("done", 24)
    assert Member.objects.filter(organisation=here).count() == 24
    assert Member.objects.filter(organisation=here, manager__isnull=False).count() == 22
    imports.undo(run=run, actor=None, enqueued=False)
    survive(lambda: imports.undo_on(ImportRun.objects.get(pk=run.pk)))
    assert snapshot(here) == before
    assert not MemberWord.objects.filter(organisation=here).exists()


def test_names_of_46_locales_come_in_letter_for_letter(here):
    text = NAMES.read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    names = list(dict.fromkeys(" ".join(filter(None, row[3:7])) for row in rows if any(row[3:7])))
    assert len({row[0] for row in rows}) >= 40
    content = "id\tname\n" + "".join(f"{number}\t{name}\n" for number, name in enumerate(names, 1))
    bring_in(here, content)
    stored = dict(Member.objects.filter(organisation=here).values_list("external_id", "name"))
    assert [stored[str(number)] for number in range(1, len(names) + 1)] == [name.strip() for name in names]
    assert set(kinds(stage(here, content)).values()) == {"unchanged"}


def test_marks_inside_names_stay_and_no_form_is_changed(here):
    names = [
        "e\u0301 Decomposed",
        "\u00e9 Composed",
        "علی\u200cرضا ن",
        "क\u094d\u200dष",
        "ﬁ ligature",
        "O\u2019Neill",
        "\u202eabc",
        "a\u00a0b",
        "😀 x",
    ]
    bring_in(here, "id,name\n" + "".join(f"{number},{name}\n" for number, name in enumerate(names)))
    assert dict(Member.objects.values_list("external_id", "name")) == {str(number): name for number, name in enumerate(names)}


def test_cells_that_look_like_formulas_are_kept_as_text(here):
    bring_in(here, 'id,name,title\n1,=1+1,"=HYPERLINK(""http://x"",""y"")"\n2,@SUM(A1),-2+3\n')
    assert sorted(Member.objects.values_list("name", "title")) == [("=1+1", '=HYPERLINK("http://x","y")'), ("@SUM(A1)", "-2+3")]


class RoundTrips(TestCase):
    """Whatever a file holds: the same file twice changes nothing, and undoing is as if it had never been."""

    cell = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
    people = st.lists(
        st.fixed_dictionaries(
            {
                "id": st.integers(0, 12).map(str),
                "name": cell,
                "team": cell,
                "title": cell,
                "manager": st.integers(0, 14).map(str),
                "interests": st.lists(cell, max_size=3).map(";".join),
                "timezone": st.sampled_from(["", "Europe/Berlin", "Asia/Tokyo", "nowhere"]),
            }
        ),
        min_size=1,
        max_size=12,
    )

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(first=people, second=people, leavers=st.booleans())
    def test_twice_is_once_and_undone_is_never(self, first, second, leavers):
        here = make_organisation()
        bring_in_rows(here, first, leavers=False)
        before = snapshot(here)
        run = bring_in_rows(here, second, leavers=leavers)
        after = snapshot(here)
        bring_in_rows(here, second, leavers=leavers)
        assert snapshot(here) == after
        # The second time changed nothing, so undoing the first of the two leads back.
        undo(run)
        assert snapshot(here) == before


def bring_in_rows(organisation, people, *, leavers):
    import csv
    import io

    target = io.StringIO()
    writer = csv.DictWriter(target, list(people[0]))
    writer.writeheader()
    writer.writerows(people)
    return bring_in(organisation, target.getvalue(), leavers=leavers)


def test_a_file_that_stops_making_sense_writes_nothing_and_says_where(here):
    good = "".join(f"{number},Good\n" for number in range(1, 10))
    run = stage(here, f'id,name\n{good}10,"Open\n11,Never closed\n')
    assert run.state == "failed"
    assert not run.rows.exists()
    assert file_sentence(run.problem, run.file_name).startswith("people.csv, row 11: a quotation mark opens a cell here that never closes.")


@pytest.mark.django_db(transaction=True)
def test_others_keep_signing_in_while_people_come_in(here):
    """Each step is a short transaction, so that somebody else's write never waits for the whole import."""
    import threading
    import time

    from django.db import connection
    from django.test import Client

    from mooring.testing import make_account

    account = make_account()
    run = imports.upload(organisation=here, account=None, chunks=[many(600).encode()], name="x.csv")
    failed = []

    def bring():
        try:
            imports.start_reading(run=run, mapping=run.mapping, enqueued=False)
            while imports.read_on(run):
                pass
            run.refresh_from_db()
            apply(run)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=bring)
    worker.start()
    waits = []
    while worker.is_alive():
        begun = time.perf_counter()
        Client().force_login(account)
        waits.append(time.perf_counter() - begun)
    worker.join()
    assert not failed
    assert len(waits) >= 5
    assert max(waits) < 10
    assert Member.objects.filter(organisation=here).count() == 600
