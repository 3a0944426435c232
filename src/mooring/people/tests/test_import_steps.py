"""An import at work: by jobs, one at a time, killed anywhere, tended, and never in anybody's way."""

from __future__ import annotations

import datetime as dt
import random
import stat
import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from mooring.people.actions import imports
from mooring.people.imports import files
from mooring.people.models import ImportRun, Member, MemberWord
from mooring.people.tests.importing import FILE, apply, kinds, many, snapshot, stage
from mooring.testing import make_account


def test_the_raw_file_is_private_and_gone_after_confirmation(here, raw_files):
    run = stage(here, FILE)
    (kept,) = files.kept()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(raw_files.stat().st_mode) == 0o700
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


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_it_goes_on_and_nothing_is_doubled_or_lost(here, monkeypatch, seed):
    """Any statement may be the last one of a process; another process then takes the same step again."""

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


@pytest.mark.django_db(transaction=True)
def test_others_keep_signing_in_while_people_come_in(here):
    """Each batch is a short transaction with room after it, so that somebody else's write never waits for the whole import."""
    account = make_account()
    run = imports.upload(organisation=here, account=None, chunks=[many(600).encode()], name="x.csv")
    failed = []

    def bring():
        try:
            imports.start_reading(run=run, mapping=run.mapping, enqueued=False)
            while imports.read_on(run):
                pass
            apply(run)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=bring)
    worker.start()
    signed_in = 0
    while worker.is_alive():
        Client().force_login(account)
        signed_in += 1
    worker.join()
    assert not failed
    assert signed_in >= 5
    assert Member.objects.filter(organisation=here).count() == 600
