"""What every answer says to the browser: nothing inline, nothing from elsewhere, nothing kept by others on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

SOURCE = Path(__file__).parents[3]
READ = (
    "import json; from mooring.config import settings as s; print(json.dumps([s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'],"
    "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT]))"
)


def policy_of(answer) -> dict[str, list[str]]:
    """The content policy as it was sent: sources by directive."""
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


def read_settings(tmp_path, **more):
    """A process that reads the settings of production, in an environment of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOORING_", "DATABASE_URL", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", READ],
        env={**kept, "PYTHONPATH": str(SOURCE), "MOORING_MODE": "production", "MOORING_DATA": str(tmp_path), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def settings_with(tmp_path, **more):
    """What settings hold in production."""
    done = read_settings(tmp_path, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_inline_and_nothing_from_elsewhere_runs_on_a_page(db):
    policy = policy_of(Client().get(reverse("account_login")))
    nonces = [source for source in policy["script-src"] if source.startswith("'nonce-")]
    assert len(nonces) == 1
    assert [source for source in policy.pop("script-src") if source not in nonces] == ["'self'"]
    assert policy == {
        "default-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }


def test_a_nonce_is_good_for_one_answer(db):
    one, other = (policy_of(Client().get(reverse("account_login")))["script-src"] for _ in range(2))
    assert one != other


@pytest.mark.parametrize("address", ["/sign/login/", "/no-such-page", "/healthz"])
def test_every_answer_carries_the_headers_that_keep_it_apart(db, address):
    headers = Client().get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]


def test_a_form_may_lead_to_the_identity_providers_that_are_named_and_https_is_kept(tmp_path):
    named = settings_with(
        tmp_path, MOORING_URL="https://mooring.example.org", MOORING_IDENTITY_ORIGINS="https://a.example,https://b.example:8443"
    )
    assert named == [["'self'", "https://a.example", "https://b.example:8443"], True, True, 31536000, True]
    assert settings_with(tmp_path) == [["'self'"], False, False, 0, False]


@pytest.mark.parametrize(
    "origin",
    ["http://id.example", "https://*", "https://id.example/login", "https://id.example; script-src *"],
)
def test_production_refuses_an_identity_provider_that_is_no_https_origin(tmp_path, origin):
    done = read_settings(tmp_path, MOORING_IDENTITY_ORIGINS=f"https://good.example,{origin}")
    assert done.returncode == 1
    assert f"MOORING_IDENTITY_ORIGINS names “{origin}”" in done.stderr
    assert "https://id.example.org" in done.stderr


def test_a_slash_after_an_origin_is_no_path(tmp_path):
    assert settings_with(tmp_path, MOORING_IDENTITY_ORIGINS=" https://a.example/ , https://b.example ")[0] == [
        "'self'",
        "https://a.example",
        "https://b.example",
    ]


def test_a_server_is_not_ready_while_its_database_is_away_or_behind(db, monkeypatch):
    client = Client()
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["a migration"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "migrations waiting"})

    def away(*_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(MigrationExecutor, "migration_plan", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no database"})
    assert client.get("/healthz").status_code == 200
