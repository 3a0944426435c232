"""Which address mail goes to, and what a daily digest looks like."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from mooring import testing
from mooring.boundaries.queries import hours_of_account
from mooring.channels.mail import channel, queries
from mooring.channels.mail.models import Mark
from mooring.notices import actions, register
from mooring.notices.models import Notice, Switch, Topic
from mooring.notices.receivers import Receiver
from mooring.notices.register import Letter, Section

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
WORK, PRIVATE = Notice.Scope.ORGANISATION, Notice.Scope.PRIVATE


def goes_to(member, scope):
    receiver = Receiver("en", hours_of_account(member.account), member.account, member if scope is WORK else None)
    return queries.addresses_for([receiver], scope).get(0)


def owns(member, address, *, verified=True):
    EmailAddress.objects.create(user=member.account, email=address, verified=verified)


@pytest.mark.parametrize(
    ("recorded", "address", "is_work"),
    [
        ("amara@larkfield.example", "amara@larkfield.example", True),
        ("amara@larkfield.example", "Amara.O@Larkfield.example", True),
        ("amara@larkfield.example", "amara@sub.larkfield.example", False),
        ("amara@larkfield.example", "amara@home.example", False),
        ("amara@gmail.com", "Amara@gmail.com", True),  # what an organisation itself writes to
        ("amara@gmail.com", "amara.private@gmail.com", False),  # anybody's domain says nothing
        ("", "amara@larkfield.example", False),
    ],
)
def test_what_an_address_is_from_the_start(recorded, address, is_work):
    assert queries.looks_like_work(address, [recorded]) is is_work


def test_work_goes_to_work_and_what_is_private_to_ones_own_and_never_the_other_way_round(cast):
    owner = cast.owner
    assert goes_to(owner, WORK) == owner.account.email
    assert goes_to(owner, PRIVATE) is None
    owns(owner, "amara@home.example", verified=False)
    assert goes_to(owner, PRIVATE) is None
    EmailAddress.objects.filter(email="amara@home.example").update(verified=True)
    assert (goes_to(owner, WORK), goes_to(owner, PRIVATE)) == (owner.account.email, "amara@home.example")
    Mark.objects.create(account=owner.account, address=owner.account.email, is_work=False)
    assert (goes_to(owner, WORK), goes_to(owner, PRIVATE)) == (None, owner.account.email)
    Mark.objects.create(account=owner.account, address="amara@home.example", is_work=True)
    assert goes_to(owner, WORK) == "amara@home.example"


def test_of_two_organisations_each_writes_to_its_own_address(cast):
    other = testing.make_member(testing.make_organisation("Quay"), account=cast.owner.account, work_address="amara@quay.example")
    owns(other, "amara@quay.example")
    assert goes_to(cast.owner, WORK) == cast.owner.account.email
    assert goes_to(other, WORK) == "amara@quay.example"


def test_addresses_of_many_take_three_queries(cast, django_assert_num_queries):
    accounts = [testing.make_member(cast.organisation).account for _ in range(6)]
    with django_assert_num_queries(3):
        assert len(queries.addresses_of(accounts)) == 6


class Said:
    def still_true(self, notice):
        return notice.detail != "gone"

    def word(self, notice):
        sections = [Section(heading="When", choices=[("Tuesday", "https://example.org/pick")])]
        return Letter(f"About {notice.thing}", paragraphs=["Grüße."], sections=sections, button=("Open", "https://example.org/x"))


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


def test_a_digest_is_one_mail_with_all_of_them_and_each_reason(cast, clock, monkeypatch):
    monkeypatch.setattr(register, "_KINDS", dict(register._KINDS))
    register.kind("t.one", title="One", because="You asked for one.", switch="Ones", topic=Topic.REMINDERS)(Said)
    register.kind("t.two", title="Two", because="You asked for two.", topic=Topic.REMINDERS)(Said)
    for number, (kind, detail) in enumerate([("t.one", ""), ("t.two", ""), ("t.one", "gone")]):
        actions.put(kind, member=cast.owner, thing=f"thing{number}", key=str(number), detail=detail)
    assert actions.send_due() == 2
    letter = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert letter.subject == "2 things for you today"
    for said in ("About thing0", "About thing1", "You asked for one.", "You asked for two.", "Tuesday", "https://example.org/x"):
        assert said in letter.body
    assert "thing2" not in letter.body
    assert letter.extra_headers["Message-ID"] == f"<{Notice.objects.first().digest.public_id}@localhost>"
    assert "References" not in letter.extra_headers
    # The mail program's own button stops whatever in it can be stopped.
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert Client().post(stop.partition("/l/")[1] + stop.partition("/l/")[2], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Switch.objects.values_list("account", "kind")) == [(cast.owner.account.pk, "t.one")]


def test_each_says_of_their_own_addresses_alone_which_are_for_work(cast, enter):
    owns(cast.owner, "amara@home.example")
    page, client = reverse("mail_addresses"), enter(cast.owner)
    for address in (cast.match.account.email, "nobody@example.org"):
        assert client.post(page, {"address": address, "is": "own"}).status_code == 404
    assert client.post(page, {"address": "amara@home.example", "is": "elsewhere"}).status_code == 404
    assert not Mark.objects.exists()
    assert "your own: no organisation has it" in client.get(page).content.decode()
    client.post(page, {"address": "amara@home.example", "is": "work"})
    assert "for work, you say" in client.get(page).content.decode()
    assert goes_to(cast.owner, PRIVATE) is None


def test_many_mails_go_by_few_connections_and_after_a_failure_by_a_new_one(cast, clock, monkeypatch):
    monkeypatch.setattr(register, "_KINDS", dict(register._KINDS))
    register.kind("t.one", title="One", because="So.", timed=True)(Said)
    monkeypatch.setattr(channel, "PER_CONNECTION", 3)
    did = []
    monkeypatch.setattr(EmailBackend, "open", lambda self: did.append("open"))
    monkeypatch.setattr(EmailBackend, "close", lambda self: did.append("close"))
    sending = EmailBackend.send_messages

    def send(self, messages):
        did.append("send")
        if did.count("send") == 2:
            raise TimeoutError
        return sending(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    for number in range(4):
        actions.put("t.one", member=cast.owner, thing="x", key=str(number))
    assert actions.send_due() == 3
    assert "".join(one[0] for one in did if one != "open") == "s" + "sc" + "cs" + "s" + "c"
    assert did.count("open") == 5  # where it is open already that does nothing
