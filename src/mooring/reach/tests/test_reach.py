"""Cards on how to reach somebody, and what a team agrees on: who reads what, and what a new wording does."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from mooring.boundaries import actions as boundaries
from mooring.people.models import Team
from mooring.reach.models import Acceptance, Agreement, Card
from mooring.suggestions.today import items_for

CARD = {
    "ways": "A message here.",
    "urgent": "Customers cannot work: call.",
    "can_wait": "Next week.",
    "not_then": "At dinner.",
    "with_hours": "on",
}
WORDS = {"channels": "Questions in the channel.", "answers": "Within a day.", "urgent": "Then we call.", "also": "No meetings on Fridays."}


def write(client, audience, **more):
    return client.post(reverse("reach_me_edit", args=[audience]), CARD | more)


def page_of(client, member):
    return client.get(reverse("person", args=[member.organisation.slug, member.public_id])).content.decode()


def link_of(client):
    return client.get(reverse("reach_me")).context["address"].partition("//")[2].partition("/")[2]


def agreement_of(member, name="agreement"):
    return reverse(name, args=[member.organisation.slug, member.team.public_id])


def word(client, member, after, **more):
    return client.post(agreement_of(member, "agreement_word"), WORDS | {"after": str(after)} | more)


def test_a_card_for_colleagues_is_read_by_nobody_until_it_is_shared_and_never_elsewhere(cast, enter):
    owner = enter(cast.owner)
    assert write(owner, "colleagues").status_code == 302
    assert "Customers cannot work" not in page_of(enter(cast.team_mate), cast.owner)
    assert "Customers cannot work" not in page_of(enter(cast.admin), cast.owner)
    write(owner, "colleagues", shared="on")
    for reader in (cast.match, cast.organiser):
        assert "Customers cannot work" in page_of(enter(reader), cast.owner)
    assert enter(cast.stranger).get(reverse("person", args=[cast.organisation.slug, cast.owner.public_id])).status_code == 404


def test_a_card_without_a_word_is_not_shared_and_too_many_are_not_kept(cast, enter):
    client = enter(cast.owner)
    answer = client.post(reverse("reach_me_edit", args=["colleagues"]), {"shared": "on", "ways": "  "})
    assert answer.status_code == 422
    assert "There is nothing on the card yet" in answer.content.decode()
    assert write(client, "colleagues", ways="x" * 601).status_code == 422
    assert client.get(reverse("reach_me_edit", args=["strangers"])).status_code == 404
    assert not Card.objects.exists()


@time_machine.travel(dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC), tick=False)
def test_whoever_has_the_link_reads_the_other_card_without_signing_in(cast, enter):
    owner = enter(cast.owner)
    write(owner, "colleagues", ways="Only colleagues.", shared="on")
    write(owner, "link", ways="Ring twice.", shared="on")
    boundaries.add_leave(account=cast.owner.account, first=dt.date(2026, 11, 25), last=dt.date(2026, 11, 27))
    answer = Client().get("/" + link_of(owner))
    page = answer.content.decode()
    assert "Ring twice." in page
    assert "It is 12:00 where they are." in strip_tags(page)
    assert "Monday to Friday: 9:00 to 17:00" in page
    for hidden in ("Only colleagues.", cast.organisation.name, cast.owner.work_address, "away", "off"):
        assert hidden not in page.partition("<main")[2].partition("</main>")[0]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_hours_stand_on_it_only_where_they_are_wanted(cast, enter):
    owner = enter(cast.owner)
    owner.post(reverse("reach_me_edit", args=["link"]), {"ways": "Ring twice.", "shared": "on"})
    page = Client().get("/" + link_of(owner)).content.decode()
    assert "Ring twice." in page
    assert "where they are" not in page
    assert "Usual hours" not in page


@pytest.mark.parametrize("ends", ["a new link", "unshared", "a year later", "erased"])
def test_a_link_is_over_once_its_owner_or_its_time_says_so(cast, enter, ends):
    owner = enter(cast.owner)
    write(owner, "link", shared="on")
    old = "/" + link_of(owner)
    assert Client().get(old).status_code == 200
    moment = dt.datetime.now(dt.UTC)
    if ends == "a new link":
        owner.post(reverse("reach_me_new_link"))
        assert Client().get("/" + link_of(owner)).status_code == 200
    elif ends == "unshared":
        write(owner, "link")
    elif ends == "erased":
        cast.owner.account.delete()
    else:
        moment += dt.timedelta(days=366)
    with time_machine.travel(moment):
        answer = Client().get(old)
    assert answer.status_code == 404
    assert "This link is over" in answer.content.decode()


def test_nobody_words_or_accepts_for_another_team(cast, enter):
    assert enter(cast.match).get(agreement_of(cast.owner)).status_code == 404  # there is none yet
    assert word(enter(cast.match), cast.owner, 0).status_code == 404
    assert word(enter(cast.admin), cast.owner, 0).status_code == 404
    assert enter(cast.organiser).post(agreement_of(cast.owner, "agreement_accept"), {"number": "1"}).status_code == 404
    assert not Agreement.objects.exists()


def test_a_team_words_its_agreement_and_only_its_members_see_who_said_yes(cast, enter):
    mate, owner = enter(cast.team_mate), enter(cast.owner)
    assert word(mate, cast.owner, 0).status_code == 302
    assert any("How your team works together" in str(item.title) for item in items_for(cast.owner))
    page = owner.get(agreement_of(cast.owner)).content.decode()
    assert "1 of 3 said yes" in page
    assert f"Worded by {cast.team_mate.shown_name}" in page
    owner.post(agreement_of(cast.owner, "agreement_accept"), {"number": "1"})
    assert "2 of 3 said yes" in owner.get(agreement_of(cast.owner)).content.decode()
    assert not items_for(cast.owner)
    for reader in (cast.match, cast.organiser, cast.admin):
        page = enter(reader).get(agreement_of(cast.owner)).content.decode()
        assert "No meetings on Fridays." in page
        assert "said yes" not in page
        assert cast.team_mate.shown_name not in page
    assert "How Support works together" in page_of(enter(cast.match), cast.owner)
    owner.post(agreement_of(cast.owner, "agreement_accept"), {"answer": "no"})
    assert not Acceptance.objects.filter(member=cast.owner).exists()


def test_a_new_wording_asks_everyone_again_and_an_old_yes_does_not_count(cast, enter):
    mate, owner = enter(cast.team_mate), enter(cast.owner)
    word(mate, cast.owner, 0)
    owner.post(agreement_of(cast.owner, "agreement_accept"), {"number": "1"})
    word(mate, cast.owner, 1, also="No meetings at all.")
    said = owner.post(agreement_of(cast.owner, "agreement_accept"), {"number": "1"}, follow=True).content.decode()
    assert "The agreement has been worded anew" in said
    assert "1 of 3 said yes" in said
    assert any("in new words" in str(item.title) for item in items_for(cast.owner))


def test_whoever_was_slower_sees_the_others_wording_and_loses_nothing(cast, enter):
    mate, owner = enter(cast.team_mate), enter(cast.owner)
    word(mate, cast.owner, 0, also="Theirs.")
    answer = word(owner, cast.owner, 0, also="Mine.")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Someone changed the agreement meanwhile" in page
    assert "Theirs." in page
    assert "Mine." in page
    assert 'name="after" value="1"' in page
    assert word(owner, cast.owner, 1, also="Mine.").status_code == 302
    assert Agreement.objects.filter(team=cast.owner.team).first().also == "Mine."


def test_an_agreement_says_something_and_only_its_last_wordings_are_kept(cast, enter):
    mate = enter(cast.team_mate)
    empty = mate.post(agreement_of(cast.owner, "agreement_word"), {"after": "0", "also": " "})
    assert "Write at least one line" in empty.content.decode()
    Agreement.objects.bulk_create(Agreement(team=cast.owner.team, number=number, also="x") for number in range(1, 25))
    word(mate, cast.owner, 24)
    assert list(Agreement.objects.filter(team=cast.owner.team).values_list("number", flat=True)) == list(range(25, 5, -1))


def test_whoever_worded_it_may_leave_and_the_words_stay(cast, enter):
    word(enter(cast.team_mate), cast.owner, 0)
    cast.team_mate.delete()
    page = enter(cast.owner).get(agreement_of(cast.owner)).content.decode()
    assert "No meetings on Fridays." in page
    assert "0 of 2 said yes" in page


def test_the_page_names_the_teams_one_is_in(cast, enter):
    assert "How Support works together" in enter(cast.owner).get(reverse("reach_me")).content.decode()
    assert "works together" not in enter(cast.organiser).get(reverse("reach_me")).content.decode()
    assert Team.objects.count() == 2
