"""What is one's own alone opens only for who has shown something that no organisation holds."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from mooring.channels.mail.models import Mark
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.things import Contact
from mooring.core.routes import Who, all_routes, route, who_may
from mooring.core.time import now
from mooring.people import opening
from mooring.people.models import Account, KnownAddress, Member, SignIn
from mooring.testing import Cast, make_account, make_member, open_private

OPEN = "/you/open"
OWN = "amara.at.home@example.net"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def owner(cast: Cast) -> Account:
    """Somebody in an organisation, who signs in at the organisation's address and keeps one person."""
    account = cast.owner.account
    assert account is not None
    with editing(account) as book:
        book.put(Contact(name="Elsa Marker"))
    return account


def with_own_address(account: Account) -> None:
    EmailAddress.objects.create(user=account, email=OWN, verified=True)


def sign_in(address: str) -> Client:
    """Sign in as people do: a code to an address."""
    client = Client(headers={"user-agent": "Firefox on Linux"})
    mail.outbox.clear()
    client.post("/sign/login/code/", {"email": address})
    client.post("/sign/login/code/confirm/", {"code": code_of()})
    return client


def code_of() -> str:
    found = re.search(r"^\s*([0-9A-Z-]{6,9})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def is_shut(client: Client) -> bool:
    answer = client.get("/circle/")
    return answer.status_code == 302 and answer.headers["Location"] == f"{OPEN}?next=%2Fcircle%2F"


# Who must show more, and who need not


def test_a_code_to_the_address_at_work_signs_in_and_opens_nothing(owner: Account) -> None:
    with_own_address(owner)
    client = sign_in(owner.email)
    assert client.get("/you/").status_code == 200
    assert is_shut(client)
    page = client.get("/circle/", follow=True).content.decode()
    assert "Send a code to a…@e….net" in page
    assert OWN not in page
    assert "Elsa Marker" not in page


def test_a_code_to_an_address_of_ones_own_opens_it_at_once(owner: Account) -> None:
    with_own_address(owner)
    assert "Elsa Marker" in sign_in(OWN).get("/circle/").content.decode()
    assert list(SignIn.objects.values_list("what", "how", "address").order_by("pk")) == [("in", "code", OWN), ("opened", "code", OWN)]


def test_whom_nobody_else_could_sign_in_as_is_asked_nothing(owner: Account) -> None:
    alone = make_account(email="alone@example.net")
    assert sign_in(alone.email).get("/circle/").status_code == 200
    assert list(SignIn.objects.filter(account=alone).values_list("what", flat=True)) == ["in"]


def test_a_member_whose_only_address_is_their_own_is_asked_nothing(cast: Cast, owner: Account) -> None:
    Member.objects.filter(account=owner).update(work_address="amara@larkfield.example")
    EmailAddress.objects.filter(user=owner).update(email=OWN)
    Account.objects.filter(pk=owner.pk).update(email=OWN)
    assert sign_in(OWN).get("/circle/").status_code == 200


def test_after_leaving_the_address_at_work_still_opens_nothing(cast: Cast, owner: Account) -> None:
    with_own_address(owner)
    Member.objects.filter(account=owner).update(left_at=now())
    assert is_shut(sign_in(owner.email))


def test_a_code_to_an_address_of_ones_own_opens_a_session_that_was_shut_and_brings_one_back(owner: Account) -> None:
    with_own_address(owner)
    client = sign_in(owner.email)
    answer = client.post(OPEN, {"by": "0", "next": "/circle/"})
    assert [one.to for one in mail.outbox[-1:]] == [[OWN]]
    code = code_of()
    assert client.post(OPEN, {"code": "WRONG123", "next": "/circle/"}).status_code == 422
    assert is_shut(client)
    answer = client.post(OPEN, {"code": code, "next": "/circle/"})
    assert answer.headers["Location"] == "/circle/"
    assert client.get("/circle/").status_code == 200
    assert is_shut(sign_in(owner.email)), "another device"


def test_three_wrong_codes_use_it_up_and_it_opens_for_nobody_else(owner: Account, cast: Cast) -> None:
    with_own_address(owner)
    client = sign_in(owner.email)
    client.post(OPEN, {"by": "0"})
    code = code_of()
    assert Client().post(OPEN, {"code": code}).headers["Location"].startswith("/sign/login")
    for _ in range(3):
        client.post(OPEN, {"code": "WRONG123"})
    assert client.post(OPEN, {"code": code}).status_code == 422
    assert is_shut(client)


def test_the_code_that_confirms_erasing_opens_nothing(owner: Account) -> None:
    client = sign_in(owner.email)
    client.post("/you/erase")
    code = code_of()
    with_own_address(owner)
    assert client.post(OPEN, {"code": code}).status_code == 422
    assert is_shut(client)


def test_a_way_back_that_leads_elsewhere_is_not_gone(owner: Account) -> None:
    client = sign_in(owner.email)
    answer = client.post(OPEN, {"by": "anyway", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_an_app_opens_at_sign_in_and_again_after_it_was_shut(owner: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    client = Client()
    client.post("/sign/login/code/", {"email": owner.email})
    answer = client.post("/sign/login/code/confirm/", {"code": code_of()})
    assert answer.headers["Location"].startswith("/sign/2fa/authenticate")
    client.post("/sign/2fa/authenticate/", {"code": totp(secret)})
    assert client.get("/circle/").status_code == 200
    session = UserSession.objects.get(user=owner)
    assert client.post("/you/sessions", {"session": session.pk, "do": "shut"}).status_code == 302
    assert is_shut(client)
    assert reverse("mfa_reauthenticate") in client.get(OPEN).content.decode()
    assert client.post(OPEN, {"by": "anyway"}).status_code == 404
    cache.clear()
    client.post(f"{reverse('mfa_reauthenticate')}?next=/circle/", {"code": totp(secret)})
    assert client.get("/circle/").status_code == 200
    assert set(SignIn.objects.values_list("what", "how")) == {("in", "app"), ("opened", "app")}


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    code: str = format_hotp_value(hotp_value(secret, counter))
    return code


# Nothing is set


def test_while_nothing_is_set_it_says_who_could_come_in_and_opens_at_a_press(owner: Account) -> None:
    client = sign_in(owner.email)
    page = client.get(OPEN).content.decode()
    assert f"Whoever can read mail at {owner.email} can have a code sent there" in page
    assert reverse("mfa_index") in page
    assert client.post(OPEN, {"by": "0"}).status_code == 404
    client.post(OPEN, {"by": "anyway"})
    assert client.get("/circle/").status_code == 200
    assert SignIn.objects.latest("pk").how == SignIn.How.NOTHING


@pytest.mark.django_db(transaction=True)  # allauth tells of a factor once it is really written
def test_the_first_factor_opens_where_it_is_set_and_shuts_out_whoever_else_was_in(owner: Account) -> None:
    others, client = sign_in(owner.email), sign_in(owner.email)
    for one in (others, client):
        one.post(OPEN, {"by": "anyway"})
        assert one.get("/circle/").status_code == 200
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    cache.clear()
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert client.get("/circle/").status_code == 200
    assert not client.get(reverse("mfa_view_recovery_codes")).headers.get("Location", "").startswith(OPEN)
    assert is_shut(others)
    assert others.get(reverse("mfa_view_recovery_codes")).headers["Location"].startswith(OPEN)
    assert others.post(OPEN, {"by": "anyway"}).status_code == 404


def test_an_address_of_ones_own_opens_where_it_is_confirmed(owner: Account) -> None:
    others, client = sign_in(owner.email), sign_in(owner.email)
    others.post(OPEN, {"by": "anyway"})
    client.post(reverse("account_email"), {"action_add": "", "email": OWN})
    client.post(reverse("account_email_verification_sent"), {"code": code_of()})
    assert client.get("/circle/").status_code == 200
    assert is_shut(others)


# Nobody makes themselves a way in


def test_a_shut_session_cannot_make_itself_a_way_to_open(owner: Account) -> None:
    with_own_address(owner)
    client = sign_in(owner.email)
    for name in ("account_email", "mail_addresses", "mfa_activate_totp", "mfa_add_webauthn"):
        for ask in (client.get, client.post):
            answer = ask(reverse(name))
            assert (answer.status_code, answer.headers["Location"][:9]) == (302, OPEN), name
    assert not Authenticator.objects.exists()
    assert open_private(client).get(reverse("account_email")).status_code == 200


def test_every_page_that_changes_a_factor_is_known() -> None:
    names = {pattern.name or "" for _address, pattern, who in all_routes() if who is Who.OUTSIDE}
    assert opening.FACTOR_PAGES - names == {"mail_addresses"}
    harmless = {"mfa_authenticate", "mfa_index", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
    assert {name for name in names if name.startswith("mfa_")} - opening.FACTOR_PAGES <= harmless | {"mfa_signup_webauthn", "mfa_trust"}


def test_an_organisation_that_writes_an_address_into_its_record_makes_it_not_its_own(cast: Cast, owner: Account) -> None:
    with_own_address(owner)
    sign_in(OWN)
    assert dict(KnownAddress.objects.values_list("address", "own")) == {OWN: True, owner.email: False}
    Member.objects.filter(account=owner).update(work_address=OWN)
    client = sign_in(owner.email)
    assert is_shut(client)
    assert client.post(OPEN, {"by": "anyway"}).status_code == 404
    Mark.objects.create(account=owner, address=OWN, is_work=True)
    assert opening.own_addresses(owner) == [], "but its owner may say so"


def test_an_address_is_known_as_ones_own_as_soon_as_it_is_confirmed(cast: Cast, owner: Account) -> None:
    client = sign_in(owner.email)
    client.post(reverse("account_email"), {"action_add": "", "email": OWN})
    client.post(reverse("account_email_verification_sent"), {"code": code_of()})
    Member.objects.filter(account=owner).update(work_address=OWN)
    assert opening.own_addresses(owner) == [OWN]
    assert is_shut(sign_in(owner.email))


def test_an_address_becomes_an_organisations_when_its_owner_joins_that(owner: Account, cast: Cast) -> None:
    account = make_account(email="lin@otherside.example")
    opening.remember_addresses(account)
    assert opening.own_addresses(account) == ["lin@otherside.example"]
    make_member(cast.stranger.organisation, account=account, work_address="lin@otherside.example")
    opening.joined(account)
    assert opening.own_addresses(account) == []
    anyones = make_account(email="lin@gmail.com")
    opening.remember_addresses(anyones)
    make_member(cast.stranger.organisation, account=anyones, work_address="lin@gmail.com")
    opening.joined(anyones)
    assert opening.own_addresses(anyones) == ["lin@gmail.com"]


# How long


def test_a_device_stays_open_for_thirty_days(owner: Account) -> None:
    with_own_address(owner)
    client = sign_in(OWN)
    client.get("/circle/")
    for days, shut in ((29, False), (31, True)):
        with time_machine.travel(now() + dt.timedelta(days=days)):
            session = client.session
            session["seen"] = int(now().timestamp())
            session.set_expiry(dt.timedelta(days=60))
            session.save()
            assert is_shut(client) is shut, days


def test_a_session_is_shut_from_another_by_its_owner_only(owner: Account, cast: Cast, enter) -> None:
    with_own_address(owner)
    client, here = sign_in(OWN), sign_in(OWN)
    client.get("/circle/")
    session = UserSession.objects.get(session_key=client.session.session_key)
    assert enter(cast.admin).post("/you/sessions", {"session": session.pk, "do": "shut"}).status_code == 404
    page = here.get("/you/sessions").content.decode()
    assert "what is yours alone is open until" in page
    here.post("/you/sessions", {"session": session.pk, "do": "shut"})
    assert is_shut(client)
    assert client.get("/you/").status_code == 200
    assert here.get("/circle/").status_code == 200


def test_who_came_in_is_shown_to_the_owner(owner: Account, cast: Cast, enter) -> None:
    with_own_address(owner)
    client = sign_in(OWN)
    client.get("/circle/")
    page = client.get("/you/sessions").content.decode()
    for words in ("signed in", "opened what is yours alone", "by a code sent to an address", OWN, "Firefox on Linux"):
        assert words in page, words
    assert OWN not in enter(cast.admin).get("/you/sessions").content.decode()


# Everywhere


def test_every_route_of_the_circle_is_of_the_private_half_or_asks_for_a_secret_of_its_own() -> None:
    found = [(address, who) for address, _pattern, who in all_routes() if address.startswith("circle/")]
    assert len(found) > 10
    assert [address for address, who in found if who not in {Who.PRIVATE, Who.LINK}] == []


def test_every_route_of_the_private_half_is_shut(owner: Account) -> None:
    with_own_address(owner)
    client = sign_in(owner.email)
    checked = 0
    for address, pattern, who in all_routes():
        if who is Who.PRIVATE:
            kwargs = {
                name: "1" if type(one).__name__ == "IntConverter" else "k8r363gkvc6" for name, one in pattern.pattern.converters.items()
            }
            for ask in (client.get, client.post):
                answer = ask(reverse(str(pattern.name), kwargs=kwargs))
                assert (answer.status_code, answer.headers["Location"][:9]) == (302, OPEN), address
            checked += 1
    assert checked > 10


def test_a_page_that_forgets_to_ask_is_stopped_where_it_reads(owner: Account, cast: Cast, enter, settings, monkeypatch) -> None:
    """The planted fault: a route of the circle that declares nothing private, and one that opens somebody else's."""

    def mine(request):
        return read(request.user) and None

    def theirs(request):
        return read(owner) and None

    patterns = [route("mine", mine, name="mine", who=Who.ACCOUNT), route("theirs", theirs, name="theirs", who=Who.ACCOUNT)]
    monkeypatch.setattr(get_resolver(), "url_patterns", [*patterns, *get_resolver().url_patterns])
    get_resolver()._populate()
    assert who_may(mine) is Who.ACCOUNT
    with_own_address(owner)
    assert sign_in(owner.email).get("/mine").headers["Location"].startswith(OPEN)
    assert enter(cast.admin).get("/theirs").headers["Location"].startswith(OPEN)


def test_a_page_that_is_not_private_leaves_private_things_out_while_shut(owner: Account, cast: Cast, enter) -> None:
    with_own_address(owner)
    with editing(owner) as book:
        book.put(Contact(name="Tuấn", colleague=cast.match.public_id))
    address = reverse("person", kwargs={"slug": cast.organisation.slug, "public_id": cast.match.public_id})
    assert "In your circle" in enter(cast.owner).get(address).content.decode()
    shut = sign_in(owner.email).get(address)
    assert (shut.status_code, "In your circle" in shut.content.decode()) == (200, False)


def test_a_request_by_htmx_is_led_there_as_a_whole_page(owner: Account) -> None:
    with_own_address(owner)
    answer = sign_in(owner.email).get("/circle/?q=e", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith(OPEN)


def test_outside_a_request_nothing_is_asked(owner: Account) -> None:
    assert [one.name for one in read(owner).lines()] == ["Elsa Marker"]
