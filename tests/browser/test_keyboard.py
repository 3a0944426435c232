"""The ways people walk most, by Tab, Enter, Space and Escape alone: where one is can be seen, nothing traps, the order makes sense."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from mooring.meetings.models import Meeting
from mooring.people.models import Member
from mooring.programmes import actions
from mooring.programmes.models import Match, Round, Seat
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import THE_DAY, drain, everybody_in, introduced_round, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "correct horse battery"
FARTHEST = 150
"""So many presses of Tab lead anywhere on a page."""

# What has the focus: its words, whether that can be seen, and whether it came after the last one in the page.
HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const shown = [one, one.closest("label, .chip, .option")].filter(Boolean).map((each) => getComputedStyle(each));
  // Within a drawing, a strong edge does it.
  const edge = one.ownerSVGElement ? parseFloat(getComputedStyle(one.querySelector(".dot")).strokeWidth) >= 4 : false;
  const ring = edge
    || shown.some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none");
  const box = one.getBoundingClientRect();
  const seen = ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const before = window.lastStop;
  // A date is one field of several stops, and past the last stop of a page comes its first one.
  const first = one.matches(".skip");
  const begins = first || !before || before === one || !before.isConnected;
  const inOrder = begins || Boolean(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.lastStop = one;
  const labels = one.labels ? [...one.labels].map((label) => label.textContent) : [];
  const words = [one.getAttribute("aria-label") || "", one.textContent, ...labels].join(" ").replace(/\\s+/g, " ").trim();
  return { words, seen, inOrder, first, name: one.getAttribute("name") || "" };
}"""


@pytest.fixture
def clock(settings, tmp_path):
    """The clock stands at nine on a Monday, and runs."""
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text(str(int((THE_DAY - dt.datetime.now(dt.UTC)).total_seconds())))


@pytest.fixture
def people(clock):
    """Eight people of whom the first may sign in by a password; all have just been introduced."""
    people = make_people(8)
    account = people[0].account
    account.set_password(WORDS)
    account.save()
    introduced_round(people)
    return people


def tab_to(page, words: str = "", name: str = "") -> None:
    """Press Tab until what has those words or that name has the focus; every stop on the way can be seen and follows the last."""
    met = []
    for _press in range(FARTHEST):
        page.keyboard.press("Tab")
        stop = page.evaluate(HERE)
        if stop is None:
            continue
        met.append(stop["words"][:40] or stop["name"])
        assert stop["seen"], f"the focus cannot be seen on “{met[-1]}” of {page.url}"
        assert stop["inOrder"], f"“{met[-1]}” of {page.url} comes out of order"
        if (words and words in stop["words"]) or (name and name == stop["name"]):
            return
    raise AssertionError(f"Tab never came to “{words or name}” on {page.url}: {met}")


def press(page, words: str, key: str = "Enter") -> None:
    tab_to(page, words)
    page.keyboard.press(key)
    page.wait_for_load_state()


def sign_in(page, address: str) -> None:
    page.goto("/sign/login/")
    press(page, "I would rather use a password")
    tab_to(page, name="login")
    page.keyboard.type(address)
    tab_to(page, name="password")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda there: "/sign/login" not in there)


def test_a_member_signs_in_and_answers_an_introduction(page, people):
    sign_in(page, people[0].account.email)
    page.keyboard.press("Tab")
    assert "Skip" in page.evaluate(HERE)["words"], "the way past the header comes first"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")

    page.goto(f"/o/{people[0].organisation.slug}/")
    menu = page.locator(".menu").first
    tab_to(page, "You: Person 0")
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.matches('.menu > summary')"), "closing a menu leads back to where it was opened"

    press(page, "Pick a time")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You and ")
    tab_to(page, name="time")
    page.keyboard.press("Space")
    press(page, "Choose this time")
    chosen = Meeting.objects.filter(attendances__member=people[0]).exclude(begins_at=None)
    expect(page.get_by_role("link", name="Calendar file")).to_be_visible()
    assert chosen.count() == 1


def test_an_organiser_locks_swaps_and_publishes(page, people):
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    programme = make_programme(people[0].organisation, name="Table")
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    sign_in(page, people[0].account.email)
    page.goto(f"/o/{programme.organisation.slug}/programmes/{programme.public_id}/organise/")
    press(page, "Read round 1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Round 1 is ready to read")
    press(page, "Lock ")
    expect(page.get_by_role("heading", level=1)).to_have_text("Round 1 is ready to read")
    assert Match.objects.filter(round=round, locked=True).count() == 1
    free = Seat.objects.filter(match__round=round, match__locked=False).first()
    press(page, f"Swap {free.member.shown_name}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Someone else for")
    tab_to(page, name="choice")
    page.keyboard.press("Space")
    press(page, "Swap")
    expect(page.get_by_role("heading", level=1)).to_have_text("Round 1 is ready to read")
    press(page, "Publish round 1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Round 1")
    round.refresh_from_db()
    assert round.state == Round.State.PUBLISHED


def opens_and_closes_as_a_dialog(page, words: str, safe: str) -> None:
    """Open a page that asks by its link: the focus is inside, and Escape or the safe answer leads back to that link."""
    for answer in ("Escape", "Enter"):
        press(page, words)
        asking = page.locator(".dialog")
        expect(asking).to_be_focused()
        expect(asking).to_have_accessible_name(asking.get_by_role("heading").inner_text())
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('.dialog').contains(document.activeElement)"), "its own choices come next"
        if answer == "Enter":
            tab_to(page, safe)
        page.keyboard.press(answer)
        expect(asking).to_have_count(0)
        opener = page.get_by_role("link", name=words, exact=True)
        expect(opener).to_be_focused()
        page.keyboard.press("Shift+Tab")


def test_a_page_that_asks_is_entered_and_left_as_a_dialog_is(page, people):
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    programme = make_programme(people[0].organisation, name="Table")
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    sign_in(page, people[0].account.email)
    slug = programme.organisation.slug
    page.goto(f"/o/{slug}/programmes/rounds/{round.public_id}/")
    opens_and_closes_as_a_dialog(page, "Cancel this round", "Keep it")
    page.goto(f"/o/{slug}/programmes/{programme.public_id}/organise/")
    opens_and_closes_as_a_dialog(page, "End it for good", "Keep it")
    press(page, "End it for good")
    expect(page.locator(".dialog")).to_be_focused()
    press(page, "End it")
    expect(page.get_by_text("It has ended.").first).to_be_visible()


def test_what_is_folded_opens_and_closes_where_the_focus_is(page, people):
    sign_in(page, people[0].account.email)
    page.goto(f"/o/{people[0].organisation.slug}/programmes/")
    press(page, people[0].enrolments.get().programme.name)
    folded = page.locator("details.why")
    for key in ("Enter", "Space"):
        expect(folded.locator(".input")).to_be_hidden()
        tab_to(page, "Away until a day")
        page.keyboard.press(key)
        expect(folded.locator(".input")).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('details.why').contains(document.activeElement)"), "what was opened comes next"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press(key)
        page.keyboard.press("Shift+Tab")


def test_no_page_keeps_who_tabs_through_it(page, people):
    sign_in(page, people[0].account.email)
    for path in ("/", "/you/", "/you/hours", "/o/{slug}/people/", "/o/{slug}/programmes/", "/o/{slug}/introductions/"):
        page.goto(path.format(slug=people[0].organisation.slug))
        assert stops_of(page) < FARTHEST, f"there is no end to {page.url}"


def stops_of(page) -> int:
    """How many presses of Tab it takes from the top of a page to its end; every stop can be seen and follows the last."""
    for at in range(FARTHEST):
        page.keyboard.press("Tab")
        stop = page.evaluate(HERE)
        if stop is None or (at and stop["first"]):
            return at
        assert stop["seen"], f"the focus cannot be seen on “{stop['words'][:60]}” of {page.url}"
        assert stop["inOrder"], f"“{stop['words'][:60]}” of {page.url} comes out of order"
    return FARTHEST
