"""The reporting tree of a file: found by id, address or a name, and never a circle."""

from __future__ import annotations

from mooring.people.models import Member
from mooring.people.tests.importing import apply, bring_in, kinds, said, stage
from mooring.testing import make_member


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
