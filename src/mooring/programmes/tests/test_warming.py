"""A worker of a large installation compiles what its rounds need when it starts; one of a small installation does nothing."""

from __future__ import annotations

from mooring import solver
from mooring.engine import solving
from mooring.jobs.worker import AT_START
from mooring.people.models import Member, Organisation
from mooring.programmes import warming
from mooring.testing import make_organisation


def people_in(organisation: Organisation, count: int) -> None:
    Member.objects.bulk_create(Member(organisation=organisation, name=f"Person {number}") for number in range(count))


def test_only_where_one_organisation_is_large(db, monkeypatch):
    begun = []
    monkeypatch.setattr(solver, "warm_up", lambda: begun.append("warm"))
    monkeypatch.setattr(warming, "MANY", 4)
    people_in(make_organisation(slug="one"), 4)
    people_in(make_organisation(slug="two"), 4)
    warming.warm_if_large()
    assert begun == []
    people_in(Organisation.objects.get(slug="one"), 1)
    warming.warm_if_large()
    assert begun == ["warm"]


def test_every_worker_asks_when_it_starts():
    assert warming.warm_if_large in AT_START


def test_what_is_large_is_what_the_engine_compiles_for():
    assert solving.AT_ONCE == warming.MANY
