"""A circle in the browser: somebody drawn to another ring by finger while the page still scrolls, and the whole way by keyboard alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from mooring.circle.actions import people
from mooring.circle.book import read
from mooring.circle.things import Need, Tier, Touch
from mooring.testing import make_account, open_private
from tests.browser.plugin import PHONE
from tests.browser.test_keyboard import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("Ari", "Bea", "Cem", "Dora", "Elsa")
# The middle of somebody's dot, and a place on another ring right below or above it, on the screen.
PLACES = """([id, tier]) => {
  const dot = [...document.querySelectorAll(`.rings a[data-id="${id}"]`)].find((one) => one.checkVisibility());
  const ring = dot.ownerSVGElement.querySelectorAll(".ring")[tier];
  const matrix = dot.ownerSVGElement.getScreenCTM();
  const at = dot.transform.baseVal.consolidate().matrix;
  const here = new DOMPoint(at.e, at.f).matrixTransform(matrix);
  const there = new DOMPoint(0, ring.ry.baseVal.value).matrixTransform(matrix);
  return { here: { x: here.x, y: here.y }, there: { x: there.x, y: there.y } };
}"""


class Finger:
    """One finger on a page, as the browser's own protocol moves it; a second one where it is wanted."""

    def __init__(self, page):
        self._wire = page.context.new_cdp_session(page)

    def down(self, *places):
        self._send("touchStart", *places)

    def move(self, *places):
        self._send("touchMove", *places)

    def up(self):
        self._send("touchEnd")

    def sweep(self, place, up: int):
        self.down(place)
        for part in range(1, 11):
            self.move({**place, "y": place["y"] - up * part / 10})
        self.up()

    def _send(self, kind, *places):
        self._wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{**one, "id": at} for at, one in enumerate(places)]})


@pytest.fixture
def account():
    """Somebody with five close people, Ari the first, and no organisation."""
    account = make_account("Alone", timezone="UTC")
    for name in NAMES:
        people.add(account=account, said={"name": name, "tier": Tier.CLOSE})
    return account


@pytest.fixture
def enter(live_server):
    def enter(page, account):
        client = Client()
        client.force_login(account)
        open_private(client)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return enter


@pytest.fixture
def phone(new_page, enter, account) -> Iterator[object]:
    """The circle on a telephone."""
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    enter(page, account)
    page.goto("/circle/")
    page.locator("#map").scroll_into_view_if_needed()
    return page


def places(page, account, tier: Tier):
    found = page.evaluate(PLACES, [read(account).lines().__next__().id, int(tier)])
    return found["here"], found["there"]


def follow(page, words: str) -> None:
    """Tab to a link or a button, press Enter, and wait for the page it leads to."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tiers(account) -> list[Tier]:
    return [line.tier for line in read(account).lines()]


def test_a_finger_that_holds_still_draws_somebody_to_another_ring(phone, account):
    finger, (here, there) = Finger(phone), places(phone, account, Tier.WIDER)
    finger.down(here)
    carried = phone.locator(".rings .carried")
    expect(carried).to_have_count(1)
    before = phone.evaluate("scrollY")
    finger.move({"x": (here["x"] + there["x"]) / 2, "y": (here["y"] + there["y"]) / 2})
    finger.move(there)
    expect(phone.locator(".rings-tall .ring-over")).to_have_attribute("data-tier", str(int(Tier.WIDER)))
    assert phone.evaluate("scrollY") == before, "the page stays where it is while somebody is carried"
    finger.up()
    expect(phone.get_by_text("Ari is moved.")).to_be_visible()
    assert tiers(account) == [Tier.WIDER, *[Tier.CLOSE] * 4]
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("Ari is moved.")).to_be_visible()
    assert tiers(account) == [Tier.CLOSE] * 5


def test_a_finger_that_sweeps_over_somebody_scrolls_the_page(phone, account):
    finger, (here, _there) = Finger(phone), places(phone, account, Tier.WIDER)
    before = phone.evaluate("scrollY")
    finger.sweep(here, 200)
    phone.wait_for_function("before => scrollY > before + 100", arg=before)
    expect(phone.locator(".rings .carried")).to_have_count(0)
    assert tiers(account) == [Tier.CLOSE] * 5


def test_a_finger_that_taps_somebody_opens_their_page(phone, account):
    here, _there = places(phone, account, Tier.WIDER)
    phone.touchscreen.tap(here["x"], here["y"])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ari")


def test_a_second_finger_lets_go_for_it_means_to_zoom(phone, account):
    finger, (here, there) = Finger(phone), places(phone, account, Tier.WIDER)
    finger.down(here)
    expect(phone.locator(".rings .carried")).to_have_count(1)
    finger.down(here, there)
    expect(phone.locator(".rings .carried")).to_have_count(0)
    finger.up()
    assert tiers(account) == [Tier.CLOSE] * 5


def test_a_mouse_draws_somebody_at_once(new_page, enter, account):
    page = new_page()
    enter(page, account)
    page.goto("/circle/")
    here, there = places(page, account, Tier.INNER)
    page.mouse.move(here["x"], here["y"])
    page.mouse.down()
    page.mouse.move(there["x"], there["y"], steps=4)
    page.mouse.up()
    expect(page.get_by_text("Ari is moved.")).to_be_visible()
    assert tiers(account) == [Tier.INNER, *[Tier.CLOSE] * 4]


def test_from_what_is_wanted_to_we_talked_by_keyboard_alone(page, enter, account):
    enter(page, account)
    page.goto("/circle/")
    follow(page, "What I would like, and have")
    follow(page, "Begin")
    for _kind in range(5):
        tab_to(page, name="want")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        follow(page, "Next")
    follow(page, "Next")
    follow(page, "Next")
    follow(page, "Done")
    expect(page.get_by_role("heading", level=1)).to_have_text("That is all. Thank you.")
    (need,) = [one for one in read(account).everything() if isinstance(one, Need)]
    assert need.finished
    assert len(need.want) == 5

    follow(page, "See my circle")
    follow(page, "Add someone")
    tab_to(page, name="name")
    page.keyboard.type("Farid")
    follow(page, "Keep")
    expect(page.get_by_role("heading", level=1)).to_have_text("Farid")
    tab_to(page, name="tier")
    page.keyboard.press("I")
    follow(page, "Move")
    expect(page.get_by_text("Their ring is now: inner.")).to_be_visible()
    assert next(line for line in read(account).lines() if line.name == "Farid").tier is Tier.INNER
    follow(page, "Undo")
    expect(page.get_by_text("Farid is moved.")).to_be_visible()
    assert next(line for line in read(account).lines() if line.name == "Farid").tier is not Tier.INNER

    follow(page, "We talked")
    assert [one.on for one in read(account).everything() if isinstance(one, Touch)] == [dt.datetime.now(dt.UTC).date()]
    follow(page, "Take back")
    assert not [one for one in read(account).everything() if isinstance(one, Touch)]
