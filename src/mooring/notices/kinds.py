"""What the outbox itself sends."""

from __future__ import annotations

from mooring.notices import at_once

TEST_MAIL = "notices.test_mail"

at_once.register(TEST_MAIL, because="An admin asks for a test mail while naming the mail server.")
