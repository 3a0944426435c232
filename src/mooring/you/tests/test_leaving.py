"""Leaving an organisation ends the membership, not the account: thirty days to move how one signs in, or to take everything along."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from mooring.core.time import now
from mooring.people import opening
from mooring.people.actions import come_back, mark_left
from mooring.people.models import Account, Member
from mooring.testing import Cast, make_member, make_organisation
from mooring.you import actions, leaving

OWN = "amara.at.home@example.net"
WORK = "amara@larkfield.example"


@pytest.fixture
def owner(cast: Cast) -> Account:
    """A member who signs in at the organisation's address."""
    cache.clear()
    account = cast.owner.account
    assert account is not None
    Member.objects.filter(pk=cast.owner.pk).update(work_address=WORK)
    cast.owner.work_address = WORK
    EmailAddress.objects.filter(user=account).update(email=WORK)
    Account.objects.filter(pk=account.pk).update(email=WORK)
    account.email = WORK
    opening.remember_addresses(account)
    return account


def with_own_address(account: Account) -> None:
    EmailAddress.objects.create(user=account, email=OWN, verified=True)


def after(days: float) -> time_machine.travel:
    return time_machine.travel(now() + dt.timedelta(days=days))


def addresses(account: Account) -> list[str]:
    return list(EmailAddress.objects.filter(user=account).order_by("pk").values_list("email", flat=True))


def test_who_leaves_is_told_once_until_when_they_can_sign_in(cast: Cast, owner: Account, enter) -> None:
    with_own_address(owner)
    page = enter(cast.owner).get(f"/you/leave/{cast.owner.public_id}").content.decode()
    assert "Ends after thirty days" in page
    assert WORK in page
    actions.leave_organisation(member=cast.owner)
    assert (leaving.tell_leavers(), leaving.tell_leavers()) == (1, 0)
    assert sorted(one.to[0] for one in mail.outbox) == [OWN, WORK]
    assert f"you can still sign in at {WORK}; then no longer" in mail.outbox[0].body
    assert "You have left Larkfield" in enter(cast.owner).get("/you/").content.decode()


def test_after_thirty_days_the_organisations_address_signs_nobody_in(cast: Cast, owner: Account, enter) -> None:
    with_own_address(owner)
    mark_left(member=cast.owner, actor=cast.admin)
    with after(29):
        assert leaving.end_old_ways() == 0
    with after(31):
        assert (leaving.end_old_ways(), leaving.end_old_ways()) == (1, 0)
        assert "You have left Larkfield" not in enter(cast.owner).get("/you/").content.decode()
    assert addresses(owner) == [OWN]
    assert Account.objects.get(pk=owner.pk).email == OWN
    assert EmailAddress.objects.get(user=owner).primary
    mail.outbox.clear()
    Client().post("/sign/login/code/", {"email": WORK})
    assert not [one for one in mail.outbox if "code" in one.subject.lower() and owner.name in one.body]
    assert not EmailAddress.objects.filter(email=WORK).exists()


def test_who_has_no_other_way_still_signs_in_but_nothing_private_opens(cast: Cast, owner: Account) -> None:
    mark_left(member=cast.owner, actor=cast.admin)
    client = Client()
    client.force_login(owner)
    with after(29):
        assert client.post("/you/open", {"by": "anyway", "next": "/circle/"}).headers["Location"] == "/circle/"
    with after(31):
        late = Client()
        late.force_login(owner)
        assert leaving.end_old_ways() == 0
        assert addresses(owner) == [WORK]
        page = late.get("/circle/", follow=True).content.decode()
        assert "it opens for nobody" in page
        assert late.post("/you/open", {"by": "anyway"}).status_code == 404
        for path in ("/sign/email/", "/sign/2fa/totp/activate/"):
            assert late.get(path).headers["Location"].startswith("/you/open"), path
        assert late.get("/you/erase").status_code == 200


def test_an_address_that_another_organisation_has_on_record_stays(cast: Cast, owner: Account) -> None:
    sister = make_organisation("Sister")
    make_member(sister, account=owner, work_address="amara.o@larkfield.example")
    with_own_address(owner)
    mark_left(member=cast.owner, actor=cast.admin)
    with after(31):
        assert leaving.end_old_ways() == 0
    assert addresses(owner) == [WORK, OWN]


def test_who_came_back_and_who_signs_in_at_their_own_address_are_left_alone(cast: Cast, owner: Account) -> None:
    mark_left(member=cast.owner, actor=cast.admin)
    leaving.tell_leavers()
    come_back(member=Member.objects.get(pk=cast.owner.pk), actor=cast.admin)
    mail.outbox.clear()
    assert leaving.tell_leavers() == 0
    with after(40):
        assert leaving.end_old_ways() == 0
    assert addresses(owner) == [WORK]
    match = cast.match.account
    assert match is not None
    Member.objects.filter(pk=cast.match.pk).update(work_address="tuan@larkfield.example")
    mark_left(member=cast.match, actor=cast.admin)
    assert leaving.tell_leavers() == 0
    assert mail.outbox == []
