"""Bringing people in, on the pages: only for admins, step by step, without script."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mooring.people.imports import files
from mooring.people.models import ImportRun, Member
from mooring.people.tests.importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)

WHEN = dt.datetime(2026, 11, 10, 9, 0, tzinfo=dt.UTC)
FILE = (
    "Employee ID,Name,E-Mail,Team,Reports to,Date of birth\n"
    "1,Amara Okonkwo,amara@larkfield.example,Ops,,1980-01-01\n"
    "2,Tomasz,tomasz(at)larkfield.example,Ops,1,1980-01-01\n"
    "3,Håkon Ødegård,haakon@larkfield.example,Ops,3,1980-01-01\n"
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def admin(cast, enter):
    return enter(cast.admin)


def send(client, cast, content=FILE, name="people.csv"):
    address = reverse("imports", args=[cast.organisation.slug])
    body = content if isinstance(content, bytes) else content.encode()
    return client.post(address, {"file": SimpleUploadedFile(name, body, "text/csv")}, follow=True)


def address_of(cast, name, run):
    return reverse(name, args=[cast.organisation.slug, run.public_id])


def test_nobody_but_an_admin_of_this_organisation_sees_an_import(cast, enter, admin):
    assert send(admin, cast).status_code == 200
    run = ImportRun.objects.get()
    for who in (cast.owner, cast.organiser, cast.manager, cast.stranger):
        client = enter(who)
        assert client.get(reverse("imports", args=[cast.organisation.slug])).status_code == 404
        assert client.get(address_of(cast, "import", run)).status_code == 404
        for name in ("import_read", "import_confirm", "import_undo", "import_discard", "import_shape"):
            assert client.post(address_of(cast, name, run)).status_code == 404
    theirs = reverse("import", args=[cast.stranger.organisation.slug, run.public_id])
    assert enter(cast.stranger).get(theirs).status_code == 404
    assert Client().get(address_of(cast, "import", run)).status_code == 302


def test_the_whole_way_without_script(cast, admin, run_jobs):
    page = send(admin, cast).content.decode()
    assert "Left out: it looks private" in page
    assert "1980" not in page
    run = ImportRun.objects.get()
    mapping = {f"column-{at}": name for at, name in run.mapping.items()}
    page = admin.post(address_of(cast, "import_read", run), mapping, follow=True).content.decode()
    assert "Reading the file" in page
    assert "Look again" in page
    run_jobs()
    page = admin.get(address_of(cast, "import", run)).content.decode()
    assert "Read this before it counts" in page
    assert "“tomasz(at)larkfield.example” is not an address." in page
    assert "named as their own manager" in page
    only = admin.get(address_of(cast, "import", run) + "?show=rejected").content.decode()
    assert "Tomasz" in only
    assert "Amara Okonkwo" not in only
    answer = admin.post(address_of(cast, "import_confirm", run), {"file_is": "everyone"}, follow=True)
    assert "people left?" in answer.content.decode()
    admin.post(address_of(cast, "import_leavers", run), {"leave": "no"})
    assert files.kept() == []
    run_jobs()
    page = admin.get(address_of(cast, "import", run)).content.decode()
    assert "Everyone is in" in page
    assert Member.objects.here().filter(organisation=cast.organisation).count() == 8
    admin.post(address_of(cast, "import_undo", run))
    run_jobs()
    page = admin.get(address_of(cast, "import", run)).content.decode()
    assert "Everything is as it was before." in page
    assert Member.objects.filter(organisation=cast.organisation).count() == 6


def test_everyone_who_is_missing_leaves_after_the_second_yes(cast, admin, run_jobs):
    send(admin, cast)
    run = ImportRun.objects.get()
    admin.post(address_of(cast, "import_read", run), {f"column-{at}": name for at, name in run.mapping.items()})
    run_jobs()
    admin.post(address_of(cast, "import_leavers", run), {"leave": "yes"})
    run_jobs()
    left = set(Member.objects.filter(organisation=cast.organisation, left_at__isnull=False))
    assert left == {cast.owner, cast.match, cast.team_mate, cast.manager, cast.organiser}


def test_a_sensitive_column_cannot_be_read_whatever_the_form_says(cast, admin):
    send(admin, cast)
    run = ImportRun.objects.get()
    answer = admin.post(address_of(cast, "import_read", run), {"column-0": "external_id", "column-5": "title"})
    assert answer.status_code == 422
    run.refresh_from_db()
    assert run.state == "uploaded"


def test_a_file_past_the_limit_is_refused_with_a_sentence_and_nothing_stays(cast, admin, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    answer = send(admin, cast, b"id,name\n" + b"1,Somebody\n" * 200_000, name="huge.csv")
    assert answer.status_code == 413
    assert "huge.csv is larger than the 1 MB this installation takes." in answer.content.decode()
    assert files.kept() == []
    assert not ImportRun.objects.exists()


def test_the_upload_is_guarded_against_other_sites(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.admin.account)
    assert send(client, cast).status_code == 403
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The submitted file is empty."),
        (b"PK\x03\x04" + b"\x00" * 100, "people.csv is an Excel workbook, not a CSV file."),
        (b"%PDF-1.7 something", "people.csv is a picture, a document or an archive"),
        (b"  \n \n", "people.csv is empty."),
        (b'id,name\n1,"never closed\n', "people.csv, row 2: a quotation mark opens a cell here that never closes."),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(cast, admin, content, words):
    answer = send(admin, cast, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert files.kept() == []
    assert not ImportRun.objects.exists()


def test_the_letters_can_be_chosen_where_the_guess_is_wrong(cast, admin):
    send(admin, cast, "id;name\n1;Łukasz Żółć\n".encode("cp1250"))
    run = ImportRun.objects.get()
    page = admin.post(
        address_of(cast, "import_shape", run), {"encoding": "cp1250", "delimiter": ";", "has_header": "on"}, follow=True
    ).content.decode()
    assert "Łukasz Żółć" in page
    answer = admin.post(address_of(cast, "import_shape", run), {"encoding": "utf-8", "delimiter": ";", "has_header": "on"})
    assert "people.csv, row 2, column B: “�ukasz ����” holds bytes" in answer.content.decode()


def test_the_rows_not_taken_can_be_fetched_and_open_as_no_formula(cast, admin, run_jobs):
    send(admin, cast, "id,name,email\n=1+1,@SUM,not an address\n")
    run = ImportRun.objects.get()
    admin.post(address_of(cast, "import_read", run), {f"column-{at}": name for at, name in run.mapping.items()})
    run_jobs()
    text = b"".join(admin.get(address_of(cast, "import_not_taken", run)).streaming_content).decode()
    assert "'=1+1" in text
    assert "'@SUM" in text
    assert "is not an address" in text


def test_a_preview_of_many_rows_asks_few_questions(cast, admin, run_jobs, django_assert_max_num_queries):
    send(admin, cast, "id,name,team,manager\n" + "".join(f"{n},Person {n},Ops,{n // 3 or ''}\n" for n in range(1, 120)))
    run = ImportRun.objects.get()
    admin.post(address_of(cast, "import_read", run), {f"column-{at}": name for at, name in run.mapping.items()})
    run_jobs()
    with django_assert_max_num_queries(16):
        page = admin.get(address_of(cast, "import", run)).content.decode()
    assert "1 to 50 of 119" in page


def test_an_import_is_taken_back_within_fourteen_days_and_refused_in_a_sentence_after(cast, enter, admin):
    with time_machine.travel(WHEN, tick=False) as clock:
        run = bring_in(cast.organisation, FILE)
        clock.shift(dt.timedelta(days=14, minutes=-1))
        admin = enter(cast.admin)
        assert "Take it all back" in admin.get(address_of(cast, "import", run)).content.decode()
        clock.shift(dt.timedelta(minutes=2))
        assert "Take it all back" not in admin.get(address_of(cast, "import", run)).content.decode()
        page = admin.post(address_of(cast, "import_undo", run), follow=True).content.decode()
    assert "This import can no longer be taken back." in page
    assert Member.objects.filter(organisation=cast.organisation, external_id="1").exists()
    run.refresh_from_db()
    assert run.state == "done"
