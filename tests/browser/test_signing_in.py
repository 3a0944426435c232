"""The pages of signing in, as a person meets them: with a passkey, without scripts, on a phone, in the dark."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from mooring.testing import make_account, make_member, make_organisation
from tests.browser.plugin import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "correct horse battery"
MANAGE = (
    "/sign/2fa/",
    "/sign/2fa/webauthn/",
    "/sign/2fa/webauthn/add/",
    "/sign/2fa/totp/activate/",
    "/sign/email/",
    "/sign/sessions/",
    "/sign/password/change/",
    "/sign/logout/",
)


@pytest.fixture
def account():
    account = make_account("Amara Okonkwo-Lindqvist", "amara@example.org")
    account.set_password(WORDS)
    account.save()
    return account


def sign_in(page):
    page.goto("/sign/login/")
    page.get_by_text("I would rather use a password").click()
    page.locator("#id_login").fill("amara@example.org")
    page.locator("#id_password").fill(WORDS)
    page.get_by_role("button", name="Sign in with my password").click()
    page.wait_for_url(lambda address: "/sign/login" not in address)


def test_a_passkey_is_made_and_opens_the_door(page, account):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    make_member(make_organisation(), account=account, work_address=account.email)
    sign_in(page)
    page.goto("/circle/")
    assert urlsplit(page.url).path == "/you/open", "a password is no more than whoever reads that mail could make"
    page.goto("/sign/2fa/webauthn/add/")
    if page.get_by_role("heading", name="Is it you?").is_visible():
        page.locator("#id_password").fill(WORDS)
        page.get_by_role("button", name="Go on").click()
    page.get_by_label("Sign in with this alone").check()
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda address: "/sign/login" not in address)
    # What is one's own alone opens with it, and again after it was shut.
    page.goto("/circle/")
    assert urlsplit(page.url).path == "/circle/"
    page.goto("/you/sessions")
    page.get_by_role("button", name=re.compile("Shut what is yours alone")).first.click()
    page.goto("/circle/")
    page.get_by_role("link", name="Use my passkey").click()
    page.get_by_role("button", name=re.compile("passkey", re.IGNORECASE)).click()
    page.wait_for_url(lambda address: urlsplit(address).path == "/circle/")


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_everyone_can_read_the_pages_of_signing_in(new_page, axe, account, viewport, scheme):
    """Those behind “Is it you?”, that question included; the walk of all pages reads what needs no password."""
    page = new_page(viewport=viewport, color_scheme=scheme)
    sign_in(page)
    for address in MANAGE:
        page.goto(address)
        if page.get_by_role("heading", name="Is it you?").is_visible():
            axe(page)
            page.locator("#id_password").fill(WORDS)
            page.get_by_role("button", name="Go on").click()
        page.wait_for_load_state()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than the screen"


def test_a_password_opens_the_door_without_scripts(new_page, account):
    page = new_page(java_script_enabled=False)
    sign_in(page)
    page.goto("/sign/2fa/")
    assert page.get_by_role("heading", name="Ways to sign in").is_visible()


def test_the_help_page_keeps_nothing(new_page, account):
    page = new_page()
    sign_in(page)
    before = page.context.cookies()
    page.goto("/help/")
    assert page.context.cookies() == before
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
