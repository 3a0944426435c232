"""The export holds everything of mine and nothing of anybody else; erasing leaves nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from icalendar import Calendar

from mooring.core import personal
from mooring.core.time import now
from mooring.meetings.models import Attendance
from mooring.people.models import Account, Member, MemberTopic, Topic
from mooring.programmes.models import Match, Seat
from mooring.you import actions
from mooring.you.archive import archive_of
from mooring.you.models import Export
from mooring.you.tests.everything import give_everything, mark, whole_database


@pytest.fixture(autouse=True)
def own_storage(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def full(cast):
    """The owner and a colleague, each with something of every kind."""
    give_everything(cast.owner, cast.match)
    give_everything(cast.team_mate, cast.manager)
    return cast


def test_the_owner_has_a_row_of_every_declared_kind(full):
    without = [one.model._meta.label for one in personal.declarations() if not one.rows_of(full.owner.account).exists()]
    assert without == [], "make one in everything.py, so that the tests below mean what they say"


def test_erasing_leaves_no_marker_anywhere_and_history_without_the_name(full):
    account = full.owner.account
    marks = mark(account, "zq")
    assert len(marks) > 20
    assert all(marker in whole_database() for marker in marks.values())
    Account.objects.filter(pk=account.pk).update(erase_at=now())
    assert actions.erase_finally(account.pk)
    left = whole_database()
    assert [name for name, marker in marks.items() if marker in left] == []
    assert not Account.objects.filter(pk=account.pk).exists()
    gone = Member.objects.get(pk=full.owner.pk)
    assert (gone.shown_name, gone.account, gone.team, gone.manager) == ("someone who left", None, None, None)
    assert gone.left_at is not None
    shared = Seat.objects.filter(member=full.match, match__seats__member=gone)
    assert shared.count() == 1
    assert Attendance.objects.filter(member=full.match, meeting__attendances__member=gone).count() == 1


def test_words_that_only_the_erased_used_go_and_shared_ones_stay(full):
    account = full.owner.account
    theirs, shared = (Topic.objects.create(organisation=full.organisation, label=label, folded=label) for label in ("zqfoxes", "bread"))
    for topic, member in ((theirs, full.owner), (shared, full.owner), (shared, full.match)):
        MemberTopic.objects.create(member=member, topic=topic, kind="interest")
    Account.objects.filter(pk=account.pk).update(erase_at=now())
    actions.erase_finally(account.pk)
    assert "zqfoxes" not in whole_database()
    assert Topic.objects.filter(pk=shared.pk).exists()


def test_erasing_one_takes_nothing_of_another(full):
    account = full.owner.account
    marks = mark(full.team_mate.account, "zq", besides=account)
    Account.objects.filter(pk=account.pk).update(erase_at=now())
    actions.erase_finally(account.pk)
    left = whole_database()
    assert [name for name, marker in marks.items() if marker not in left] == []


def test_the_export_holds_everything_of_mine(full):
    account = full.owner.account
    marks = mark(account, "zq")
    text = read(archive_of(Account.objects.get(pk=account.pk)))["data.json"]
    plain = {one.model._meta.label for one in personal.declarations() if one.exported and one.export is None}
    missing = [name for name, marker in marks.items() if name.rsplit(".", 2)[0] in plain and marker not in text]
    assert missing == []
    rows = json.loads(text)
    for one in personal.declarations():
        assert (one.model._meta.label in rows) == one.exported


def test_the_export_holds_nothing_of_anybody_else(full):
    marks = mark(full.team_mate.account, "zq", besides=full.owner.account)
    marks |= {f"match {name}": marker for name, marker in mark(full.match.account, "yw", besides=full.owner.account).items()}
    names = {marker for name, marker in marks.items() if name == f"match people.Account.name.{full.match.account.pk}"}
    everything = "\n".join(read(archive_of(full.owner.account)).values())
    # Of the match, only the name that my own notes are about.
    assert [name for name, marker in marks.items() if marker in everything and marker not in names] == []


def test_each_row_of_an_export_says_what_it_is_about(full):
    owner, match = full.owner, full.match
    rows = json.loads(read(archive_of(owner.account))["data.json"])
    (me,) = rows["people.Member"]
    assert (me["organisation"], me["team"], me["site"], me["manager"]) == ("Larkfield", "Support", None, full.manager.shown_name)
    (introduction,) = rows["programmes.Match"]
    assert introduction["people"] == [owner.shown_name, match.shown_name]
    programme = {introduction["programme"]}
    assert programme == {row["programme"] for label in ("Enrolment", "RoundEntry", "Seat") for row in rows[f"programmes.{label}"]}
    assert rows["meetings.Attendance"][0]["meeting_begins_at"] == rows["meetings.Meeting"][0]["begins_at"]


def test_an_export_tells_nothing_of_a_match_that_an_organiser_may_still_change(full):
    Match.objects.filter(seats__member=full.owner).update(introduced_at=None)
    assert "programmes.Match" not in json.loads(read(archive_of(full.owner.account))["data.json"])


def test_the_export_is_json_tables_and_a_calendar_that_others_read(full):
    files = read(archive_of(full.owner.account))
    assert {"README.txt", "data.json", "meetings.ics"} < set(files)
    for name, text in files.items():
        if name.startswith("csv/"):
            assert list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(Calendar.from_ical(files["meetings.ics"]).events) == 1


def test_a_formula_in_a_name_is_text_in_the_table(full):
    Account.objects.filter(pk=full.owner.account.pk).update(name="=HYPERLINK(1)")
    table = read(archive_of(Account.objects.get(pk=full.owner.account.pk)))["csv/people.account.csv"]
    assert "'=HYPERLINK(1)" in table


def read(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_an_export_is_fetched_by_its_owner_alone_and_told_of_once(full, enter):
    account = full.owner.account
    client = enter(full.owner)
    client.post("/you/export")
    export = Export.objects.get(account=account, state="making")
    client.post("/you/export")
    assert Export.objects.filter(account=account, state="making").count() == 1
    for _ in range(2):
        actions.make_export(export.pk)
    assert [message.subject for message in mail.outbox] == ["Your export is ready"]
    address = f"/you/export/{export.public_id}"
    for other in (full.match, full.admin, full.stranger):
        assert enter(other).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mooring.zip"'
    assert "data.json" in read(answer.content)


def test_an_export_that_was_lost_on_the_way_can_be_asked_for_anew(cast):
    account = cast.owner.account
    lost = actions.ask_for_export(account=account)
    assert actions.ask_for_export(account=account) == lost
    with time_machine.travel(now() + dt.timedelta(hours=2)):
        anew = actions.ask_for_export(account=account)
    lost.refresh_from_db()
    assert (lost.state, anew.state) == ("failed", "making")
    actions.make_export(lost.pk)
    lost.refresh_from_db()
    assert lost.state == "failed"


def test_an_export_is_kept_for_a_week(full, enter, tmp_path):
    export = actions.ask_for_export(account=full.owner.account)
    actions.make_export(export.pk)
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [f"{export.public_id}.sealed"]
    with time_machine.travel(now() + dt.timedelta(days=7, minutes=1)):
        actions.forget_exports()
        assert enter(full.owner).get(f"/you/export/{export.public_id}").status_code == 404
    assert list((tmp_path / "exports").iterdir()) == []


def test_nothing_is_erased_before_the_seven_days_are_over(full):
    account = full.owner.account
    until = actions.ask_to_erase(account=account)
    with time_machine.travel(until - dt.timedelta(minutes=1)):
        assert actions.erase_due() == 0
    with time_machine.travel(until + dt.timedelta(minutes=1)):
        assert actions.erase_due() == 1
        assert actions.erase_due() == 0


def test_changing_ones_mind_stops_it(full):
    account = full.owner.account
    until = actions.ask_to_erase(account=account)
    assert actions.stay(account=account)
    with time_machine.travel(until + dt.timedelta(days=1)):
        assert actions.erase_due() == 0
    assert Account.objects.filter(pk=account.pk).exists()


def test_erasing_ends_every_session_and_nobody_comes_back_in(full, enter):
    account = full.owner.account
    account.authenticator_set.all().delete()
    account.set_password("a long pass phrase")
    account.save()
    client = Client()
    client.post("/sign/login/", {"login": account.email, "password": "a long pass phrase"})
    assert client.get("/you/").status_code == 200
    unnoted = enter(full.owner)
    Account.objects.filter(pk=account.pk).update(erase_at=now())
    actions.erase_finally(account.pk)
    for one in (client, unnoted):
        assert one.get("/you/").status_code == 302
    again = Client()
    again.post("/sign/login/", {"login": account.email, "password": "a long pass phrase"})
    assert again.get("/you/").status_code == 302
    assert not UserSession.objects.filter(session_key=client.session.session_key or "x").exists()
