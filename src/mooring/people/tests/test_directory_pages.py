"""The directory, profiles and settings: who may, what is shown, what is kept."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from mooring.audit.models import Entry
from mooring.people import actions, facets
from mooring.people import search as people_search
from mooring.people.models import Census, HelpContact, Invitation, Member, Site, Team, Topic
from mooring.people.views import directory
from mooring.testing import give_hours, make_account, make_member, make_organisation


def at(cast, name, *more):
    return reverse(name, args=[cast.organisation.slug, *more])


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_strangers_find_nobody_and_members_change_no_settings(cast, enter):
    for client in (enter(cast.stranger),):
        assert client.get(at(cast, "people")).status_code == 404
        assert client.get(at(cast, "person", cast.owner.public_id)).status_code == 404
    assert Client().get(at(cast, "people")).status_code == 302
    own = reverse("person", args=[cast.stranger.organisation.slug, cast.owner.public_id])
    assert enter(cast.stranger).get(own).status_code == 404
    for who in (cast.owner, cast.organiser, cast.manager):
        client = enter(who)
        for name in ("settings", "organisation", "places", "members", "member_new", "invitations", "contacts"):
            assert client.get(at(cast, name)).status_code == 404
        assert client.post(at(cast, "member_roles", who.public_id), {"is_admin": "on"}).status_code == 404
    theirs = reverse("member", args=[cast.stranger.organisation.slug, cast.owner.public_id])
    assert enter(cast.stranger).get(theirs).status_code == 404


def test_people_are_found_and_narrowed(cast, enter):
    everyone = Member.objects.filter(organisation=cast.organisation)
    actions.refresh_words(everyone)
    actions.change_own_profile(member=cast.match, topics={"help": ["Budgets"]}, languages=["vi", "en"])
    client = enter(cast.owner)
    assert "Nguyễn Quốc Tuấn" in text_of(client.get(at(cast, "people"), {"q": "nguyen"}))
    assert "Amara" not in text_of(client.get(at(cast, "people"), {"q": "nguyen"})).split("<main")[1]
    assert "Nobody by these words" in text_of(client.get(at(cast, "people"), {"q": "zzz"}))
    topic = Topic.objects.get()
    site = Site.objects.create(organisation=cast.organisation, name="Hà Nội", timezone="Asia/Ho_Chi_Minh")
    Member.objects.filter(pk=cast.match.pk).update(site=site)
    for query in (
        {"topic": topic.public_id},
        {"language": "vi"},
        {"team": cast.match.team.public_id},
        {"site": site.public_id},
        {"q": "QUOC", "site": site.public_id, "language": "vi"},
    ):
        page = text_of(client.get(at(cast, "people"), query)).split('id="found"')[1]
        assert "Nguyễn Quốc Tuấn" in page
        assert "Siobhán" not in page
    assert "Siobhán" in text_of(client.get(at(cast, "people"), {"team": "nonsense", "language": "%%", "page": "x"}))


def test_whoever_left_is_not_found(cast, enter):
    actions.mark_left(member=cast.match, actor=cast.admin)
    client = enter(cast.owner)
    assert "Nguyễn" not in text_of(client.get(at(cast, "people")))
    assert client.get(at(cast, "person", cast.match.public_id)).status_code == 404


def test_the_directory_asks_the_same_however_many_there_are(cast, enter, django_assert_num_queries):
    for number in range(40):
        one = make_member(cast.organisation, f"Person {number}", account=make_account() if number % 2 else None)
        give_hours(one)
        actions.set_topics(member=one, kind="help", labels=[f"topic {number}"])
    client = enter(cast.owner)
    client.get(at(cast, "people"))
    with django_assert_num_queries(18):
        client.get(at(cast, "people"))
    Census.objects.create(organisation=cast.organisation, size=1_200)
    with django_assert_num_queries(15):
        client.get(at(cast, "people"))


def test_many_people_are_counted_now_and_then(cast, enter, monkeypatch):
    actions.change_own_profile(member=cast.match, topics={"help": ["Budgets"]}, languages=["vi", "en"])
    client = enter(cast.owner)
    assert actions.take_census() == 0
    monkeypatch.setattr(facets, "LIVE", 3)
    assert actions.take_census() == 1
    assert actions.take_census() == 0, "an hour's count will do"
    here = Member.objects.here().filter(organisation=cast.organisation).count()
    counted = Census.objects.get()
    assert (counted.size, sorted(counted.languages)) == (here, ["en", "vi"])
    assert [label for _code, label in counted.topics] == ["Budgets"]
    make_member(cast.organisation, "Aiko Tanaka")
    assert f"{here} of you" in text_of(client.get(at(cast, "people")))
    monkeypatch.setattr(facets, "LIVE", 1_000)
    actions.take_census()
    assert f"{here + 1} of you" in text_of(client.get(at(cast, "people")))


def test_of_many_by_a_word_some_are_listed_and_it_is_said_that_there_are_more(cast, enter, monkeypatch):
    for number in range(30):
        make_member(cast.organisation, f"Aiko {number:02}")
    actions.refresh_words(Member.objects.filter(organisation=cast.organisation))
    monkeypatch.setattr(directory, "MOST", 26)
    client = enter(cast.owner)
    for few in (1_000, 3):
        monkeypatch.setattr(people_search, "FEW", few)
        page = text_of(client.get(at(cast, "people"), {"q": "aiko"}))
        assert "More than 26 people" in page
        assert "Aiko 24" in page
        assert "Aiko 25" not in page
        assert "Aiko 25" in text_of(client.get(at(cast, "people"), {"q": "aiko", "page": "2"}))
        assert "One person" in text_of(client.get(at(cast, "people"), {"q": "aiko 07"}))
        assert "Nobody by these words" in text_of(client.get(at(cast, "people"), {"q": "aiko nguyen"}))


def test_of_very_many_teams_one_is_typed(cast, enter):
    teams = [Team.objects.create(organisation=cast.organisation, name=f"Crew {number:03}") for number in range(101)]
    Member.objects.filter(pk=cast.match.pk).update(team=teams[7])
    far = Team.objects.create(organisation=cast.stranger.organisation, name="Crew of elsewhere")
    client = enter(cast.owner)
    page = BeautifulSoup(text_of(client.get(at(cast, "people"))), "html.parser")
    assert page.select_one("#team")["list"] == page.select_one("datalist")["id"]
    offered = text_of(client.get(at(cast, "place_suggest"), {"kind": "team", "team": "rew 0"}))
    assert offered.count("<option") == directory.SUGGESTED
    assert far.name not in text_of(client.get(at(cast, "place_suggest"), {"kind": "team", "team": "elsewhere"}))
    for typed in ("crew 007", teams[7].public_id):
        found = text_of(client.get(at(cast, "people"), {"team": typed})).split('id="found"')[1]
        assert "Nguyễn Quốc Tuấn" in found
        assert "Siobhán" not in found


def test_a_local_time_stands_beside_each_name(cast, enter):
    cast.match.account.timezone = "Asia/Ho_Chi_Minh"
    cast.match.account.save()
    with time_machine.travel("2026-11-18T09:40:00+00:00", tick=False):
        assert "16:40" in text_of(enter(cast.owner).get(at(cast, "people")))
        assert "16:40" in text_of(enter(cast.owner).get(at(cast, "person", cast.match.public_id)))


def test_one_edits_ones_own_page_and_each_field_says_who_sees_it(cast, enter):
    client = enter(cast.owner)
    page = text_of(client.get(at(cast, "profile")))
    assert page.count("Everyone at Larkfield") >= 7
    answer = client.post(
        at(cast, "profile"),
        {
            **{"call_me": "Ama", "pronouns": "she/her", "title": "Support lead", "about": "Two\nlines", "languages": ["ig", "en"]},
            **{"help": ["Calm hand-overs"], "help-more": "writing; WRITING; sourdough", "interest-more": "choir"},
        },
        follow=True,
    )
    page = text_of(answer)
    for words in ("Support lead", "she/her", "Calm hand-overs", "sourdough", "choir", "Igbo"):
        assert words in page
    cast.owner.refresh_from_db()
    assert cast.owner.topics.filter(kind="help").count() == 3
    cast.owner.account.refresh_from_db()
    assert cast.owner.account.call_me == "Ama"
    assert "Ama" in text_of(enter(cast.match).get(at(cast, "people"), {"q": "ama"}))
    client.post(at(cast, "profile"), {"call_me": "", "help": ["Calm hand-overs"]})
    assert list(cast.owner.topics.values_list("topic__label", flat=True)) == ["Calm hand-overs"]


def test_everything_a_page_says_of_somebody_has_a_mark_of_who_can_see_it(cast, enter):
    give_hours(cast.owner)
    actions.change_own_profile(
        member=cast.owner,
        **{"call_me": "Ama", "pronouns": "she/her", "title": "Support lead", "about": "Two lines", "languages": ["ig"]},
        topics={"help": ["Budgets"], "learn": ["Welding"], "interest": ["Choir"]},
    )
    actions.change_member(member=cast.owner, actor=cast.admin, external_id="E7", started_on=dt.date(2020, 2, 3))
    for reader, more in ((cast.match, set()), (cast.owner, {"Id in the HR system", "Here since"})):
        page = BeautifulSoup(text_of(enter(reader).get(at(cast, "person", cast.owner.public_id))), "html.parser")
        rows = page.select(".sheetlist > div")
        said = {row.dt.get_text(strip=True) for row in rows}
        assert said == more | {
            *("Call me", "About", "It is now", "Hours", "Glad to help with", "Would like to learn", "Interests", "Languages", "Work e-mail")
        }
        assert all(row.select(".sees") for row in [*rows, page.select_one("main header")]), "each has a mark"


def test_too_many_words_are_refused_and_nothing_is_lost(cast, enter):
    client = enter(cast.owner)
    answer = client.post(at(cast, "profile"), {"help-more": ";".join(f"word {n}" for n in range(30)), "about": "Kept in the form"})
    assert answer.status_code == 422
    assert "At most 20 words" in answer.content.decode()
    assert "Kept in the form" in answer.content.decode()
    assert not cast.owner.topics.exists()


def test_words_of_colleagues_are_suggested_and_no_others(cast, enter):
    actions.set_topics(member=cast.match, kind="help", labels=["Chess", "Budgets"])
    actions.set_topics(member=cast.stranger, kind="help", labels=["Cheese"])
    page = text_of(enter(cast.owner).get(at(cast, "topic_suggest"), {"kind": "help", "help-more": "gardens; che"}))
    assert "Chess" in page
    assert "Budgets" not in page
    assert "Cheese" not in page


def test_what_others_help_with_is_suggested_before_what_they_like(cast, enter):
    for one in (cast.match, cast.manager, cast.organiser):
        actions.set_topics(member=one, kind="interest", labels=["Football"])
    actions.set_topics(member=cast.match, kind="help", labels=["Budgets"])
    page = text_of(enter(cast.owner).get(at(cast, "topic_suggest"), {"kind": "help"}))
    assert page.index("Budgets") < page.index("Football")


def test_an_admin_changes_a_record_and_nobody_elses(cast, enter):
    client = enter(cast.admin)
    form = {"name": "Amara O-L", "work_address": "amara@new.example", "manager": cast.manager.work_address, "external_id": "7"}
    client.post(at(cast, "member", cast.owner.public_id), form)
    cast.owner.refresh_from_db()
    assert (cast.owner.name, cast.owner.work_address, cast.owner.external_id) == ("Amara O-L", "amara@new.example", "7")
    refused = client.post(at(cast, "member", cast.match.public_id), {"name": "X", "external_id": "7"})
    assert refused.status_code == 422
    assert "Somebody else here already has this id." in refused.content.decode()
    cycle = client.post(at(cast, "member", cast.manager.public_id), {"name": "Wanjikũ", "manager": "7"})
    assert "A person cannot be above themselves." in cycle.content.decode()
    assert client.get(at(cast, "member", cast.stranger.public_id)).status_code == 404
    assert client.post(at(cast, "member_left", cast.stranger.public_id)).status_code == 404


def test_roles_are_given_on_a_page_and_the_last_admin_stays(cast, enter):
    client = enter(cast.admin)
    client.post(at(cast, "member_roles", cast.owner.public_id), {"is_organiser": "on"})
    cast.owner.refresh_from_db()
    assert (cast.owner.is_admin, cast.owner.is_organiser) == (False, True)
    page = client.post(at(cast, "member_roles", cast.admin.public_id), {}, follow=True)
    assert "An organisation needs an admin" in text_of(page)


def test_leaving_is_taken_back_on_the_same_page(cast, enter):
    client = enter(cast.admin)
    page = text_of(client.post(at(cast, "member_left", cast.owner.public_id), follow=True))
    assert "Take it back" in page
    assert enter(cast.owner).get(at(cast, "people")).status_code == 404
    assert "Amara" in text_of(client.get(at(cast, "members"), {"show": "left"}))
    client.post(at(cast, "member_back", cast.owner.public_id))
    assert enter(cast.owner).get(at(cast, "people")).status_code == 200


def test_one_person_is_added_by_hand(cast, enter):
    client = enter(cast.admin)
    client.post(at(cast, "member_new"), {"name": "Lê Thị Minh Châu", "work_address": "chau@example.org"})
    assert Member.objects.get(name="Lê Thị Minh Châu").sort_key == "le thi minh chau"
    answer = client.post(at(cast, "member_new"), {"name": "Again", "work_address": "CHAU@example.org"})
    assert "already has this work address" in answer.content.decode()


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr("mooring.people.actions.invitations.enqueue", lambda name, *ids: None)


def test_people_are_asked_by_choice_by_team_or_all(cast, enter, asked):
    guests = [make_member(cast.organisation, f"Guest {n}", account=None, team=cast.owner.team if n < 2 else None) for n in range(5)]
    client = enter(cast.admin)
    client.post(at(cast, "invitations"), {"member": [guests[3].public_id, cast.stranger.public_id]})
    assert set(Invitation.objects.values_list("member", flat=True)) == {guests[3].pk}
    team = f"?team={cast.owner.team.public_id}"
    page = text_of(client.get(at(cast, "invitations") + team)).split("<main")[1]
    assert "Guest 0" in page
    assert "Guest 4" not in page
    client.post(at(cast, "invitations") + team, {"all": "yes"})
    assert Invitation.objects.count() == 3
    client.post(at(cast, "invitations"), {"all": "yes"})
    assert Invitation.objects.count() == 5
    assert "Nobody is left to ask" in text_of(client.get(at(cast, "invitations")))


def test_a_refusal_is_nowhere_on_an_admins_pages(cast, enter, asked):
    guest = make_member(cast.organisation, "Guest", account=None)
    (invitation,) = actions.invite(members=[guest], actor=cast.admin)
    client = enter(cast.admin)
    pages = ["invitations", "members"]
    before = [text_of(client.get(at(cast, name))).split("<main")[1] for name in pages]
    actions.refuse(invitation=invitation)
    after = [text_of(client.get(at(cast, name))).split("<main")[1] for name in pages]

    def strip(page):
        return "".join(line for line in page.splitlines() if "csrf" not in line)

    assert [strip(one) for one in after] == [strip(one) for one in before]


def test_settings_teams_sites_and_contacts_are_kept(cast, enter):
    client = enter(cast.admin)
    form = {"name": "Larkfield & Co", "timezone": "Europe/Berlin", "language": "de", "day_begins": "08:30", "day_ends": "16:30"}
    client.post(at(cast, "organisation"), {**form, "video": "jitsi", "video_address": "https://meet.example.org"})
    cast.organisation.refresh_from_db()
    assert (cast.organisation.name, cast.organisation.language, cast.organisation.video) == ("Larkfield & Co", "de", "jitsi")
    for wrong in (
        {"day_ends": "08:00"},
        {"video": "template", "video_address": "https://x.example"},
        {"timezone": "Mars"},
        {"holidays": "DE-XX"},
    ):
        assert client.post(at(cast, "organisation"), {**form, **wrong}).status_code == 422
    client.post(at(cast, "organisation"), {**form, "holidays": "DE"})
    assert '<option value="DE-BY">Bayern</option>' in client.get(at(cast, "organisation")).content.decode()
    assert client.post(at(cast, "organisation"), {**form, "holidays": "DE-BY"}).status_code == 302
    client.post(at(cast, "places"), {"kind": "site", "site-name": "Hà Nội", "site-timezone": "Asia/Ho_Chi_Minh"})
    client.post(at(cast, "places"), {"kind": "team", "team-name": "New"})
    assert client.post(at(cast, "places"), {"kind": "team", "team-name": "New"}).status_code == 422
    site = Site.objects.get()
    client.post(at(cast, "site", site.public_id), {"name": "Hanoi", "timezone": "", "holidays": "VN"})
    site.refresh_from_db()
    assert (site.name, site.holidays) == ("Hanoi", "VN")
    client.post(at(cast, "site", site.public_id), {"act": "remove"})
    assert not Site.objects.exists()
    page = client.post(at(cast, "team", cast.owner.team.public_id), {"act": "remove"}, follow=True)
    assert "There are people in this team." in page.content.decode()
    client.post(at(cast, "contacts"), {"name": "Noor", "how": "room 12"})
    contact = HelpContact.objects.get()
    assert (
        enter(cast.stranger).post(reverse("contact_remove", args=[cast.stranger.organisation.slug, contact.public_id])).status_code == 404
    )
    client.post(at(cast, "contact_remove", contact.public_id))
    assert not HelpContact.objects.exists()


def test_an_organisation_of_one_has_true_pages(db, enter):
    alone = make_organisation("Alone")
    me = make_member(alone, "Me Myself", is_admin=True, is_organiser=True)
    actions.refresh_words([me])
    client = enter(me)
    for name in ("people", "settings", "members", "invitations", "places", "imports", "organisation", "contacts", "profile"):
        assert client.get(reverse(name, args=[alone.slug])).status_code == 200
    assert "You are the only one here so far." in client.get(reverse("people", args=[alone.slug])).content.decode()


def test_an_admin_who_opens_a_record_is_seen_to_have_looked(cast, enter):
    enter(cast.admin).get(at(cast, "member", cast.owner.public_id))
    entry = Entry.objects.get(kind="looked")
    assert (entry.subject, entry.actor, entry.acting_as) == (cast.owner, cast.admin.account, "admin")
