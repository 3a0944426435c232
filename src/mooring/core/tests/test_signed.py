"""What is posted here signed: judged as the vectors of Standard Webhooks are, and as its own library does."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import time_machine
from standardwebhooks import Webhook

from mooring.core import signed

VECTORS = json.loads((Path(signed.__file__).parents[1] / "channels/webhook/tests/data/standard-webhooks-vectors.json").read_text())
SECRET, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "A" * 32
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def headers(body: str, secret: str = SECRET, at: dt.datetime = NOON, name: str = "msg_1") -> dict[str, str]:
    """As the library that senders use signs it."""
    moment = str(int(at.timestamp()))
    return {"webhook-id": name, "webhook-timestamp": moment, "webhook-signature": Webhook(secret).sign(name, at, body)}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["name"])
def test_the_vectors_of_the_standard_hold(vector):
    names = {"id": "webhook-id", "timestamp": "webhook-timestamp", "signature": "webhook-signature"}
    said = {header: str(vector[name]) for name, header in names.items() if vector.get(name) is not None}
    with time_machine.travel(dt.datetime.fromtimestamp(vector["now"], dt.UTC), tick=False):
        if vector["valid"]:
            assert signed.name_of(vector["payload"].encode(), said, [vector["secret"]]) == vector["id"]
        else:
            with pytest.raises(signed.NotSigned):
                signed.name_of(vector["payload"].encode(), said, [vector["secret"]])


@pytest.mark.parametrize("fault", ["body", "secret", "name", "time", "no secret", "letters"])
def test_what_was_changed_on_the_way_is_not_signed(fault):
    body, said, secrets = b"From: a", headers("From: a"), [SECRET]
    if fault == "body":
        body += b"!"
    if fault == "secret":
        secrets = [OTHER]
    if fault == "no secret":
        secrets = []
    if fault == "name":
        said["webhook-id"] = "msg_2"
    if fault == "time":
        said["webhook-timestamp"] = str(int(said["webhook-timestamp"]) + 1)
    if fault == "letters":
        said["webhook-signature"] = "v1,\u00e9\u20ac"
    with time_machine.travel(NOON, tick=False), pytest.raises(signed.NotSigned):
        signed.name_of(body, said, secrets)


def test_while_a_secret_is_changed_both_count():
    with time_machine.travel(NOON, tick=False):
        for secret in (SECRET, OTHER):
            assert signed.name_of(b"x", headers("x", secret), [OTHER, SECRET]) == "msg_1"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_a"])
def test_a_secret_that_is_none_is_refused(secret):
    with pytest.raises(ValueError, match="secret"):
        signed.key_of(secret)
