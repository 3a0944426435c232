"""Being asked, joining, saying no."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mooring.people import actions, queries
from mooring.people.actions import invitations
from mooring.people.models import Account, Invitation
from mooring.testing import make_account, make_member


@pytest.fixture
def sent(monkeypatch):
    """The invitations handed to the job that writes the mail."""
    handed = []
    monkeypatch.setattr(invitations, "enqueue", lambda name, *ids: handed.append((name, *ids)))
    return handed


@pytest.fixture
def guest(cast):
    return make_member(cast.organisation, "Lê Thị Minh Châu", account=None, work_address="chau@example.org")


def test_each_is_asked_once_and_only_where_there_is_a_way(cast, sent, guest):
    nowhere = make_member(cast.organisation, "No Address", account=None, work_address="")
    left = make_member(cast.organisation, "Left", account=None, left_at=cast.owner.joined_at)
    made = actions.invite(members=[guest, nowhere, left, cast.owner], actor=cast.admin)
    assert [one.member for one in made] == [guest]
    assert sent == [("welcome.send_invitation", made[0].pk)]
    assert actions.invite(members=[guest], actor=cast.admin) == []
    assert list(queries.asked(cast.organisation)) == [guest]
    assert list(queries.unreachable(cast.organisation)) == [nowhere]


def test_nobody_is_asked_again_after_a_no_and_the_lists_do_not_tell(cast, sent, guest):
    (invitation,) = actions.invite(members=[guest], actor=cast.admin)
    before = list(queries.asked(cast.organisation))
    assert actions.refuse(invitation=invitation)
    assert not actions.refuse(invitation=invitation)
    assert list(queries.asked(cast.organisation)) == before
    assert actions.invite(members=[guest], actor=cast.admin) == []
    with pytest.raises(ValidationError):
        actions.join(invitation=invitation)


def test_joining_makes_an_account_with_the_address_the_mail_went_to(cast, sent, guest):
    (invitation,) = actions.invite(members=[guest], actor=cast.admin)
    member = actions.join(invitation=invitation)
    assert member.account.email == "chau@example.org"
    assert member.account.emailaddress_set.get().verified
    assert member.account.name == "Lê Thị Minh Châu"
    assert not member.account.has_usable_password()
    assert actions.join(invitation=Invitation.objects.get(pk=invitation.pk)).account == member.account
    assert Account.objects.filter(email="chau@example.org").count() == 1


def test_an_account_that_exists_joins_by_its_own_click_only(cast, sent, guest):
    account = make_account("Châu", "chau@example.org")
    (invitation,) = actions.invite(members=[guest], actor=cast.admin)
    with pytest.raises(ValidationError, match="Sign in"):
        actions.join(invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.state == "open"
    assert actions.join(invitation=invitation, account=account).account == account


def test_an_account_is_in_an_organisation_once(cast, sent, guest):
    (invitation,) = actions.invite(members=[guest], actor=cast.admin)
    with pytest.raises(ValidationError, match="already belongs"):
        actions.join(invitation=invitation, account=cast.owner.account)
    invitation.refresh_from_db()
    assert invitation.state == "open"
    actions.join(invitation=invitation)
    with pytest.raises(ValidationError, match="used already"):
        actions.join(invitation=invitation, account=cast.owner.account)


def test_a_withdrawn_invitation_opens_nothing_and_one_may_be_asked_again(cast, sent, guest):
    (invitation,) = actions.invite(members=[guest], actor=cast.admin)
    with pytest.raises(ValueError, match="another organisation"):
        actions.withdraw(invitation=invitation, actor=cast.stranger)
    assert actions.withdraw(invitation=invitation, actor=cast.admin)
    with pytest.raises(ValidationError):
        actions.join(invitation=invitation)
    assert len(actions.invite(members=[guest], actor=cast.admin)) == 1


def test_nobody_invites_for_another_organisation(cast, sent, guest):
    with pytest.raises(ValueError, match="another organisation"):
        actions.invite(members=[guest], actor=cast.stranger)
    assert sent == []
