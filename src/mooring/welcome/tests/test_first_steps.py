"""A new organiser sees people, programme, first round: the next one that is missing, and nothing once it runs."""

from __future__ import annotations

import datetime as dt

import pytest

from mooring.notices.models import MailServer
from mooring.people.models import Invitation
from mooring.programmes.actions import invite_to_programme
from mooring.programmes.models import Programme, ProgrammeInvitation
from mooring.programmes.tests.builders import make_round
from mooring.testing import make_member, make_organisation
from mooring.welcome.today import first_steps


@pytest.fixture
def founder(db):
    return make_member(make_organisation(), "Siobhán Daly", is_admin=True, is_organiser=True)


def shown(member) -> list[str]:
    return [item.key for item in first_steps(member)]


def test_one_thing_at_a_time_until_the_first_round_has_gone_out(founder):
    assert shown(founder) == ["welcome.people"]
    colleague = make_member(founder.organisation, account=None)
    assert shown(founder) == ["welcome.programme"]
    programme = Programme.objects.create(organisation=founder.organisation, name="Coffee", first_round_on=dt.date(2026, 12, 1))
    assert shown(founder) == ["welcome.round"]
    invitation = Invitation.objects.create(organisation=founder.organisation, member=colleague)
    assert shown(founder) == ["welcome.round"]  # asked to join, and into no programme
    ProgrammeInvitation.objects.create(invitation=invitation, programme=programme)
    assert shown(founder) == []
    make_round(programme, state="published")
    assert shown(founder) == []


def test_those_who_have_an_account_are_asked_into_the_programme_once(founder):
    colleague = make_member(founder.organisation)
    programme = Programme.objects.create(organisation=founder.organisation, name="Coffee", first_round_on=dt.date(2026, 12, 1))
    assert [item.address for item in first_steps(founder)] == [
        f"/o/{founder.organisation.slug}/programmes/{programme.public_id}/organise/invite/"
    ]
    invite_to_programme(programme=programme, members=[colleague], actor=founder)
    assert shown(founder) == []


def test_an_admin_who_organises_nothing_asks_people_to_join(db):
    admin = make_member(make_organisation(), "Edda", is_admin=True)
    colleague = make_member(admin.organisation, account=None)
    Programme.objects.create(organisation=admin.organisation, name="Coffee", first_round_on=dt.date(2026, 12, 1))
    assert [item.address for item in first_steps(admin)] == [f"/o/{admin.organisation.slug}/settings/invitations/"]
    Invitation.objects.create(organisation=admin.organisation, member=colleague)
    assert shown(admin) == []


def test_a_member_is_asked_for_none_of_it(founder):
    assert shown(make_member(founder.organisation)) == []


def test_an_admin_hears_that_no_mail_can_go_out(founder, settings):
    settings.MAILBOX = False
    assert "welcome.mail" in shown(founder)
    MailServer.objects.create(host="mail.example.org", from_address="mooring@example.org")
    assert "welcome.mail" not in shown(founder)


def test_it_stands_on_today(founder, enter):
    html = enter(founder).get(f"/o/{founder.organisation.slug}/").content.decode()
    assert "Bring your people in" in html
