"""What is pushed is seen: from the press that lets a device show messages to the notification its browser shows.

No push service is reached from a test. The browser's answer to subscribing is ours, and what was posted there is handed to its service
worker as that service would. A browser that shows no notifications at all (the headless shell) is asked what it was told to show.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest

from mooring.channels.push.models import Device
from mooring.channels.push.tests.test_push import Browser
from mooring.notices import actions
from mooring.notices.models import Notice
from mooring.notices.tests.test_outbox import MONDAY_NOON, kinds, put  # noqa: F401  the kinds of that file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUBSCRIBE = """([address, point, auth]) => {
  const keys = { p256dh: point, auth };
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async () => ({ endpoint: address, getKey: (name) => Uint8Array.from(keys[name]).buffer });
}"""
SHOWN = """() => navigator.serviceWorker.ready.then((kept) => kept.getNotifications()).then((all) => all.map(
  (one) => ({ title: one.title, body: one.body, tag: one.tag, address: one.data.address })))"""
LISTEN = """() => { self.told = []; self.registration.showNotification = async (title, more) => {
  self.told = self.told.filter((one) => one.tag !== more.tag).concat({ title, body: more.body, tag: more.tag, address: more.data.address });
}; }"""


@pytest.fixture
def clock(settings, tmp_path):
    """It is a Monday noon, and the clock runs."""
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.CLOCK_FILE.write_text(str(int((MONDAY_NOON - dt.datetime.now(dt.UTC)).total_seconds())))


@pytest.fixture
def device(page, cast, clock, enter, service, live_server, settings):
    """The owner's browser, which lets messages of work be shown; it is able to open what is sealed for it."""
    cookie = enter(cast.owner).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.context.grant_permissions(["notifications"], origin=live_server.url)
    browser = Browser()
    page.goto("/you/reach/devices")
    page.evaluate(SUBSCRIBE, [service.address + "/one", list(browser.point), list(browser.auth)])
    page.get_by_text("A device for work").click()
    page.get_by_role("button", name="Let this device show messages").click()
    page.get_by_text("This device shows messages from now on").wait_for()
    assert Device.objects.get().account == cast.owner.account
    return browser


def deliver(page, message):
    """Hand a message to the browser's worker, as its push service does; what is shown after it."""
    session = page.context.new_cdp_session(page)
    known = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: known.extend(said["registrations"]))
    session.send("ServiceWorker.enable")
    shows = page.evaluate("Notification.permission") == "granted"
    worker = page.context.service_workers[0]
    if not shows:
        worker.evaluate(LISTEN)
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    where = urlsplit(page.url)
    known_as = {"origin": f"{where.scheme}://{where.netloc}", "registrationId": known[0]["registrationId"]}
    session.send("ServiceWorker.deliverPushMessage", {**known_as, "data": message})
    look = (lambda: page.evaluate(SHOWN)) if shows else (lambda: worker.evaluate("self.told"))
    for _try in range(200):
        if found := look():
            return found
        page.wait_for_timeout(25)
    return []


def test_a_message_is_seen_with_its_kind_and_organisation_and_no_name(page, cast, device, service):
    put(cast.owner)
    assert actions.send_due() == 1
    [(_path, _headers, body)] = service.posted
    notice = Notice.objects.get()
    shown = {"title": "One", "body": "Larkfield", "tag": notice.public_id, "address": f"/inbox/{notice.public_id}"}
    assert deliver(page, device.open(body).decode()) == [shown]
    assert deliver(page, device.open(body).decode()) == [shown], "the same once more takes its place"
