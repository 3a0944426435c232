"""What admins do is noted where it concerns somebody, and slowed down where it could wear the server out."""

from __future__ import annotations

import datetime as dt

import time_machine

from mooring.audit.queries import looks_at
from mooring.core import limits
from mooring.core.time import now


def test_an_admin_who_opens_a_record_is_noted_once_an_hour_and_never_for_their_own(cast, enter):
    client = enter(cast.admin)
    address = f"/o/{cast.organisation.slug}/settings/members"
    for _ in range(3):
        assert client.get(f"{address}/{cast.owner.public_id}/").status_code == 200
    assert [entry.actor for entry in looks_at(cast.owner.account)] == [cast.admin.account]
    with time_machine.travel(now() + dt.timedelta(hours=2)):
        client.get(f"{address}/{cast.owner.public_id}/")
    assert looks_at(cast.owner.account).count() == 2
    client.get(f"{address}/{cast.admin.public_id}/")
    assert looks_at(cast.admin.account).count() == 0


def test_files_cannot_be_uploaded_without_end(cast, enter, monkeypatch):
    monkeypatch.setattr(limits, "over", lambda name, key, **given: name == "upload")
    client = enter(cast.admin)
    address = f"/o/{cast.organisation.slug}/settings/people-in/"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 429
