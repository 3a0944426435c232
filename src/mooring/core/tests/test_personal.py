"""Personal data is declared, and what is said of it is what is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from mooring.boundaries.models import Leave
from mooring.core import erasure, personal
from mooring.core.catalogue import catalogue
from mooring.core.time import now
from mooring.notices.models import Notice
from mooring.people.models import Account, Member
from mooring.testing import make_member, make_organisation


def test_no_field_of_ours_is_undeclared():
    assert personal.undeclared() == []


def test_an_undeclared_field_and_an_undeclared_model_are_found(monkeypatch):
    monkeypatch.setitem(personal._DECLARED, Leave, replace(personal.declaration_of(Leave), fields={"first": personal.Seen.ME}))
    assert personal.undeclared() == ["boundaries.Leave.last"]
    monkeypatch.delitem(personal._DECLARED, Leave)
    assert personal.undeclared() == ["boundaries.Leave"]


def test_whatever_points_at_an_account_or_a_member_is_declared_other_packages_models_too():
    pointing = {relation.related_model for model in (Account, Member) for relation in model._meta.related_objects}
    declared = {one.model for one in personal.declarations()}
    assert {model._meta.label for model in pointing - declared} - set(personal.impersonal_models()) == set()


def test_every_declared_name_is_a_field():
    for one in personal.declarations():
        names = {field.name for field in one.model._meta.get_fields()}
        assert {*one.fields, *one.not_personal, *one.stays, *one.lets_go} <= names, one.model


def test_every_owner_leads_to_an_account(db):
    member = make_member(make_organisation())
    for one in personal.declarations():
        assert list(one.rows_of(member.account)) is not None


def test_what_has_no_date_to_count_from_cannot_be_kept_for_some_days():
    with pytest.raises(ValueError, match="name the date field"):
        personal.declare(Leave, owner="account", why="", fields={}, keep_days=3)


def test_rows_go_when_their_time_is_over_and_not_a_day_earlier(db):
    member = make_member(make_organisation())
    today = now().date()
    old = Leave.objects.create(account=member.account, first=today - dt.timedelta(405), last=today - dt.timedelta(402))
    kept = Leave.objects.create(account=member.account, first=today - dt.timedelta(405), last=today - dt.timedelta(399))
    assert erasure.expire() == {"boundaries.Leave": 1}
    assert list(Leave.objects.all()) == [kept]
    assert old.pk != kept.pk


def test_the_catalogue_names_every_model_of_ours():
    made = catalogue()
    for model in (Leave, Notice):
        assert model.__name__ in made
    assert "undeclared" not in made


def test_the_catalogue_in_docs_is_in_step():
    call_command("catalogue", "--check")


def test_a_catalogue_out_of_step_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "REPO", tmp_path)
    with pytest.raises(CommandError, match="out of step"):
        call_command("catalogue", "--check")
    call_command("catalogue")
    call_command("catalogue", "--check")
