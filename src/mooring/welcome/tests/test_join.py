"""Joining: one press, by the person alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django_tasks_db.models import DBTaskResult

from mooring.boundaries.models import Leave
from mooring.core import links
from mooring.core.links import Link
from mooring.core.time import now
from mooring.notices.actions import send_due
from mooring.notices.models import Notice
from mooring.people.actions import invite, mark_left, withdraw
from mooring.people.models import Account, Invitation, Member
from mooring.programmes.models import Enrolment, Programme, ProgrammeInvitation
from mooring.testing import make_account, make_member
from mooring.welcome import actions
from mooring.welcome.access import link_of

MONDAY = dt.datetime(2026, 11, 9, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def newcomer(cast) -> Member:
    return make_member(cast.organisation, "Yusuf Demirtaş", account=None, work_address="yusuf@larkfield.example")


@pytest.fixture
def invitation(cast, newcomer) -> Invitation:
    return invite(members=[newcomer], actor=cast.admin)[0]


def path(invitation, answer="yes") -> str:
    return "/join/" + link_of(invitation, answer).rsplit("/", 1)[-1]


def press(client, invitation, answer="yes"):
    return client.post(path(invitation, answer), {"answer": answer}, follow=True)


def test_looking_changes_nothing(client, invitation, newcomer):
    for answer in ("yes", "no"):
        assert client.get(path(invitation, answer)).status_code == 200
        assert client.head(path(invitation, answer)).status_code == 200
    newcomer.refresh_from_db()
    invitation.refresh_from_db()
    assert (newcomer.account, invitation.state) == (None, "open")


def test_a_link_made_up_or_of_another_kind_opens_nothing(client, invitation, newcomer):
    for token in ("x", links.make(Link("pick", newcomer.public_id, invitation.public_id), days=1)):
        assert client.get(f"/join/{token}").status_code == 410
        assert client.post(f"/join/{token}", {"answer": "yes"}).status_code == 410
    assert Account.objects.filter(name="Yusuf Demirtaş").count() == 0


def test_a_link_is_over_after_a_month_or_when_it_was_taken_back_or_the_person_left(client, cast, invitation, newcomer):
    address = path(invitation)
    with time_machine.travel(now() + dt.timedelta(days=31)):
        assert client.get(address).status_code == 410
    withdraw(invitation=invitation, actor=cast.admin)
    assert client.get(address).status_code == 410
    other = make_member(cast.organisation, account=None)
    second = invite(members=[other], actor=cast.admin)[0]
    mark_left(member=other, actor=cast.admin)
    assert press(client, second).status_code == 410


def test_the_page_says_who_invites_and_what_is_shared(client, cast, invitation):
    html = client.get(path(invitation)).content.decode()
    assert "Siobhán Daly invites you to Mooring at Larkfield." in html
    assert "What is shared, and with whom" in html
    assert "yusuf@larkfield.example" not in html.lower()


def test_one_press_joins_with_a_new_account_that_can_sign_in_by_code_at_once(client, invitation, newcomer):
    html = press(client, invitation).content.decode()
    assert "You are in" in html
    newcomer.refresh_from_db()
    assert newcomer.account.email == "yusuf@larkfield.example"
    assert "_auth_user_id" not in client.session, "a link signs nobody in"
    client.post(f"{path(invitation)}/code")
    code = re.search(r"^([A-Z0-9-]{5,})$", mail.outbox[0].body, re.MULTILINE)[1]
    client.post("/sign/login/code/confirm/", {"code": code})
    assert client.session["_auth_user_id"] == str(newcomer.account.pk)
    assert client.get("/").headers["Location"] == f"/o/{newcomer.organisation.slug}/welcome/"


def test_pressing_twice_joins_once(client, invitation, newcomer):
    press(client, invitation)
    press(Client(), invitation)
    assert EmailAddress.objects.filter(email="yusuf@larkfield.example").count() == 1


def test_a_no_is_seen_by_nobody_and_is_final(client, cast, invitation, newcomer, enter):
    html = press(client, invitation, "no").content.decode()
    assert "Nobody is told" in html
    invitation.refresh_from_db()
    assert invitation.state == "refused"
    assert press(client, invitation).status_code == 410
    assert actions.remind_invitations() == 0


def test_whoever_has_an_account_already_joins_it_by_their_own_click_only(client, cast, invitation, newcomer):
    account = make_account("Yusuf", "yusuf@larkfield.example")
    html = press(client, invitation).content.decode()
    assert "There is an account with this address already." in html
    newcomer.refresh_from_db()
    assert newcomer.account is None
    client.force_login(account)
    press(client, invitation)
    newcomer.refresh_from_db()
    assert newcomer.account == account


def test_a_private_account_can_take_the_membership(client, invitation, newcomer):
    private = make_account("Yusuf", "yusuf.private@example.net")
    client.force_login(private)
    assert "It joins the account you are signed in with" in client.get(path(invitation)).content.decode()
    press(client, invitation)
    newcomer.refresh_from_db()
    assert newcomer.account == private
    assert not Account.objects.filter(email="yusuf@larkfield.example").exists()


def test_an_account_that_is_somebody_else_here_is_refused_in_a_sentence(cast, invitation, enter, newcomer):
    answer = press(enter(cast.owner), invitation)
    assert answer.status_code == 422
    newcomer.refresh_from_db()
    assert newcomer.account is None


def test_a_code_is_sent_only_to_whoever_has_joined(client, invitation):
    assert client.post(f"{path(invitation)}/code").status_code == 410
    assert mail.outbox == []


def test_the_press_also_enrols_where_the_invitation_was_to_a_programme(client, cast, invitation, newcomer):
    programme = Programme.objects.create(organisation=cast.organisation, name="Coffee across teams", first_round_on=dt.date(2026, 12, 1))
    ProgrammeInvitation.objects.create(invitation=invitation, programme=programme)
    assert "Coffee across teams" in client.get(path(invitation)).content.decode()
    press(client, invitation)
    assert Enrolment.objects.filter(programme=programme, member=newcomer, state="in").count() == 1


def test_guessing_links_is_slowed_down_and_holding_one_is_not(client, invitation):
    address = path(invitation)
    assert {client.get(address).status_code for _ in range(70)} == {200}
    with time_machine.travel(MONDAY, tick=False):
        answers = [client.get("/join/x").status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (410, 429)


def outbox_of(member) -> list[str]:
    return list(Notice.objects.filter(member=member).order_by("pk").values_list("kind", flat=True))


def test_one_letter_goes_out_in_the_persons_hours_one_reminder_after_a_week_and_then_silence(cast, newcomer):
    with time_machine.travel(MONDAY, tick=False) as clock:
        invitation = invite(members=[newcomer], actor=cast.admin)[0]
        for _ in range(2):
            actions.send_invitation(invitation.pk)
        assert outbox_of(newcomer) == ["people.invitation"]
        send_due()
        assert [message.to for message in mail.outbox] == [["yusuf@larkfield.example"]]
        assert "Yes, count me in" in mail.outbox[0].body
        clock.shift(dt.timedelta(days=6))
        assert actions.remind_invitations() == 0
        clock.shift(dt.timedelta(days=1))
        assert actions.remind_invitations() == 1
        assert actions.remind_invitations() == 0
        send_due()
        assert len(mail.outbox) == 2
        assert "the only reminder" in mail.outbox[1].body
        clock.shift(dt.timedelta(days=60))
        assert actions.remind_invitations() == 0
    assert outbox_of(newcomer) == ["people.invitation", "people.invitation_reminder"]


def test_whoever_has_answered_is_not_written_to_even_when_the_letter_waits(cast, client, newcomer):
    with time_machine.travel(MONDAY, tick=False) as clock:
        Leave.objects.create(member=newcomer, first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 10))
        invitation = invite(members=[newcomer], actor=cast.admin)[0]
        actions.send_invitation(invitation.pk)
        assert send_due() == 0
        press(client, invitation, "no")
        clock.shift(dt.timedelta(days=2))
        assert send_due() == 0
    assert mail.outbox == []


def test_inviting_puts_the_letter_on_the_queue(cast, newcomer):
    invite(members=[newcomer], actor=cast.admin)
    assert DBTaskResult.objects.filter(task_path__endswith="send_invitation").count() == 1


def test_behind_one_address_no_guessing_of_others_shuts_a_real_link(client, invitation):
    with time_machine.travel(MONDAY, tick=False):
        assert [client.get("/join/guessed").status_code for _ in range(61)][-1] == 429
        assert client.get(path(invitation)).status_code == 200
        assert press(client, invitation).status_code == 200


def test_links_that_are_over_are_opened_as_often_as_people_like(client, cast, invitation):
    over = path(invitation)
    withdraw(invitation=invitation, actor=cast.admin)
    with time_machine.travel(MONDAY, tick=False):
        assert {client.get(over).status_code for _ in range(61)} == {410}
        assert client.get("/join/guessed").status_code == 410


def test_one_link_sends_only_so_many_codes(client, invitation, newcomer):
    press(client, invitation)
    with time_machine.travel(MONDAY, tick=False):
        answers = [client.post(f"{path(invitation)}/code").status_code for _ in range(7)]
    assert (answers[0], answers[-1]) == (302, 429)
