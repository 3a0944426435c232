"""A meeting's page for its people alone, and the pages behind the links in their mails."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.core.links import Link, make
from mooring.meetings import actions, links
from mooring.meetings.models import Attendance, Meeting
from mooring.notices import actions as notices
from mooring.notices.models import Notice

HOUR = dt.timedelta(hours=1)
NAMES = [
    "meeting",
    *(f"meeting_{what}" for what in ("choose", "cannot", "others", "cancel", "met", "said", "proposal", "come", "letters", "file")),
]


def page(cast, meeting, name="meeting"):
    return reverse(name, args=[cast.organisation.slug, meeting.public_id])


def agreed(meeting, member, time=None):
    assert actions.choose(meeting=meeting, offered=time or meeting.offered_times.last(), member=member)
    return Meeting.objects.get(pk=meeting.pk)


@pytest.mark.parametrize("role", ["team_mate", "manager", "organiser", "admin", "stranger", None])
@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_learns_that_it_is_there(cast, meeting, enter, role, name):
    agreed(meeting, cast.owner)
    client = enter(getattr(cast, role)) if role else Client()
    assert client.post(page(cast, meeting, name)).status_code == (404 if role else 302)
    # Where only posting is possible, looking is refused alike to everyone.
    assert client.get(page(cast, meeting, name)).status_code in ({404, 405} if role else {302})
    assert Meeting.objects.get().state == Meeting.State.AGREED


def test_who_has_left_the_meeting_sees_it_no_more(cast, meeting, enter):
    actions.leave(meeting=meeting, member=cast.match)
    assert enter(cast.match).get(page(cast, meeting)).status_code == 404


def test_a_time_is_chosen_on_the_page_and_the_second_to_choose_sees_which(cast, meeting, enter):
    one, other, _ = meeting.offered_times.all()
    client = enter(cast.owner)
    assert "Take this time" in client.get(page(cast, meeting)).content.decode()
    assert client.post(page(cast, meeting, "meeting_choose"), {"time": one.public_id}).status_code == 302
    late = enter(cast.match).post(page(cast, meeting, "meeting_choose"), {"time": other.public_id})
    assert late.status_code == 409
    assert "Somebody was a moment faster" in late.content.decode()
    assert one.begins_at.isoformat() in late.content.decode()
    assert Meeting.objects.get().begins_at == one.begins_at


@pytest.mark.parametrize("time", ["", "nothing"])
def test_without_a_time_nothing_is_chosen(cast, meeting, enter, time):
    answer = enter(cast.owner).post(page(cast, meeting, "meeting_choose"), {"time": time})
    assert answer.status_code == 409
    assert "Choose one of the times first." in answer.content.decode()


def test_the_clock_of_the_other_stands_beside_a_time(cast, meeting, enter):
    cast.match.account.timezone = "Asia/Kathmandu"
    cast.match.account.save()
    meeting.offered_times.exclude(pk=meeting.offered_times.first().pk).delete()
    meeting.offered_times.update(begins_at=dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC))
    assert "15:45 for Nguyễn Quốc Tuấn" in enter(cast.owner).get(page(cast, meeting)).content.decode()
    assert "10:00 for Amara Okonkwo-Lindqvist" in enter(cast.match).get(page(cast, meeting)).content.decode()


def test_cannot_make_it_and_the_answer_afterwards(cast, meeting, enter, clock):
    client = enter(cast.owner)
    agreed(meeting, cast.owner)
    client.post(page(cast, meeting, "meeting_cannot"))
    assert Meeting.objects.get().state == Meeting.State.OFFERED
    meeting = agreed(meeting, cast.owner, meeting.offered_times.first())
    clock.move_to(meeting.begins_at + HOUR)
    client.post(page(cast, meeting, "meeting_met"), {"met": "perhaps"})
    assert meeting.attendances.get(member=cast.owner).met == Attendance.Met.UNKNOWN
    client.post(page(cast, meeting, "meeting_met"), {"met": "yes"})
    assert meeting.attendances.get(member=cast.owner).met == Attendance.Met.YES
    assert "You said that you met." in client.get(page(cast, meeting)).content.decode()
    assert "You said" not in enter(cast.match).get(page(cast, meeting)).content.decode()


def test_the_whole_meeting_is_called_off_on_the_page_and_stays_so(cast, meeting, enter):
    client = enter(cast.owner)
    agreed(meeting, cast.match)
    assert "Call the whole meeting off" in client.get(page(cast, meeting)).content.decode()
    client.post(page(cast, meeting, "meeting_cancel"))
    shown = client.get(page(cast, meeting)).content.decode()
    assert "This meeting will not take place." in shown
    assert "Call the whole meeting off" not in shown
    client.post(page(cast, meeting, "meeting_others"))
    assert Meeting.objects.get().state == Meeting.State.CANCELLED


def test_other_times_are_looked_for_only_when_none_can_be_chosen(cast, meeting, enter, clock):
    client = enter(cast.owner)
    before = set(meeting.offered_times.values_list("begins_at", flat=True))
    client.post(page(cast, meeting, "meeting_others"))
    assert set(meeting.offered_times.values_list("begins_at", flat=True)) == before
    meeting.offered_times.exclude(pk=meeting.offered_times.first().pk).delete()
    meeting.offered_times.update(begins_at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    assert "Look for other times" in client.get(page(cast, meeting)).content.decode()
    client.post(page(cast, meeting, "meeting_others"))
    assert "Take this time" in client.get(page(cast, meeting)).content.decode()


def test_the_file_is_for_its_people_once_there_is_a_time(cast, meeting, enter):
    client = enter(cast.match)
    assert client.get(page(cast, meeting, "meeting_file")).status_code == 404
    agreed(meeting, cast.owner)
    answer = client.get(page(cast, meeting, "meeting_file"))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.content.startswith(b"BEGIN:VCALENDAR")


def path(address):
    return address.removeprefix("http://localhost:8000")


def knock(address):
    """Whoever holds the link, signed in or not, without a cookie of ours."""
    client = Client(enforce_csrf_checks=True)
    return client, path(address)


def test_the_link_to_choose_has_its_time_chosen_already_and_one_press_takes_it(cast, meeting):
    one = meeting.offered_times.last()
    client, address = knock(links.pick(meeting, cast.match, one))
    shown = client.get(address).content.decode()
    assert f'value="{one.public_id}" required checked' in shown
    assert cast.owner.shown_name not in shown
    assert Meeting.objects.get().state == Meeting.State.OFFERED
    assert client.post(address, {"time": one.public_id}).status_code == 302
    assert "A time is chosen" in client.get(address).content.decode()
    assert "_auth_user_id" not in client.session
    assert Meeting.objects.get().attendances.get(chose=True).member == cast.match


def test_the_second_link_shows_what_was_chosen(cast, meeting):
    one, other, _ = meeting.offered_times.all()
    agreed(meeting, cast.owner, one)
    client, address = knock(links.pick(meeting, cast.match, other))
    shown = client.post(address, {"time": other.public_id}).content.decode()
    assert "Somebody was a moment faster" in shown
    assert one.begins_at.isoformat() in shown


def test_the_link_that_one_cannot_make_it(cast, meeting):
    agreed(meeting, cast.owner)
    client, address = knock(links.cannot(meeting, cast.match))
    assert "I can’t make this time" in client.get(address).content.decode()
    assert Meeting.objects.get().state == Meeting.State.AGREED
    client.post(address)
    assert Meeting.objects.get().state == Meeting.State.OFFERED
    sequence = Meeting.objects.get().sequence
    client.post(address)
    assert Meeting.objects.get().sequence == sequence
    assert "That time is cancelled" in client.get(address).content.decode()


def test_the_links_whether_they_met(cast, meeting, clock):
    meeting = agreed(meeting, cast.owner)
    clock.move_to(meeting.begins_at + HOUR)
    client, address = knock(links.met(meeting, cast.match, "no"))
    assert 'value="no" required checked' in client.get(address).content.decode().replace("checked required", "required checked")
    assert not Attendance.objects.exclude(met="").exists()
    client.post(address, {"met": "no"})
    assert Attendance.objects.get(member=cast.match).met == Attendance.Met.NO
    after_no = client.get(address).content.decode()
    assert "Your answer is kept" in after_no
    client.post(address, {"met": "yes"})
    assert Attendance.objects.get(member=cast.match).met == Attendance.Met.YES


def test_the_link_does_not_show_what_was_answered(cast, meeting, clock):
    meeting = agreed(meeting, cast.owner)
    clock.move_to(meeting.begins_at + HOUR)
    client, address = knock(links.met(meeting, cast.match, "no"))
    pages = []
    for answer in ("yes", "no"):
        client.post(address, {"met": answer})
        shown = re.search(r"<main.*</main>", client.get(address).content.decode(), re.DOTALL)
        assert shown
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown[0]))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("fault", ["altered", "old", "purpose", "left", "not theirs"])
def test_a_link_does_one_thing_for_one_person_until_its_date(cast, meeting, fault, clock):
    agreed(meeting, cast.owner)
    person, purpose, days = cast.match, links.CANNOT, 5
    if fault == "not theirs":
        person = cast.team_mate
    if fault == "purpose":
        purpose = links.MET
    if fault == "old":
        days = -1
    token = make(Link(purpose, person.public_id, meeting.public_id), days=days) + ("x" if fault == "altered" else "")
    if fault == "left":
        cast.match.left_at = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
        cast.match.save()
    client, address = knock(reverse("meeting_cannot_link", args=[token]))
    assert client.get(address).status_code == 404
    shown = client.post(address)
    assert shown.status_code == 404
    assert "This link is over" in shown.content.decode()
    assert Meeting.objects.get().state == Meeting.State.AGREED


def test_what_a_link_sets_off_tells_nobodys_name_in_its_subject(cast, meeting):
    agreed(meeting, cast.owner)
    notices.send_due()
    assert Notice.objects.filter(state="sent").count() == 2
    for one in mail.outbox:
        assert cast.owner.shown_name not in one.subject
        assert cast.match.shown_name not in one.subject


def test_a_page_behind_a_mail_speaks_its_language_whatever_the_browser_asks_for(cast, meeting):
    cast.owner.account.language = "de"
    cast.owner.account.save()
    begun = agreed(meeting, cast.owner)
    for address in (links.pick(meeting, cast.owner), links.cannot(begun, cast.owner), links.met(begun, cast.owner, "yes")):
        assert '<html lang="de"' in Client().get(address, headers={"Accept-Language": "en"}).content.decode()
