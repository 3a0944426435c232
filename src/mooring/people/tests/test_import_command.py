"""``./mooring import``: the same as the pages, from a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mooring.people.imports import files
from mooring.people.models import ImportRun, Installation, Member
from mooring.testing import make_member, make_organisation

ADVENTURE_WORKS = Path(__file__).parents[4] / "tests" / "data" / "adventureworks" / "people.csv"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


@pytest.fixture
def here(db):
    return make_organisation()


def run(*arguments):
    """What the command says, and its exit code."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_people", *[str(one) for one in arguments], stdout=out)
    except SystemExit as over:
        code = over.code
    return out.getvalue(), code


def write(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_company_comes_in_with_its_tree_and_hours_and_twice_is_once(here):
    said, code = run(ADVENTURE_WORKS)
    assert code == 0
    assert "290  new" in said
    members = Member.objects.filter(organisation=here)
    assert members.count() == 290
    assert members.filter(manager=None).count() == 1
    assert members.filter(work_spans__isnull=False).distinct().count() == 290
    said, code = run(ADVENTURE_WORKS)
    assert (code, "290  unchanged" in said, "0 people written" in said) == (0, True, True)
    assert files.kept() == []


def test_a_dry_run_writes_nothing(here, tmp_path):
    said, code = run(write(tmp_path, "id,name,gender\n1,One,x\n"), "--dry-run")
    assert code == 0
    assert "1  new" in said
    assert "gender → left out: it looks private" in said
    assert "Nothing was written." in said
    assert not Member.objects.exists()
    assert files.kept() == []
    assert not ImportRun.objects.exclude(state="discarded").exists()


def test_rows_not_taken_are_named_and_the_rest_comes_in(here, tmp_path):
    said, code = run(write(tmp_path, "id,name,timezone\n1,One,\n2,Two,GMT+8ish\n"))
    assert code == 3
    assert "people.csv, row 3: Column “timezone”: “GMT+8ish” is not a zone we know. Did you mean Asia/Singapore?" in said
    assert Member.objects.get().name == "One"


def test_leavers_leave_only_when_told(here, tmp_path):
    make_member(here, "Missing", account=None)
    path = write(tmp_path, "id,name\n1,One\n")
    run(path)
    assert Member.objects.here().count() == 2
    run(path, "--confirm-leavers")
    assert Member.objects.here().get().name == "One"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "people.csv is empty."),
        ("id,name\n", "people.csv has a header and no people."),
        ("name,title\nOne,Boss\n", "Say which column holds the id or the work e-mail"),
        ('id,name\n1,"cut off\n', "people.csv, row 2: a quotation mark opens a cell here that never closes."),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_writes_nothing(here, tmp_path, text, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(write(tmp_path, text))
    assert not Member.objects.exists()
    assert files.kept() == []
    make_member(here, "The next import is not in the way", account=None)
    assert run(write(tmp_path, "id,name\n1,One\n"))[1] == 0


def test_a_missing_file_or_organisation_is_one_sentence(here, tmp_path):
    with pytest.raises(CommandError, match=r"no\.csv: No such file"):
        run(tmp_path / "no.csv")
    with pytest.raises(CommandError, match="There is no organisation “nowhere”."):
        run(ADVENTURE_WORKS, "--organisation", "nowhere")
    make_organisation("Second")
    with pytest.raises(CommandError, match=r"Say which organisation: --organisation SLUG, one of larkfield-\d+, second-\d+\."):
        run(ADVENTURE_WORKS)


def test_an_empty_installation_says_what_comes_first(db):
    with pytest.raises(CommandError, match="Run “./mooring serve”, open the link it prints and choose “For my organisation”"):
        run(ADVENTURE_WORKS)


def test_an_installation_for_one_person_has_nobody_to_bring_in(db):
    Installation.objects.create(pk=1, use=Installation.Use.PERSONAL)
    with pytest.raises(CommandError, match="set up for one person alone and has no organisation"):
        run(ADVENTURE_WORKS)


def test_columns_can_be_named_or_left_out(here, tmp_path):
    path = write(tmp_path, "Kennung;Wer;Abteilung\n1;One;Ops\n")
    assert run(path, "--map", "Kennung=external_id", "--map", "Wer=name", "--map", "Abteilung=")[1] == 0
    one = Member.objects.get()
    assert (one.external_id, one.name, one.team) == ("1", "One", None)
    with pytest.raises(CommandError, match="no column “Nothing”"):
        run(path, "--map", "Nothing=name")
