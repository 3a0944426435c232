"""``./mooring manage make_admin``: the way back for an organisation whose only admin has gone."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from mooring.audit.models import Entry
from mooring.people.actions import mark_left
from mooring.people.models import Account, Invitation, Member
from mooring.testing import make_account, make_member, make_organisation
from mooring.welcome.actions import remind_invitations


@pytest.fixture
def here(db):
    return make_organisation("Larkfield", slug="larkfield")


def run(*arguments):
    out = io.StringIO()
    call_command("make_admin", *arguments, stdout=out)
    return out.getvalue()


def opened(said):
    """The page behind the link that was printed."""
    return re.search(r"https?://[^/]+(/join/\S+)", said)[1]


def refusal(*arguments):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    return str(refused.value)


def test_who_has_joined_is_an_admin_at_once_and_signs_in_as_ever(here, enter):
    member = make_member(here, "Amara", is_organiser=True)
    assert run(member.account.email) == f"{member.account.email} is an admin of larkfield now.\n"
    member.refresh_from_db()
    assert (member.is_admin, member.is_organiser) == (True, True)
    assert enter(member).get(reverse("settings", args=["larkfield"])).status_code == 200
    assert not Invitation.objects.exists()


def test_an_address_of_ones_own_or_the_one_on_record_is_known(here):
    first = make_member(here, work_address="first@larkfield.example")
    second = make_member(here, work_address="second@larkfield.example")
    second.account.emailaddress_set.create(email="second@home.example", verified=True)
    run("First@Larkfield.example")
    run("second@home.example")
    assert set(Member.objects.filter(is_admin=True)) == {first, second}


def test_who_has_not_joined_gets_a_link_and_joins_by_their_own_press(here):
    member = make_member(here, "Zbigniew", account=None, work_address="zb@larkfield.example")
    said = run("zb@larkfield.example")
    assert "it works for 30 days" in said
    assert not Account.objects.exists()
    Client().post(opened(said), {"answer": "yes"})
    member.refresh_from_db()
    assert member.is_admin
    assert member.account.email == "zb@larkfield.example"


def test_somebody_new_is_named_and_an_account_they_have_is_not_taken_for_them(here):
    theirs = make_account(email="ann@example.org")
    said = run("ann@example.org", "--name", "Ann Lee")
    Client().post(opened(said), {"answer": "yes"})
    member = Member.objects.get(name="Ann Lee")
    assert (member.is_admin, member.account) == (True, None)
    own = Client()
    own.force_login(theirs)
    own.post(opened(said), {"answer": "yes"})
    member.refresh_from_db()
    assert member.account == theirs


def test_asked_again_the_link_is_printed_again_and_no_letter_follows(here):
    make_member(here, account=None, work_address="zb@larkfield.example")
    run("zb@larkfield.example")
    assert "/join/" in run("zb@larkfield.example")
    assert Invitation.objects.get().state == "open"
    assert Entry.objects.filter(verb="admin.appointed").count() == 1
    assert remind_invitations() == 0


def test_every_member_can_read_it(here, enter):
    reader, member = make_member(here), make_member(here)
    run(member.account.email)
    page = enter(reader).get(reverse("record", args=["larkfield"])).content.decode()
    assert "made a person an admin, from the server’s console" in page
    assert "Mooring itself" in page


def test_the_organisation_is_named_where_there_are_several(here):
    other = make_organisation("Otherside", slug="otherside")
    member = make_member(other)
    assert refusal(member.account.email) == "Say which organisation: --organisation SLUG, one of larkfield, otherside."
    assert refusal(member.account.email, "--organisation", "x") == ("There is no organisation “x”. Here there is: larkfield, otherside.")
    assert refusal(member.account.email, "--organisation", "larkfield") == (
        f"Nobody at larkfield has the address {member.account.email}. To add somebody new, give their name too: --name NAME."
    )
    run(member.account.email, "--organisation", "otherside")
    assert Member.objects.get(is_admin=True) == member


def test_what_is_unclear_is_refused_in_one_sentence_and_changes_nothing(here):
    admin = make_member(here, is_admin=True)
    left = make_member(here, work_address="left@larkfield.example")
    mark_left(member=left, actor=None)
    closed = make_member(here)
    Account.objects.filter(pk=closed.account_id).update(is_active=False)
    make_member(here, work_address="two@larkfield.example")
    make_member(here).account.emailaddress_set.create(email="two@larkfield.example", verified=True)
    before = list(Member.objects.order_by("pk").values())
    assert refusal("nonsense") == "“nonsense” is not an address."
    assert refusal(admin.account.email) == f"{admin.account.email} is an admin of larkfield already."
    assert (
        refusal("left@larkfield.example")
        == "Whoever has the address left@larkfield.example has left larkfield. Name somebody who is there."
    )
    assert refusal(closed.account.email) == f"The account of {closed.account.email} is closed. Name somebody who can sign in."
    assert refusal("two@larkfield.example") == (
        "two@larkfield.example could be more than one person at larkfield. Name another address of theirs."
    )
    assert list(Member.objects.order_by("pk").values()) == before


def test_an_empty_installation_says_what_comes_first(db):
    assert refusal("ann@example.org") == (
        "Nobody has set this installation up yet, so it has no organisation. "
        "Run “./mooring serve”, open the link it prints and choose “For my organisation”; then run this command again."
    )
