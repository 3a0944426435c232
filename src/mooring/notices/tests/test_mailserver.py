"""Which mail server is used, and what is said when it fails."""

from __future__ import annotations

import smtplib
import socket
import ssl

import pytest
from django.core import mail

from mooring.audit.models import Entry
from mooring.notices import actions, at_once, mailserver
from mooring.notices.models import MailServer, Notice
from mooring.notices.register import Letter


def server(**fields):
    return MailServer(**({"host": "mail.example.org", "from_address": "mooring@example.org", "password": "hush"} | fields))


def test_without_any_server_one_clear_sentence(db):
    with pytest.raises(mailserver.NoMailServer, match="No mail server is named"):
        mailserver.ConfiguredBackend().open()


def test_the_server_of_the_set_up_is_used_and_the_environment_wins(db, settings, cast):
    actions.name_mail_server(actor=cast.admin.account, server=server())
    actions.name_mail_server(actor=cast.admin.account, server=server(host="other.example.org", security="tls", port=465))
    found = mailserver.configured()
    assert (found.host, found.port, found.tls, found.starttls, found.password) == ("other.example.org", 465, True, False, "hush")
    assert MailServer.objects.count() == 1
    assert Entry.objects.filter(verb="notices.mail_server_named").count() == 2
    settings.MAIL_URL = "smtp+tls://me%40example.org:p%2Fw@env.example.org:587"
    found = mailserver.configured()
    assert (found.host, found.port, found.username, found.password) == ("env.example.org", 587, "me@example.org", "p/w")
    assert (found.starttls, found.tls) == (True, False)
    settings.MAIL_URL = "smtps://env.example.org:465"
    assert (mailserver.configured().starttls, mailserver.configured().tls) == (False, True)


def test_the_password_is_not_readable_in_the_database(db, cast):
    from django.db import connection

    actions.name_mail_server(actor=cast.admin.account, server=server())
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM notices_mailserver")
        assert "hush" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (mailserver.NoMailServer(), "No mail server is named yet."),
        (smtplib.SMTPAuthenticationError(535, b"hush"), "refused the user name or the password"),
        (smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"")}), "refused the receiver"),
        (smtplib.SMTPSenderRefused(550, b"", "hush"), "does not let this address send"),
        (smtplib.SMTPDataError(554, b"hush"), "code 554"),
        (smtplib.SMTPServerDisconnected("hush"), "hung up"),
        (smtplib.SMTPNotSupportedError("hush"), "does not offer"),
        (ssl.SSLCertVerificationError("hush"), "certificate"),
        (ssl.SSLError("hush"), "does not speak"),
        (socket.gaierror("hush"), "No machine of this name"),
        (ConnectionRefusedError("hush"), "Nothing answers on this port"),
        (TimeoutError("hush"), "did not answer in time"),
        (ValueError("hush"), "could not be used (ValueError)"),
    ],
)
def test_each_failure_is_one_sentence_without_what_anybody_typed(error, sentence):
    said = mailserver.in_one_sentence(error)
    assert sentence in said
    assert "hush" not in said
    assert said.count(".") == 1


def test_a_test_mail_goes_at_once_and_is_not_kept(db):
    actions.send_test_mail(to="admin@example.org")
    assert mail.outbox[0].to == ["admin@example.org"]
    assert not Notice.objects.exists()


def test_a_test_mail_that_fails_says_why(db, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPAuthenticationError(535, b"hush")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    with pytest.raises(at_once.NotSent, match=r"^The mail server refused the user name or the password\.$"):
        actions.send_test_mail(to="admin@example.org")


def test_only_declared_kinds_go_out_at_once(db):
    with pytest.raises(ValueError, match="not declared"):
        at_once.send("something", to="x@example.org", letter=Letter("Hello"))


def test_a_server_tried_out_before_it_is_saved(db, settings, monkeypatch):
    settings.MAILBOX = False
    asked = []
    monkeypatch.setattr(mailserver.ConfiguredBackend, "send_messages", lambda self, mails: asked.append((self.host, mails[0].to)))
    actions.send_test_mail(to="admin@example.org", server=server())
    assert asked == [("mail.example.org", ["admin@example.org"])]


def test_our_mails_come_from_the_address_named_with_the_server(db, settings, monkeypatch):
    sent = []
    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", lambda self, mails: sent.extend(mails) or 1)
    found = mailserver.from_set_up(server())
    message = mail.EmailMessage("s", "b", settings.DEFAULT_FROM_EMAIL, ["x@example.org"])
    mailserver.ConfiguredBackend(server=found).send_messages([message])
    assert sent[0].from_email == "mooring@example.org"


def test_every_kind_that_goes_at_once_is_known_by_name():
    """A new kind of this class must be added here, on purpose."""
    assert set(at_once.registered()) == {
        "notices.test_mail",
        "you.erase_code",
        "you.erasure_asked",
        "you.export_ready",
        "you.left_organisation",
        "you.open_code",
    }
