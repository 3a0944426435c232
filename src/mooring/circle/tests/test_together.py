"""Time kept for somebody: taken for everyone who looks for one, of whom and what for nothing; and the calendar of a circle."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
import vobject
from django.db import connection
from django.test import Client
from django.urls import reverse

from mooring.boundaries.hours import can_meet
from mooring.boundaries.models import OwnTime
from mooring.boundaries.queries import hours_of
from mooring.circle.actions import keeping, people, together
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.models import CircleFeed, Record
from mooring.circle.things import Contact, SpecialDay, Tier
from mooring.people.models import Account, Member
from mooring.testing import Cast, give_hours, make_account

pytestmark = pytest.mark.django_db
Enter = Callable[[Member], Client]
MONDAY = dt.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def clock() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC), tick=False):
        yield


def kept(account: Account, name: str = "Elsa Lindqvist", **said: object) -> str:
    with editing(account) as book:
        return book.put(Contact(name=name, **{"tier": Tier.CLOSE, "added_on": MONDAY, "last": MONDAY} | said)).id


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_a_dinner_every_tuesday_is_never_offered_to_anyone_and_nobody_sees_why(cast: Cast, enter: Enter) -> None:
    account = cast.owner.account
    assert account is not None
    for one in (cast.owner, cast.match):
        give_hours(one, begins="12:00", minutes=600)
    elsa = kept(account)
    client = enter(cast.owner)
    said = {"what": "Dinner with the marker", "how_often": "weekly", "weekday": "1", "begins": "19:00", "minutes": "120"}
    page = client.post(reverse("circle_time_keep", args=[elsa]), said, follow=True).content.decode()
    assert "Dinner with the marker" in page
    hours = hours_of([cast.owner, cast.match])
    tuesday = [dt.datetime(2026, 11, 10, hour, tzinfo=dt.UTC) for hour in (18, 19, 20, 21, 22)]
    free = can_meet(list(hours.values()), tuesday[0], tuesday[-1])
    assert free == [(tuesday[0], tuesday[1]), (tuesday[3], tuesday[4])]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name of a table of ours
            assert "marker" not in repr(cursor.fetchall()), table
    for name in ("match", "team_mate", "manager", "organiser", "admin", "stranger"):
        (time,) = read(account).open_things()
        assert enter(getattr(cast, name)).post(reverse("circle_time_give_back", args=[time.id])).status_code == 404
    client.post(reverse("circle_time_give_back", args=[time.id]))
    assert (OwnTime.objects.count(), read(account).open_things()) == (0, [])


def test_once_means_once_and_is_due_on_its_day() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account, resting=True)
    day = MONDAY + dt.timedelta(days=9)
    said = {"what": "A walk", "how_often": "once", "on": day.isoformat(), "begins": "07:30", "minutes": "60"}
    signed_in(account).post(reverse("circle_time_keep", args=[elsa]), said)
    (time,) = read(account).open_things()
    assert (Record.objects.get(public_id=time.id).due, OwnTime.objects.get().date) == (day, day)
    keeping.tend(account=account, on=day + dt.timedelta(days=1))
    assert (Record.objects.get(public_id=time.id).due, read(account).open_things()) == (None, [])


def test_a_weekly_time_waits_for_its_next_week() -> None:
    account = make_account(timezone="UTC")
    time = together.keep_time(account=account, identity=kept(account), what="", weekday=0, on=None, begins=dt.time(19), minutes=60)
    assert Record.objects.get(public_id=time.id).due == MONDAY
    keeping.tend(account=account, on=MONDAY + dt.timedelta(days=1))
    assert Record.objects.get(public_id=time.id).due == MONDAY + dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"how_often": "once", "on": "2026-11-01", "begins": "19:00", "minutes": "60"}, "Choose a day that is still to come."),
        ({"how_often": "weekly", "begins": "19:00", "minutes": "60"}, "Choose a day of the week."),
    ],
)
def test_a_time_that_cannot_be_is_said_in_a_sentence(said: dict[str, str], sentence: str) -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account)
    assert sentence in signed_in(account).post(reverse("circle_time_keep", args=[elsa]), said, follow=True).content.decode()
    assert OwnTime.objects.count() == 0


def test_the_hours_are_free_once_somebody_is_put_away_and_can_be_kept_again_for_whoever_comes_back() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account)
    time = together.keep_time(account=account, identity=elsa, what="", weekday=0, on=None, begins=dt.time(19), minutes=60)
    client = signed_in(account)
    for _twice in range(2):
        people.put_away(account=account, identity=elsa)
        assert OwnTime.objects.count() == 0
        people.take_back(account=account, identity=elsa)
        assert "Your hours do not hold it" in client.get(reverse("circle_person", args=[elsa])).content.decode()
        client.post(reverse("circle_time_hold", args=[time.id]))
        assert [(one.weekday, one.begins, one.minutes) for one in OwnTime.objects.all()] == [(0, dt.time(19), 60)]
        assert "Your hours do not hold it" not in client.get(reverse("circle_person", args=[elsa])).content.decode()
    people.put_away(account=account, identity=elsa)
    keeping.tend(account=account, on=MONDAY + dt.timedelta(days=31))
    assert (OwnTime.objects.count(), Record.objects.count()) == (0, 0)


def address_of(client: Client, **said: str) -> str:
    """The path of a calendar that was just made, as its page shows it once."""
    answer = client.post(reverse("circle_feed_open"), said)
    assert "no-store" in answer.headers["Cache-Control"]
    found = re.search(r'value="https?://[^/]+(/l/circle/[^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def events_of(address: str) -> list[vobject.base.Component]:
    answer = Client().get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(vobject.readOne(answer.content.decode()).vevent_list)


def test_the_calendar_tells_days_rhythms_and_times_to_a_program_that_is_not_signed_in() -> None:
    account = make_account(timezone="Europe/Lisbon")
    elsa = kept(account, birthday="1992-02-29", days=(SpecialDay("Moved in; together", "--11-08"),))
    kept(account, "Far away", tier=Tier.WIDER)
    together.keep_time(account=account, identity=elsa, what="Dinner", weekday=1, on=None, begins=dt.time(19), minutes=90)
    events = events_of(address_of(signed_in(account), names="yes", rhythms="on"))
    days = {one.summary.value: one.dtstart.value for one in events if not isinstance(one.dtstart.value, dt.datetime)}
    assert days == {
        "Moved in; together: Elsa Lindqvist": dt.date(2026, 11, 8),
        "Birthday: Elsa Lindqvist": dt.date(2027, 2, 28),
        "Be in touch with Elsa Lindqvist": MONDAY + dt.timedelta(days=46),
    }
    times = sorted(one.dtstart.value for one in events if isinstance(one.dtstart.value, dt.datetime))
    assert (times[0], len(times)) == (dt.datetime(2026, 11, 3, 19, tzinfo=dt.UTC), 26)
    assert times[-1] - times[0] == dt.timedelta(weeks=25) - dt.timedelta(hours=1)  # summer time began
    assert {one.contents["class"][0].value for one in events} == {"PRIVATE"}
    assert len({one.uid.value for one in events}) == len(events)


def test_without_names_it_says_nothing_of_whom() -> None:
    account = make_account(timezone="UTC")
    elsa = kept(account, birthday="--05-03")
    together.keep_time(account=account, identity=elsa, what="Dinner", weekday=1, on=None, begins=dt.time(19), minutes=90)
    address = address_of(signed_in(account), names="no")
    body = Client().get(address).content.decode()
    assert {one.summary.value for one in events_of(address)} == {"A day in my circle", "Time I keep"}
    for word in ("Elsa", "Dinner", "Birthday"):
        assert word not in body


def test_an_address_ends_with_one_press_or_with_the_next_and_no_other_secret_opens_it() -> None:
    account = make_account(timezone="UTC")
    client = signed_in(account)
    kept(account)
    first = address_of(client, names="yes")
    answer = Client().get(first)
    assert Client().get(first, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    second = address_of(client, names="yes")
    assert [Client().get(one).status_code for one in (first, second, second[:-30] + "x/circle.ics")] == [404, 200, 404]
    assert second.split("/")[-2] not in repr(list(CircleFeed.objects.values()))
    assert "Whoever has the address reads what it says" in client.get(reverse("circle_feed_page")).content.decode()
    client.post(reverse("circle_feed_close"))
    assert Client().get(second).status_code == 404
