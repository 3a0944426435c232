"""Hours and leave that come in with a file."""

from __future__ import annotations

import pytest

from mooring.boundaries.models import Leave, WorkSpan
from mooring.boundaries.queries import week_of
from mooring.people.actions import imports
from mooring.people.imports.problems import sentence
from mooring.people.models import Member, Site
from mooring.testing import make_organisation


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path


def bring_in(organisation, text):
    run = imports.upload(organisation=organisation, account=None, chunks=[text.encode()], name="people.csv")
    imports.start_reading(run=run, mapping=run.mapping, enqueued=False)
    while imports.read_on(run):
        pass
    run.refresh_from_db()
    imports.confirm(run=run, actor=None, leavers=False, enqueued=False)
    while imports.apply_on(run):
        pass
    return run


FILE = """id,name,hours,leave
1,Day,"Mon-Thu 09:00-12:00,13:00-17:00; Fri 09:00-13:00",2026-12-24..2027-01-02
2,Night,Mon-Fri 22:00-06:00,
"""


def test_hours_and_leave_come_in_twice_change_nothing_and_go_again(db):
    here = make_organisation()
    first = bring_in(here, FILE)
    day, night = Member.objects.order_by("external_id")
    assert len(week_of(day)) == 9
    assert WorkSpan.objects.filter(member=night).first().minutes == 480
    assert Leave.objects.get().member == day
    again = bring_in(here, FILE)
    assert set(again.rows.values_list("kind", flat=True)) == {"unchanged"}
    changed = bring_in(here, FILE.replace("22:00-06:00", "21:00-05:00"))
    assert set(changed.rows.values_list("kind", flat=True)) == {"unchanged", "changed"}
    imports.undo(run=changed, actor=None, enqueued=False)
    while imports.undo_on(changed):
        pass
    assert WorkSpan.objects.filter(member=night).first().begins.hour == 22
    imports.undo(run=first, actor=None, enqueued=False)
    while imports.undo_on(first):
        pass
    assert not Member.objects.exists()


@pytest.mark.parametrize("hours", ["nine to five", "Mon 25:00-26:00", "none", "Mon 09:00-09:05"])
def test_hours_that_cannot_be_read_keep_the_row_out(db, hours):
    run = bring_in(make_organisation(), f"id,name,hours\n1,One,{hours}\n")
    (row,) = run.rows.all()
    assert row.kind == "rejected"
    assert sentence(row.problems[0]).startswith(f"Column “hours”: “{hours}” are no hours we can read.")


def test_a_site_keeps_the_holidays_that_most_of_its_people_say(db):
    here = make_organisation()
    rows = ["Ann,Porto,PT", "Ben,Porto,portugal", "Cem,Porto,ES", "Dee,Munich,de-by", "Eve,Lyon,Atlantis", "Fay,,PT"]
    run = bring_in(here, "\n".join(["id,name,site,holiday region", *(f"{number},{row}" for number, row in enumerate(rows))]))
    kept = dict(Site.objects.filter(organisation=here).values_list("name", "holidays"))
    assert kept == {"Porto": "PT", "Munich": "DE-BY", "Lyon": ""}
    assert Member.objects.count() == 6
    (problem,) = [one for row in run.rows.all() for one in row.problems]
    assert "no country or region whose holidays we know" in sentence(problem)
