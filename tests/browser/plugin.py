"""Chromium for tests: pages that fail the test when the browser complains, and axe to read them.

The browser is the system's own (Debian: ``chromium``); nothing is ever downloaded.
"""

import re
import shutil
from dataclasses import dataclass, field

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000
"""Milliseconds after which a page is given up: many, for a busy machine is no fault of the page."""


@dataclass
class Complaints:
    """What a browser said of a page. A test that expects one of them says so with ``expect``."""

    said: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern):
        self.expected.append(re.compile(pattern))

    def listen(self, page):
        page.on(
            "console", lambda message: self.hear(f"console {message.type}: {message.text} ({message.location.get('url')})", message.type)
        )
        page.on("pageerror", lambda error: self.said.append(f"script error: {error}"))
        page.on("requestfailed", lambda request: self.said.append(f"request failed: {request.url} {request.failure}"))

    def hear(self, text, kind):
        if kind in {"error", "warning"} or "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.said.append(text)

    def unexpected(self):
        return [
            text
            for text in self.said
            # A page left while something of it was still loading is no fault of the page.
            if "net::ERR_ABORTED" not in text and not any(pattern.search(text) for pattern in self.expected)
        ]


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once; each test gets contexts of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so no page was walked (Debian: apt install chromium).")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def complaints():
    """The browser's complaints in this test; any that was not expected fails it."""
    heard = Complaints()
    yield heard
    assert not heard.unexpected(), "the browser complained:\n" + "\n".join(heard.unexpected())


@pytest.fixture
def new_page(browser, live_server, complaints):
    """Make a page in a context of its own: ``new_page(viewport=PHONE, color_scheme="dark", java_script_enabled=False, locale="de")``."""
    contexts = []

    def make(**options):
        context = browser.new_context(base_url=live_server.url, **{"viewport": DESK, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    """One page at desk width."""
    return new_page()


@pytest.fixture
def axe():
    """Read a page with axe and fail on what keeps people out: ``axe(page)``."""
    from axe_playwright_python.base import AxeResults
    from axe_playwright_python.sync_playwright import Axe

    reader = Axe()

    def read(page, **options):
        # A page that is looked at twice, in two themes or widths, keeps it.
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(reader.axe_script)
        found = AxeResults(
            page.evaluate(
                "options => axe.run(options)",
                {
                    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                    "resultTypes": ["violations"],
                    "preload": False,  # only asked for by rules about films, sounds and turned screens
                    **options,
                },
            )
        )
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return read
