"""Takes the pictures in docs/pictures: the demo's main pages in Chromium, at both widths, in both themes, right to left too.

    ./mooring pictures [NAME ...]

Maintainers run it after a page has changed, and look at each picture before committing it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

REPO = Path(__file__).resolve().parents[3]
FOLDER = REPO / "docs" / "pictures"
PHONE, DESK = 390, 1280
PSEUDO = "qps"
A_WEEK = 7 * 86_400
WEDNESDAY_AT_TEN = 6 * 86_400 + 10 * 3_600
"""The first one of Unix time, in seconds since its beginning, which was a Thursday."""


@dataclass(frozen=True)
class Picture:
    """One picture: as whom, where, and how. ``follow`` names links to go on by, ``part`` what alone is taken; both are CSS selectors."""

    name: str
    role: str
    path: str
    width: int = DESK
    scheme: Literal["light", "dark"] = "light"
    follow: tuple[str, ...] = ()
    language: str = "en"
    whole: bool = True
    part: str = ""
    # Who asks for a code to come in before the picture is taken: the one mail that waits for nobody's hours.
    codes: tuple[str, ...] = ()


HERE = "/o/larkfield/"
PICTURES = (
    Picture("today", "organiser", HERE),
    Picture("today-phone-dark", "organiser", HERE, PHONE, "dark"),
    Picture("today-empty", "admin", HERE, PHONE),
    Picture("today-right-to-left", "organiser", HERE, PHONE, language=PSEUDO),
    Picture("circle", "member", "/circle/", part="main > .two"),
    Picture("circle-dark", "member", "/circle/?only=advice", scheme="dark", part="main > .two"),
    Picture("circle-phone", "member", "/circle/", PHONE, part="#map"),
    Picture("circle-begun", "organiser", "/circle/", part="main > .two"),
    Picture("circle-begun-phone", "organiser", "/circle/", PHONE, part="#map"),
    Picture("circle-large", "admin", "/circle/", part="main > .two"),
    Picture("circle-large-phone-dark", "admin", "/circle/", PHONE, "dark", part="#map"),
    Picture("needs", "member", "/circle/needs/3", PHONE),
    Picture("needs-over-time", "member", "/circle/needs/over-time"),
    Picture("draft", "member", "/circle/", follow=(".gaps a.btn",)),
    Picture("introduction", "member", HERE + "introductions/", follow=("main a[href*='/introductions/']",)),
    Picture("introduction-phone-dark", "member", HERE + "introductions/", PHONE, "dark", follow=("main a[href*='/introductions/']",)),
    Picture("people", "member", HERE + "people/", whole=False),
    Picture("people-dark", "member", HERE + "people/", scheme="dark", whole=False),
    Picture("person-longest-name", "member", HERE + "people/?q=Montenegro", PHONE, follow=("main a.who-name",)),
    Picture("profile", "member", HERE + "people/me/edit"),
    Picture("hours", "member", "/you/hours"),
    Picture("you", "member", "/you/"),
    Picture("programme", "member", HERE + "programmes/", PHONE, follow=("main a[href*='/programmes/']:not([href$='/never/'])",)),
    Picture("programme-organiser", "organiser", HERE + "programmes/", follow=("main a[href$='/organise/']",)),
    Picture("round-200-people", "organiser", HERE, follow=("main a[href*='/rounds/']",), whole=False),
    Picture("round-phone-dark", "organiser", HERE, PHONE, "dark", follow=("main a[href*='/rounds/']",), whole=False),
    Picture("round-right-to-left", "organiser", HERE, language=PSEUDO, follow=("main a[href*='/rounds/']",), whole=False),
    Picture("import", "admin", HERE + "settings/people-in/"),
    Picture("settings", "admin", HERE + "settings/", PHONE),
    Picture("doors", "nobody", "/demo/", whole=False),
    Picture("sign-in", "nobody", "/sign/login/", scheme="dark", whole=False),
    Picture("mailbox", "nobody", "/mailbox/", whole=False, codes=("p001", "p004", "p009")),
    Picture("help", "nobody", "/help/", PHONE),
)


def main(arguments: list[str]) -> int:
    """Take all pictures, or those named."""
    wanted = [one for one in PICTURES if not arguments or one.name in arguments]
    unknown = set(arguments) - {one.name for one in PICTURES}
    if unknown or not wanted:
        sys.stderr.write(f"There is no picture called {', '.join(sorted(unknown))}. There are: {', '.join(p.name for p in PICTURES)}.\n")
        return 2
    chromium = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.stderr.write("Chromium is not installed (Debian: apt install chromium).\n")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as (address, doors):
        shoot(wanted, address, doors, chromium)
    return 0


@contextmanager
def serving() -> Iterator[tuple[str, dict[str, str]]]:
    """A fresh demo in a folder of its own; yields its address and the ways in by role."""
    with tempfile.TemporaryDirectory(prefix="mooring-pictures-") as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address = f"http://localhost:{port}"
        # Development mode knows the pseudo-language; everything else is as in the demo.
        environ = os.environ | {
            "MOORING_MODE": "development",
            "MOORING_DATA": folder,
            "MOORING_URL": address,
            "PYTHONPATH": str(REPO / "src"),
        }
        (Path(folder) / "clock").write_text(str(_until_wednesday(Path(folder).stat().st_mtime)))
        manage = [sys.executable, "-m", "mooring.config.manage"]
        subprocess.run([*manage, "prepare"], env=environ, check=True, cwd=REPO)
        said = subprocess.run([*manage, "demo_seed"], env=environ, check=True, cwd=REPO, capture_output=True, text=True).stdout
        links = re.findall(r"http://\S+", said)
        server = subprocess.Popen([*manage, "runserver", str(port), "--noreload"], env=environ, cwd=REPO, stderr=subprocess.DEVNULL)
        try:
            _wait_for(address)
            yield address, dict(zip(("member", "organiser", "admin"), links, strict=False))
        finally:
            server.terminate()
            server.wait(10)


def _until_wednesday(present: float) -> int:
    """Seconds until the next Wednesday, ten o'clock: at a weekend nobody's hours are drawn, and the pictures would show empty bands."""
    since = (present - WEDNESDAY_AT_TEN) % A_WEEK
    return round(A_WEEK - since)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310  our own server on this machine
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError("The demo did not answer.")


def shoot(pictures: list[Picture], address: str, doors: dict[str, str], chromium: str) -> None:
    """Take the pictures."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
        )
        for one in pictures:
            context = browser.new_context(
                base_url=address,
                viewport={"width": one.width, "height": 844 if one.width == PHONE else 900},
                color_scheme=one.scheme,
                locale=one.language,
                reduced_motion="reduce",
            )
            _take(context.new_page(), one, doors)
            context.close()
        browser.close()


def _take(page: Any, one: Picture, doors: dict[str, str]) -> None:
    if one.role in doors:
        page.goto(doors[one.role])
    for name in one.codes:
        page.context.clear_cookies()
        page.goto("/sign/login/")
        page.locator("#email").fill(f"{name}@larkfield.example")
        page.get_by_role("button", name="Send me a code").click()
        page.wait_for_url(lambda there: "/sign/login/" not in there or "code" in there)
    page.goto(one.path)
    for selector in one.follow:
        page.goto(page.locator(selector).first.get_attribute("href"))
    if one.whole:
        # What is fixed to the foot of the screen then stands at the foot of the page, not across its middle.
        page.set_viewport_size({"width": one.width, "height": page.evaluate("document.documentElement.scrollHeight")})
    (page.locator(one.part).first if one.part else page).screenshot(path=FOLDER / f"{one.name}.png")
    sys.stdout.write(f"{one.name}: {page.title()}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
