"""Web push, against a push service of our own on loopback and a browser that opens what it gets."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from base64 import urlsafe_b64decode

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import reverse

from mooring.channels.push import sealing
from mooring.channels.push.models import Device
from mooring.notices import actions
from mooring.notices.models import Attempt, Notice, Topic, Wish
from mooring.notices.tests.test_outbox import MONDAY_NOON, kinds, put  # noqa: F401  the kinds of that file

HOUR = dt.timedelta(hours=1)


def raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """A browser: has a key pair and opens what is sealed for it, by the text of RFC 8291 and none of our code."""

    def __init__(self, private=None):
        self.key = private or ec.generate_private_key(ec.SECP256R1())
        self.auth = bytes(range(16))
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open(self, body):
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))

        def mac(key, text):
            return hmac.new(key, text, hashlib.sha256).digest()

        first = mac(mac(self.auth, shared), b"WebPush: info\0" + self.point + sender + b"\1")
        second = mac(salt, first)
        key, nonce = mac(second, b"Content-Encoding: aes128gcm\0\1")[:16], mac(second, b"Content-Encoding: nonce\0\1")[:12]
        text = AESGCM(key).decrypt(nonce, sealed, None)
        assert text.endswith(b"\2")
        return text[:-1]


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


def subscribe(client, service, browser, path="/one", use="work"):
    given = {"address": service.address + path, "public_key": sealing.packed(browser.point), "secret": sealing.packed(browser.auth)}
    return client.post(reverse("push_add"), {**given, "for": use}, headers={"User-Agent": "Firefox on Linux"}, follow=True)


def test_the_example_of_the_standard_comes_out_letter_for_letter():
    ours = ec.derive_private_key(int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1())
    made = sealing.sealed(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
        ours=ours,
    )
    assert sealing.packed(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6"
        "cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_device_gets_a_word_without_names_and_without_what_it_is_about(cast, clock, enter, service, mailoutbox):
    browser = Browser()
    assert "This device shows messages" in subscribe(enter(cast.owner), service, browser).content.decode()
    notice = put(cast.owner)
    assert actions.send_due() == 1
    [(path, headers, body)] = service.posted
    said = json.loads(browser.open(body))
    assert said == {"title": "One", "body": "Larkfield", "tag": notice.public_id, "address": f"/inbox/{notice.public_id}"}
    assert path == "/one"
    assert (headers["Content-Encoding"], headers["Topic"], headers["Urgency"]) == ("aes128gcm", notice.public_id, "normal")
    # A device that is off until the evening does not get it then: the day of work ends at five.
    assert int(headers["TTL"]) == 5 * 3600
    assert len(mailoutbox) == 1
    assert Device.objects.get().took_at == MONDAY_NOON


def test_the_server_says_who_it_is_with_a_key_made_from_its_secret(cast, clock, enter, service, settings):
    subscribe(enter(cast.owner), service, Browser())
    put(cast.owner)
    actions.send_due()
    token, _, key = service.posted[0][1]["Authorization"].removeprefix("vapid t=").partition(", k=")
    head, claims, signature = token.split(".")
    assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(raw(claims)) == {
        "aud": service.address,
        "exp": int((MONDAY_NOON + 12 * HOUR).timestamp()),
        "sub": "mailto:mooring@localhost",
    }
    halves = (int.from_bytes(raw(signature)[:32], "big"), int.from_bytes(raw(signature)[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    public.verify(encode_dss_signature(*halves), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(encode_dss_signature(*halves), f"{head}.{claims}x".encode(), ec.ECDSA(SHA256()))
    assert key == sealing.server_key()
    settings.SECRET_KEY = "another" * 10
    assert sealing.server_key() != key


def test_work_goes_to_devices_for_work_and_what_is_private_to_ones_own(cast, clock, enter, service):
    client, work, own = enter(cast.owner), Browser(), Browser()
    subscribe(client, service, work, "/work")
    subscribe(client, service, own, "/own", use="own")
    put(cast.owner)
    actions.put("t.mine", account=cast.owner.account, thing="abc", key="p")
    actions.send_due()
    assert {path: json.loads((work if path == "/work" else own).open(body))["title"] for path, _, body in service.posted} == {
        "/work": "One",
        "/own": "Something you asked to be reminded of",
    }


def test_a_digest_is_one_word_and_a_topic_left_out_is_none(cast, clock, enter, service):
    browser = Browser()
    subscribe(enter(cast.owner), service, browser)
    Wish.objects.create(account=cast.owner.account, topic=Topic.INTRODUCTIONS, daily=True)
    put(cast.owner, key="one")
    put(cast.owner, key="two")
    actions.send_due()
    assert json.loads(browser.open(service.posted[0][2]))["title"] == "2 things for you"
    Wish.objects.update(daily=False, without=["push"])
    put(cast.owner, key="three")
    actions.send_due()
    assert len(service.posted) == 1


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_device_that_is_gone_is_forgotten_and_nothing_is_tried_again(cast, clock, enter, service, status):
    subscribe(enter(cast.owner), service, Browser())
    service.answers.append(status)
    put(cast.owner)
    assert actions.send_due() == 1
    assert not Device.objects.exists()


def test_a_service_that_stumbles_is_asked_again_and_mail_is_not_sent_twice(cast, clock, enter, service, mailoutbox):
    subscribe(enter(cast.owner), service, Browser())
    service.answers += [503, 301]
    put(cast.owner)
    assert [actions.send_due(), clock.shift(5 * 60), actions.send_due(), clock.shift(9 * 60), actions.send_due()][::2] == [0, 0, 1]
    tries = Attempt.objects.filter(channel="push").order_by("pk").values_list("succeeded", "error")
    assert list(tries) == [(False, "PushRefused"), (False, "PushRefused"), (True, "")]
    assert len(mailoutbox) == 1
    assert len({headers["Topic"] for _, headers, _ in service.posted}) == 1


def test_a_closed_network_is_not_written_to(cast, clock, enter, service, settings):
    subscribe(enter(cast.owner), service, Browser())
    settings.FETCH_NETWORKS = []
    put(cast.owner)
    actions.send_due()
    assert not service.posted
    assert Attempt.objects.get(channel="push").error == "PushSilent"


@pytest.mark.parametrize(
    "fault",
    [
        {"address": "https://169.254.169.254/latest"},
        {"address": "file:///etc/passwd"},
        {"address": ""},
        {"public_key": "AAAA"},
        {"public_key": "é"},
        {"secret": "AAAA"},
    ],
)
def test_what_is_no_subscription_is_refused(cast, enter, service, fault):
    browser = Browser()
    given = {"address": service.address, "public_key": sealing.packed(browser.point), "secret": sealing.packed(browser.auth)}
    page = enter(cast.owner).post(reverse("push_add"), {**given, **fault}, follow=True)
    assert "cannot be written to" in page.content.decode()
    assert not Device.objects.exists()


def test_a_browser_belongs_to_whoever_used_it_last_and_each_removes_their_own(cast, enter, service):
    browser = Browser()
    subscribe(enter(cast.owner), service, browser)
    subscribe(enter(cast.match), service, browser)
    device = Device.objects.get()
    assert device.account == cast.match.account
    assert enter(cast.owner).post(reverse("push_remove", args=[device.public_id])).status_code == 404
    enter(cast.match).post(reverse("push_remove", args=[device.public_id]))
    assert not Device.objects.exists()


def test_an_account_has_a_few_devices_and_their_keys_are_not_readable_in_the_database(cast, enter, service):
    from django.db import connection

    client = enter(cast.owner)
    for number in range(11):
        page = subscribe(client, service, Browser(), f"/{number}").content.decode()
    assert "as many devices as one account may have" in page
    assert Device.objects.count() == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, public_key, secret FROM push_device")
        assert not any("http" in str(value) or sealing.packed(bytes(range(16))) in str(value) for row in cursor.fetchall() for value in row)


def test_the_worker_lies_at_the_root_and_is_a_script(db, client):
    answer = client.get("/push-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content


def test_notices_wait_for_no_device_of_somebody_else(cast, clock, enter, service):
    subscribe(enter(cast.match), service, Browser())
    put(cast.owner)
    actions.send_due()
    assert not service.posted
    assert Notice.objects.get().state == Notice.State.SENT
