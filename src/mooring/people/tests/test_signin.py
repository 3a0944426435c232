"""Signing in: by code or password, never by guessing, and nobody from outside."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

from mooring.people.models import Account
from mooring.people.signin import AccountAdapter
from mooring.testing import make_account, make_member, make_organisation

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def account(db):
    account = make_account("Amara Okonkwo-Lindqvist", "amara@example.org")
    account.set_password(PASSWORD)
    account.save()
    return account


def code_in(message) -> str:
    found = re.search(r"^([A-Z0-9][A-Z0-9-]{4,})$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def ask_for_code(client, email="amara@example.org"):
    return client.post(reverse("account_request_login_code"), {"email": email})


def test_a_code_by_mail_signs_in_and_its_subject_says_nothing_private(client, account):
    answer = ask_for_code(client)
    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [["amara@example.org"]]
    assert mail.outbox[0].subject == "Your code to sign in"
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
    assert signed_in(client)


def test_a_wrong_code_does_not_and_after_three_the_code_is_dead(client, account):
    ask_for_code(client)
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "WRONG-CODE"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
    assert not signed_in(client)


def test_a_password_signs_in(client, account):
    client.post(reverse("account_login"), {"login": "Amara@Example.org", "password": PASSWORD})
    assert signed_in(client)


def test_a_wrong_password_does_not(client, account):
    client.post(reverse("account_login"), {"login": "amara@example.org", "password": "something else"})
    assert not signed_in(client)


def test_whether_an_account_exists_cannot_be_told_from_the_page(db, account):
    known, unknown = Client(), Client()
    answers = [ask_for_code(known), ask_for_code(unknown, "nobody@example.org")]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    pages = [client.get(reverse("account_confirm_login_code")) for client in (known, unknown)]
    assert [page.status_code for page in pages] == [200, 200]
    texts = [re.sub(r'(nonce|value)="[^"]*"', "", page.content.decode()) for page in pages]
    texts = [re.sub(r"X-CSRFToken[^}]*", "", text) for text in texts]
    assert texts[0].replace("amara@example.org", "-") == texts[1].replace("nobody@example.org", "-")
    assert mail.outbox[1].subject == "No account with this address"


def test_a_password_reset_tells_nothing_either(db, account):
    known = Client().post(reverse("account_reset_password"), {"email": "amara@example.org"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.headers.get("Location")) == (unknown.status_code, unknown.headers.get("Location"))


def test_nobody_signs_up_from_outside(client, db):
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.exists()
    assert not signed_in(client)


def test_a_closed_account_cannot_come_in(client, account):
    Account.objects.update(is_active=False)
    client.post(reverse("account_login"), {"login": "amara@example.org", "password": PASSWORD})
    assert not signed_in(client)
    ask_for_code(client)
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0]) if "code" in mail.outbox[0].subject else "X"})
    assert not signed_in(client)


def test_codes_cannot_be_asked_for_without_end(account):
    for _ in range(6):
        ask_for_code(Client())
    assert len(mail.outbox) == 3


def test_the_mail_is_in_the_receivers_language_not_the_browsers(account, monkeypatch):
    spoken = []
    render = AccountAdapter.render_mail
    monkeypatch.setattr(AccountAdapter, "render_mail", lambda *given, **more: spoken.append(get_language()) or render(*given, **more))
    Account.objects.update(language="de")
    ask_for_code(Client(headers={"accept-language": "en"}))
    assert spoken == ["de"]


def test_a_second_address_signs_in_once_it_is_shown_to_be_mine_and_can_become_the_first(account):
    client = Client()
    client.post(reverse("account_login"), {"login": "amara@example.org", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "amara.private@example.net"})
    assert not EmailAddress.objects.filter(email="amara.private@example.net", verified=True).exists()
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mail.outbox[-1])})
    assert EmailAddress.objects.filter(user=account, email="amara.private@example.net", verified=True).exists()
    client.post(reverse("account_email"), {"action_primary": "", "email": "amara.private@example.net"})
    account.refresh_from_db()
    assert account.email == "amara.private@example.net"
    client.post(reverse("account_email"), {"action_remove": "", "email": "amara@example.org"})
    assert list(account.emailaddress_set.values_list("email", flat=True)) == ["amara.private@example.net"]


def test_an_authenticator_is_asked_for_after_the_code_and_a_recovery_code_does_as_well(client, account):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(account, secret)
    recovery = RecoveryCodes.activate(account).get_unused_codes()[0]
    ask_for_code(client)
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": recovery})
    assert signed_in(client)


def test_adding_a_factor_asks_again_who_one_is(client, account):
    client.force_login(account)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_session_notes_where_it_was_used_at_most_every_ten_minutes(client, account):
    organisation = make_organisation()
    make_member(organisation, account=account)
    client.force_login(account)
    address = f"/o/{organisation.slug}/"
    client.get(address, headers={"user-agent": "First"})
    client.get(address, headers={"user-agent": "Second"})
    assert [one.user_agent for one in UserSession.objects.filter(user=account)] == ["First"]


def test_when_the_mail_server_is_away_the_page_says_so(account, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    client = Client(raise_request_exception=False)
    answer = ask_for_code(client)
    assert answer.status_code == 503
    assert "The mail could not go out" in answer.content.decode()
