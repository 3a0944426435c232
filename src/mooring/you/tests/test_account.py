"""The account page: everything of mine in one place, and only mine."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from mooring.audit.actions import looked, record
from mooring.audit.models import Entry
from mooring.people.models import Account, Member
from mooring.you import actions


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def client(cast, enter):
    return enter(cast.owner)


def fresh(cast) -> Account:
    return Account.objects.get(pk=cast.owner.account.pk)


def test_nobody_signed_out_sees_any_of_it(db):
    for path in ("", "name", "looks", "mails", "sessions", "looked", "export", "erase"):
        assert Client().get(f"/you/{path}").status_code == 302


def test_the_name_is_kept_letter_for_letter(cast, client):
    name = "‘Áine  Ní Bhriain-O’Neill 山田"
    client.post("/you/name", {"name": name, "call_me": "Áine", "pronouns": "", "sort_key": ""})
    assert (fresh(cast).name, fresh(cast).get_short_name()) == (name, "Áine")
    assert Member.objects.get(pk=cast.owner.pk).shown_name == name


def test_a_name_is_needed(cast, client):
    before = fresh(cast).name
    client.post("/you/name", {"name": "   ", "call_me": ""})
    assert fresh(cast).name == before


def test_language_theme_and_link_are_kept(cast, client):
    client.post("/you/looks", {"language": "de", "theme": "dark", "meeting_link": "meet.example.org/amara"})
    account = fresh(cast)
    assert (account.language, account.theme, account.meeting_link) == ("de", "dark", "https://meet.example.org/amara")
    assert 'lang="de"' in client.get("/you/").content.decode()
    assert 'data-theme="dark"' in client.get("/you/").content.decode()


def test_each_field_says_who_sees_it_as_its_declaration_has_it(cast, client):
    name, looks = (client.get(f"/you/{page}").content.decode() for page in ("name", "looks"))
    assert name.count("Everyone in the organisation") == 4
    assert (looks.count("Only me"), looks.count("People I am matched with")) == (2, 1)


def test_a_link_without_https_is_refused_in_a_sentence(cast, client):
    answer = client.post("/you/looks", {"language": "", "theme": "", "meeting_link": "http://meet.example.org"})
    assert "begins with https://" in answer.content.decode()
    assert fresh(cast).meeting_link == ""


def test_kinds_of_mail_can_be_switched_off_and_on_again(cast, client):
    html = client.get("/you/mails").content.decode()
    names = re.findall(r'name="on" value="([^"]+)" checked', html)
    assert names
    client.post("/you/mails", {"on": names[1:]})
    assert set(cast.owner.account.notice_switches.values_list("kind", flat=True)) == {names[0]}
    client.post("/you/mails", {"on": names})
    assert not cast.owner.account.notice_switches.exists()


def test_a_session_is_ended_by_its_owner_only(cast, client, enter):
    other_place = enter(cast.owner)
    for one in (client, other_place):
        one.get("/you/")
    session = UserSession.objects.get(session_key=other_place.session.session_key)
    assert enter(cast.match).post("/you/sessions", {"session": session.pk}).status_code == 404
    assert enter(cast.admin).post("/you/sessions", {"session": session.pk}).status_code == 404
    assert client.post("/you/sessions", {"session": "x"}).status_code == 404
    client.post("/you/sessions", {"session": session.pk})
    assert other_place.get("/you/").status_code == 302
    assert client.get("/you/").status_code == 200


def test_who_looked_is_shown_to_the_person_and_to_nobody_else(cast, client, enter):
    looked("member.looked", actor=cast.admin.account, subject=cast.owner, acting_as=Entry.As.ADMIN, organisation=cast.organisation)
    record("member.roles", actor=cast.admin.account, subject=cast.owner, acting_as=Entry.As.ADMIN, organisation=cast.organisation)
    html = client.get("/you/looked").content.decode()
    assert "Siobhán Daly" in html
    assert "opened the record of a person" in html
    assert "changed the roles of a person" in html
    assert "Siobhán Daly" not in enter(cast.match).get("/you/looked").content.decode()


def test_what_admins_did_is_open_to_every_member_but_not_whom_it_concerned(cast, enter):
    record("member.roles", actor=cast.admin.account, subject=cast.owner, acting_as=Entry.As.ADMIN, organisation=cast.organisation)
    record("member.changed", actor=cast.owner.account, subject=cast.owner, acting_as=Entry.As.SELF, organisation=cast.organisation)
    address = f"/o/{cast.organisation.slug}/record"
    assert enter(cast.stranger).get(address).status_code == 404
    html = enter(cast.team_mate).get(address).content.decode()
    assert "changed the roles of a person" in html
    assert "Siobhán Daly" in html
    assert "Amara" not in html
    assert "changed the record of a person" not in html


def test_the_record_costs_the_same_however_long_it_is(cast, enter, django_assert_max_num_queries):
    for _ in range(60):
        record("site.added", actor=cast.admin.account, acting_as=Entry.As.ADMIN, organisation=cast.organisation)
    reader = enter(cast.team_mate)
    reader.get(f"/o/{cast.organisation.slug}/record")
    with django_assert_max_num_queries(12):
        reader.get(f"/o/{cast.organisation.slug}/record")


def test_leaving_is_ones_own_and_ends_what_one_sees(cast, client, enter):
    address = f"/you/leave/{cast.owner.public_id}"
    for other in (cast.match, cast.admin, cast.stranger):
        assert enter(other).post(address).status_code == 404
    client.post(address)
    assert Member.objects.get(pk=cast.owner.pk).left_at is not None
    assert client.get(f"/o/{cast.organisation.slug}/").status_code == 404
    assert "It is yours alone." in client.get("/").content.decode()


def test_the_only_admin_is_told_to_name_another_first(cast, enter):
    answer = enter(cast.admin).post(f"/you/leave/{cast.admin.public_id}")
    assert "needs an admin" in answer.content.decode()
    assert Member.objects.get(pk=cast.admin.pk).left_at is None


def code_of(message) -> str:
    found = re.search(r"^\s*([0-9A-Z]{8})\s*$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def test_whoever_signs_in_by_code_confirms_erasing_by_a_code(cast, client, django_capture_on_commit_callbacks):
    client.post("/you/erase")
    assert fresh(cast).erase_at is None
    for wrong in ("XXXXXXXX", ""):
        client.post("/you/erase", {"code": wrong})
    assert fresh(cast).erase_at is None
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/you/erase", {"code": code_of(mail.outbox[0]).lower()})
    assert fresh(cast).erase_at is not None
    assert mail.outbox[-1].subject == "Your account will be erased"


def test_the_code_dies_after_three_tries(cast, client):
    client.post("/you/erase")
    for _ in range(3):
        client.post("/you/erase", {"code": "XXXXXXXX"})
    client.post("/you/erase", {"code": code_of(mail.outbox[0])})
    assert fresh(cast).erase_at is None


def test_a_code_of_another_session_does_not_serve(cast, client, enter):
    client.post("/you/erase")
    enter(cast.owner).post("/you/erase", {"code": code_of(mail.outbox[0])})
    assert fresh(cast).erase_at is None


def test_whoever_has_a_password_shows_it_again(cast, enter):
    account = cast.owner.account
    account.set_password("a long pass phrase")
    account.save()
    client = enter(cast.owner)
    answer = client.post("/you/erase")
    assert answer.headers["Location"].startswith("/sign/reauthenticate/")
    assert fresh(cast).erase_at is None
    client.post(answer.headers["Location"], {"password": "a long pass phrase"})
    assert fresh(cast).erase_at is not None


def test_until_then_every_page_offers_to_stop_it(cast, client):
    actions.ask_to_erase(account=cast.owner.account)
    html = client.get(f"/o/{cast.organisation.slug}/").content.decode()
    assert "You will be erased on" in html
    client.post("/you/stay")
    assert "You will be erased on" not in client.get("/you/").content.decode()


def test_the_page_names_the_ways_in(cast, client):
    Authenticator.objects.create(user=cast.owner.account, type=Authenticator.Type.WEBAUTHN, data={})
    html = client.get("/you/").content.decode()
    assert "one passkey" in html
    assert cast.owner.account.email in html
