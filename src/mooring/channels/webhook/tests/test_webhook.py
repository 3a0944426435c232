"""Webhooks: signed as the standard's own vectors are, once each, tried again, and about the organisation alone."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from standardwebhooks import Webhook, WebhookVerificationError

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.channels.webhook import actions, events, posting
from mooring.channels.webhook.models import Delivery, Hook

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
VECTORS = json.loads((Path(__file__).parent / "data" / "standard-webhooks-vectors.json").read_text())


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def hook(cast, clock, service):
    return actions.add_hook(actor=cast.admin, address=service.address + "/in", events=["round.published", "member.joined"])


def publish(cast, thing="round1", **more):
    return record("round.published", actor=cast.organiser.account, organisation=cast.organisation, thing=thing, **more)


def run():
    actions.gather()
    return actions.send_due()


@pytest.mark.parametrize("vector", [one for one in VECTORS if one["valid"]], ids=lambda one: one["name"])
def test_we_sign_as_the_standards_vectors_are_signed(vector, clock):
    clock.move_to(dt.datetime.fromtimestamp(vector["timestamp"], dt.UTC))
    made = posting.signed(vector["id"], vector["payload"], vector["secret"])
    assert made["webhook-signature"] in vector["signature"].split(" ")
    assert (made["webhook-id"], made["webhook-timestamp"]) == (vector["id"], str(vector["timestamp"]))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["name"])
def test_the_library_that_receivers_use_judges_as_the_vectors_do(vector, clock):
    clock.move_to(dt.datetime.fromtimestamp(vector["now"], dt.UTC))
    names = {"id": "webhook-id", "timestamp": "webhook-timestamp", "signature": "webhook-signature"}
    headers = {header: str(vector[name]) for name, header in names.items() if vector.get(name) is not None}
    if vector["valid"]:
        Webhook(vector["secret"]).verify(vector["payload"], headers)
    else:
        with pytest.raises((WebhookVerificationError, ValueError)):  # a signature cut short is no base64
            Webhook(vector["secret"]).verify(vector["payload"], headers)


def test_what_was_recorded_is_posted_signed_in_ids_alone(cast, hook, service):
    entry = publish(cast)
    assert run() == 1
    [(path, headers, body)] = service.posted
    assert path == "/in"
    assert Webhook(hook.secret).verify(body, headers) == {
        "type": "round.published",
        "timestamp": entry.at.isoformat(),
        "data": {"organisation": cast.organisation.slug, "round": "round1"},
    }
    # And by none of the library's code.
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, said, hashlib.sha256)).decode()


def test_what_is_not_wanted_private_or_anothers_is_never_posted(cast, hook, service):
    record("round.published", actor=cast.stranger.account, organisation=cast.stranger.organisation, thing="theirs")
    record("round.cancelled", actor=cast.organiser.account, organisation=cast.organisation, thing="unwanted")
    record("member.looked", actor=cast.admin.account, subject=cast.owner, organisation=cast.organisation, acting_as="admin", kind="looked")
    record("boundaries.leave_added", actor=cast.owner.account, subject_account=cast.owner.account)
    Hook.objects.update(events=["round.published", "boundaries.leave_added", "member.looked"])
    assert run() == 0
    assert not service.posted
    assert not {verb for verb in events.EVENTS if verb.split(".")[0] in {"boundaries", "account", "notices", "profile", "reach", "contact"}}


def test_each_entry_is_told_once_however_often_the_record_is_read_also_one_that_shows_late(cast, hook, service, clock):
    publish(cast)
    assert [run(), run()] == [1, 0]
    clock.shift(600)
    actions.gather()
    late = publish(cast, "round2")
    Entry.objects.filter(pk=late.pk).update(at=MONDAY_NOON + dt.timedelta(minutes=3))
    assert run() == 1
    assert Delivery.objects.count() == 2


def test_nothing_from_before_it_was_named_or_while_it_was_off_is_told(cast, clock, service, hook):
    clock.shift(-60)
    publish(cast, "before")
    clock.shift(120)
    actions.change_hook(actor=cast.admin, hook=hook, events=hook.events, is_on=False)
    publish(cast, "while off")
    clock.shift(60)
    actions.change_hook(actor=cast.admin, hook=hook, events=hook.events, is_on=True)
    publish(cast, "after")
    assert run() == 1
    assert json.loads(service.posted[0][2])["data"]["round"] == "after"


def test_it_is_tried_again_with_growing_pauses_the_same_id_and_then_given_up(cast, hook, service, clock):
    publish(cast)
    service.answers += [500] * 9
    for pause in actions.PAUSES:
        run()
        clock.shift(pause * 60 - 1)
        run()
        clock.shift(1)
    run()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.answer) == (Delivery.State.FAILED, len(actions.PAUSES) + 1, "500")
    assert len({headers["webhook-id"] for _, headers, _ in service.posted}) == 1
    assert len({headers["webhook-timestamp"] for _, headers, _ in service.posted}) == len(service.posted) == len(actions.PAUSES) + 1
    service.answers.clear()
    assert actions.send_again(actor=cast.admin, delivery=delivery)
    assert run() == 1


def test_an_address_that_says_it_is_gone_is_told_nothing_more(cast, hook, service):
    publish(cast)
    service.answers.append(410)
    run()
    hook.refresh_from_db()
    assert not hook.is_on
    assert Delivery.objects.get().state == Delivery.State.FAILED


def test_an_address_that_fails_waits_and_holds_up_no_other(cast, hook, service):
    actions.add_hook(actor=cast.admin, address=service.address + "/other", events=["round.published"])
    publish(cast, "one")
    publish(cast, "two")
    service.answers.append(500)
    assert run() == 2
    assert [path for path, _, _ in service.posted] in (["/in", "/other", "/other"], ["/other", "/in", "/in"])


class Killed(BaseException):
    """The process died."""


@pytest.mark.parametrize("step", ["gather", "claim", "post", "note"])
def test_whatever_dies_nothing_is_lost_and_a_repeat_carries_the_same_id(cast, hook, service, clock, monkeypatch, step):
    publish(cast)

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        if step == "gather":
            patch.setattr("django.db.models.query.QuerySet.update", die)
        elif step == "claim":
            really = actions._claim
            patch.setattr(actions, "_claim", lambda delivery: really(delivery) and die())
        else:
            patch.setattr(actions if step == "note" else posting, "_note" if step == "note" else "post", die)
        with pytest.raises(Killed):
            run()
    clock.shift(actions.LEASE + dt.timedelta(minutes=1))
    assert run() == 1
    assert Delivery.objects.get().state == Delivery.State.SENT
    assert len(service.posted) == (2 if step == "note" else 1)
    assert len({headers["webhook-id"] for _, headers, _ in service.posted}) == 1


@pytest.mark.parametrize(
    "address", ["http://example.org/in", "https://127.0.0.1/in", "https://[::1]/", "https://10.1.2.3/", "ftp://x", "x"]
)
def test_closed_networks_and_what_is_no_address_are_refused(cast, enter, address):
    page = reverse("webhook_add", args=[cast.organisation.slug])
    answer = enter(cast.admin).post(page, {"address": address, "events": ["round.published"]})
    assert answer.status_code == 422
    assert not Hook.objects.exists()


def test_a_redirect_is_not_followed_and_a_network_closed_meanwhile_is_not_written_to(cast, hook, service, settings, clock):
    publish(cast)
    service.answers.append(302)
    assert run() == 0
    settings.FETCH_NETWORKS = []
    clock.shift(3600)
    assert run() == 0
    assert len(service.posted) == 1
    assert Delivery.objects.get().answer == "closed"


def test_only_admins_and_only_their_own_organisations(cast, hook, enter):
    delivery = Delivery.objects.create(hook=hook, state=Delivery.State.FAILED)
    slug, theirs = cast.organisation.slug, cast.stranger.organisation.slug
    for name, key in (
        ("webhook", hook),
        ("webhook_remove", hook),
        ("webhook_secret", hook),
        ("webhook_test", hook),
        ("webhook_again", delivery),
    ):
        for somebody in (cast.owner, cast.manager, cast.organiser, cast.stranger):
            assert enter(somebody).post(reverse(name, args=[slug, key.public_id])).status_code == 404
        assert enter(cast.stranger).post(reverse(name, args=[theirs, key.public_id])).status_code == 404
    assert Hook.objects.get().secret == hook.secret
    assert enter(cast.owner).get(reverse("webhooks", args=[slug])).status_code == 404


def test_an_admin_names_tests_and_removes_one(cast, service, enter, clock):
    client, slug = enter(cast.admin), cast.organisation.slug
    said = {"address": service.address + "/in?key=hush", "events": ["round.published"]}
    page = client.post(reverse("webhook_add", args=[slug]), said, follow=True).content.decode()
    hook = Hook.objects.get()
    assert hook.secret in page
    assert "hush" not in client.get(reverse("webhooks", args=[slug])).content.decode()
    client.post(reverse("webhook_test", args=[slug, hook.public_id]))
    assert actions.send_due() == 1
    assert json.loads(service.posted[0][2])["type"] == "mooring.test"
    assert "A test" in client.get(reverse("webhook", args=[slug, hook.public_id])).content.decode()
    before = hook.secret
    client.post(reverse("webhook_secret", args=[slug, hook.public_id]))
    hook.refresh_from_db()
    assert hook.secret != before
    client.post(reverse("webhook", args=[slug, hook.public_id]), {"events": ["programme.ended"]})
    hook.refresh_from_db()
    assert (hook.events, hook.is_on) == (["programme.ended"], False)
    client.post(reverse("webhook_remove", args=[slug, hook.public_id]))
    assert not Hook.objects.exists()
    assert Entry.objects.filter(verb__startswith="webhook.", acting_as="admin").count() == 5


def test_address_and_secret_are_not_readable_in_the_database(hook):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret FROM webhook_hook")
        assert not any("http" in value or "whsec" in value for value in cursor.fetchone())


def test_the_log_asks_the_same_however_long_it_is_and_is_forgotten_after_a_month(cast, hook, enter, clock, django_assert_num_queries):
    client, page = enter(cast.admin), reverse("webhook", args=[cast.organisation.slug, hook.public_id])
    publish(cast)
    run()
    client.get(page)
    with django_assert_num_queries(8):
        client.get(page)
    for number in range(9):
        publish(cast, f"more {number}")
    run()
    with django_assert_num_queries(8):
        client.get(page)
    clock.shift(31 * 86400)
    run()
    assert not Delivery.objects.exists()
