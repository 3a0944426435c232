"""Every page of the URL table in Chromium: read by axe in both themes and at both widths, in the pseudo-language, without scripts."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from mooring.core.routes import Who, all_routes
from mooring.testing import open_private
from tests.browser.plugin import DESK, PHONE
from tests.browser.words import READ, data_words, unmarked
from tests.walks.examples import ROLES, Example, Stop, World, make_world, stops

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOWNLOADS = {"mfa_download_recovery_codes", "mfa_login_webauthn"}
# A page of samples: its buttons do nothing, and its words are made up.
SAMPLES = {"design"}
# Colours glide from one theme to the other.
SETTLED = "() => Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations < 9).map((one) => one.finished))"
# The words of buttons one can see that belong to no form and fold nothing open.
IDLE = """() => [...document.querySelectorAll("button")]
  .filter((one) => one.form === null && !one.closest("summary, dialog") && one.checkVisibility()).map((one) => one.innerText)"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def world(transactional_db):
    return make_world()


def pages(world: World) -> list[tuple[str | None, Stop]]:
    """Every route that is a page, with one of the cast who may open it."""
    found = []
    for stop in stops(world):
        if not stop.example.page:
            continue
        nobody = stop.who in {Who.PUBLIC, Who.LINK, Who.SETUP}
        role = None if nobody else next((role for role in ROLES if stop.may_open(role)), None)
        if role is not None or nobody:
            found.append((role, stop))
    return found + [(role, stop) for stop in outside() for role in (None, "owner")]


def outside() -> list[Stop]:
    """The sign-in package's pages, those whose address holds nothing; they guard themselves."""
    return [
        Stop(pattern.name or address, who, pattern, Example())
        for address, pattern, who in all_routes()
        if who is Who.OUTSIDE and "<" not in address and pattern.name not in DOWNLOADS
    ]


def sign_in(context, world: World, role: str | None, address: str, *, opened: bool = True) -> None:
    context.clear_cookies()
    if role is None:
        return
    client = Client()
    client.force_login(world.member(role).account)
    if opened:
        open_private(client)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": address}]
    )


def walk(page, world: World, live_server):
    """Open each page in turn; yields its stop once it stands."""
    led_to = set()
    for role, stop in pages(world):
        sign_in(page.context, world, role, live_server.url, opened=stop.name != "you_open")
        answer = page.goto(stop.address(world.cast.organisation.slug))
        if answer is None or answer.status == 405:
            continue  # takes a post only: nothing to look at
        if answer.request.redirected_from is not None:
            # Many lead to the page of signing in, or to Today.
            place = (role, urlsplit(page.url).path)
            if place in led_to:
                continue
            led_to.add(place)
        there = {404, 410} if stop.is_over else {200}
        assert answer.status in there or stop.who is Who.OUTSIDE, f"{stop.name} answers {answer.status}"
        yield stop


# A small phone, or a desk magnified fourfold.
NARROW = {"width": 340, "height": 700}
# Each theme and each width once: colours do not depend on the width, nor places on the theme.
LOOKS = [("dark", PHONE), ("light", DESK)]
# What axe reads of a page that may come out otherwise in another theme or width; all else it has then read already.
OF_THE_LOOK = {"runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]}


@pytest.mark.slow
def test_axe_finds_nothing_and_nothing_overflows(world, new_page, axe, live_server, complaints):
    complaints.expect("status of 4(00|03|04|10)")  # links that are over answer so on purpose
    page = new_page(reduced_motion="reduce")
    faults, frames = [], set()
    for stop in walk(page, world, live_server):
        # What stands around a page, other at each width, is the same for everyone who may open it.
        whole = stop.who not in frames
        frames.add(stop.who)
        for scheme, size in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            page.evaluate(SETTLED)
            try:
                axe(page, **({} if whole or size == PHONE else OF_THE_LOOK))
            except AssertionError as fault:
                faults.append(f"{stop.name}, {scheme}, {size['width']} px wide: {fault}")
            for width in (PHONE, NARROW) if size == PHONE else (size,):
                if width == NARROW:
                    page.set_viewport_size(NARROW)
                over = page.evaluate(OVERFLOW)
                if over > 0:
                    faults.append(f"{stop.name} is {over} px wider than {width['width']} px")
    assert not faults, "\n".join(faults)


@pytest.mark.slow
def test_without_scripts_every_page_stands_and_in_the_pseudo_language_no_word_was_left_unmarked(world, new_page, live_server, complaints):
    complaints.expect("status of 4(00|03|04|10)")
    page = new_page(viewport=PHONE, locale=settings.PSEUDO_LANGUAGE, java_script_enabled=False)
    data = data_words()
    faults = []
    for stop in walk(page, world, live_server):
        source = page.content()
        if not re.search(r"<main\b", source) or not re.search(r"<h1\b", source):
            faults.append(f"{stop.name} has no main part or heading")
        if re.search(r"\son\w+=|javascript:", source):
            faults.append(f"{stop.name} carries script in an attribute")
        if page.locator("html").get_attribute("dir") != "rtl":
            faults.append(f"{stop.name} is not right to left")
        over = page.evaluate(OVERFLOW)
        if over > 0:
            faults.append(f"{stop.name} is {over} px wider than the screen when its words are longer")
        if stop.name in SAMPLES:
            continue
        faults += [f"{stop.name}: “{words}” does nothing without scripts" for words in page.evaluate(IDLE)]
        texts = page.evaluate(READ)
        if unmarked(texts, data):
            data |= data_words()  # opening a page may write a row, whose words are data too
        if words := unmarked(texts, data):
            faults.append(f"{stop.name} says, unmarked: {', '.join(words)}")
    assert not faults, "\n".join(faults)


def test_an_unmarked_word_is_caught():
    assert unmarked(["⟦Ƥíçķ ⟦á⟧ Nguyen⟧ forgotten ", "Lisbon 9:00"], {"lisbon"}) == ["forgotten"]
