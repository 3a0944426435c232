"""How the outbox stands, for an admin: numbers and reasons, never to whom or about what."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mooring.audit.models import Entry
from mooring.notices import incoming, queries
from mooring.notices.models import Attempt, Notice

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(MONDAY_NOON, tick=False):
        yield


def notice(member, state, key, *, begins=MONDAY_NOON - HOUR, expires=MONDAY_NOON + 48 * HOUR, error="", **more):
    made = Notice.objects.create(
        member=member,
        organisation=member.organisation if member else None,
        kind="programmes.introduction",
        urgency="held",
        scope="organisation" if member else "private",
        thing="abc",
        key=key,
        made_at=MONDAY_NOON - 2 * HOUR,
        not_before=begins,
        expires_at=expires,
        state=state,
        **more,
    )
    if error:
        Attempt.objects.create(notice=made, channel="mail", succeeded=False, error="TimeoutError")
        Attempt.objects.create(notice=made, channel="mail", succeeded=False, error=error)
    return made


def address(cast, name="outbox"):
    return reverse(name, args=[cast.organisation.slug])


def test_only_admins_read_it_and_only_of_their_own_organisation(cast, enter):
    failed = notice(cast.owner, "failed", "one", error="SMTPRecipientsRefused")
    for role in (cast.owner, cast.match, cast.team_mate, cast.manager, cast.organiser, cast.stranger):
        assert enter(role).get(address(cast)).status_code == 404
        again = enter(role).post(address(cast, "outbox_again"), {"channel": "mail", "error": "SMTPRecipientsRefused"})
        assert again.status_code == 404
    # The stranger is an admin, of another organisation.
    theirs = reverse("outbox_again", args=[cast.stranger.organisation.slug])
    enter(cast.stranger).post(theirs, {"channel": "mail", "error": "SMTPRecipientsRefused"})
    failed.refresh_from_db()
    assert failed.state == Notice.State.FAILED
    assert enter(cast.admin).get(address(cast)).status_code == 200


def test_it_counts_what_waits_what_went_and_what_failed(cast, django_assert_num_queries):
    notice(cast.owner, "waiting", "due")
    notice(cast.match, "waiting", "held", begins=MONDAY_NOON + HOUR, tries=2)
    notice(cast.owner, "sent", "sent", sent_at=MONDAY_NOON - HOUR)
    notice(cast.owner, "sent", "long ago", sent_at=MONDAY_NOON - 400 * HOUR)
    notice(cast.owner, "failed", "refused", error="SMTPRecipientsRefused")
    notice(cast.match, "failed", "too late", error="SMTPRecipientsRefused", expires=MONDAY_NOON - HOUR)
    notice(cast.stranger, "failed", "another's", error="SMTPDataError")
    with django_assert_num_queries(2):
        found = queries.standing(cast.organisation)
    assert (found.due, found.held, found.retried, found.sent) == (1, 1, 1, 1)
    assert (found.due_since, found.held_since) == (MONDAY_NOON - HOUR, MONDAY_NOON - 2 * HOUR)
    assert found.last_sent == MONDAY_NOON - HOUR
    assert found.failures == (queries.Failure("mail", "SMTPRecipientsRefused", count=2, of_use=1),)


def test_each_channel_that_did_not_take_it_says_why_and_one_that_did_is_not_among_them(cast):
    failed = notice(cast.owner, "failed", "one", error="SMTPRecipientsRefused")
    for channel, error in (("inbox", ""), ("push", "PushSilent"), ("push", "PushRefused"), ("other", "ValueError"), ("other", "")):
        Attempt.objects.create(notice=failed, channel=channel, succeeded=not error, error=error)
    found = {(one.channel, one.error) for one in queries.standing(cast.organisation).failures}
    assert found == {("mail", "SMTPRecipientsRefused"), ("push", "PushRefused")}


def test_what_is_private_is_neither_shown_nor_counted_nor_sent_again(cast, enter):
    mine = notice(None, "failed", "mine", error="SMTPDataError", account=cast.owner.account)
    page = enter(cast.admin).get(address(cast)).content.decode()
    assert "Nothing: whatever was due went out." in page
    enter(cast.admin).post(address(cast, "outbox_again"), {"channel": "mail", "error": "SMTPDataError"})
    mine.refresh_from_db()
    assert mine.state == Notice.State.FAILED


def test_one_press_tries_what_is_still_of_use_again_and_the_record_says_so(cast, enter):
    notice(cast.owner, "failed", "one", error="SMTPRecipientsRefused", tries=8)
    notice(cast.match, "failed", "two", error="SMTPRecipientsRefused", expires=MONDAY_NOON - HOUR)
    notice(cast.match, "failed", "three", error="SMTPAuthenticationError")
    page = enter(cast.admin).get(address(cast)).content.decode()
    assert "The mail server refused the receiver&#x27;s address." in page
    assert "The mail server refused the user name or the password." in page
    for said in (cast.owner.name, cast.match.name, "introduction"):
        assert said not in page.partition("<main")[2].partition("</main>")[0]
    answer = enter(cast.admin).post(address(cast, "outbox_again"), {"channel": "mail", "error": "SMTPRecipientsRefused"}, follow=True)
    assert "1 message is tried again" in answer.content.decode()
    states = {one.key: (one.state, one.tries) for one in Notice.objects.all()}
    assert states == {"one": ("waiting", 0), "two": ("failed", 0), "three": ("failed", 0)}
    entry = Entry.objects.get(verb="notices.sent_again")
    assert (entry.actor, entry.organisation, entry.acting_as) == (cast.admin.account, cast.organisation, Entry.As.ADMIN)
    again = enter(cast.admin).post(address(cast, "outbox_again"), {"channel": "mail", "error": "made up"}, follow=True)
    assert "None of them is of use any more." in again.content.decode()


def test_how_reading_the_answers_of_calendars_gets_on_is_said_where_a_mailbox_is_named(cast, enter, settings):
    assert "What calendars answer" not in enter(cast.admin).get(address(cast)).content.decode()
    settings.REPLIES_URL = "maildir:/nowhere"
    incoming.note(put_aside=3)
    page = enter(cast.admin).get(address(cast)).content.decode()
    assert "What calendars answer" in page
    assert "Mon 23 Nov" in page
    incoming.note(error=FileNotFoundError())
    page = enter(cast.admin).get(address(cast)).content.decode()
    assert "The folder of the mailbox cannot be read." in page
    assert ">3<" in page
