"""A programme's policy: read aloud, switched and weighed, downloaded, and used from a file."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from mooring.engine import Policy, PolicyError, Sentence, Term
from mooring.programmes import actions, policies, reasons
from mooring.programmes.errors import Refused
from mooring.programmes.models import Programme
from mooring.programmes.policy import MORE, PREFERENCES, make_policy, weights_of
from mooring.programmes.tests.builders import make_match, make_programme, make_round

TOML = """size = 4
minutes = 45
cooldown_days = "forever"
rules = ["hours", "chain", "cooldown", { name = "language", private = true }]
[preferences]
bridge = 0.35
mutual = 0.125
interests = { weight = 3, curve = [[0, 0], [1, 0.75], [2, 1]], private = true }
"""
PAGES = ("programme_policy", "programme_policy_file", "programme_policy_read", "programme_policy_use")


@pytest.fixture
def programme(cast):
    return make_programme(cast.organisation)


@pytest.fixture
def at(cast, programme):
    return lambda name: reverse(name, args=[cast.organisation.slug, programme.public_id])


def upload(client, at, text):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(at("programme_policy_read"), {"file": SimpleUploadedFile("policy.toml", data)})


def form_of(client, at):
    """The form of the page, as a browser would send it."""
    form = client.get(at("programme_policy")).context["form"]
    return {field.html_name: field.value() for field in form}


def sentences(answer):
    return [line.text for part in answer.context["said"] for line in part.lines]


def test_only_organisers_see_and_change_it(cast, enter, at, programme):
    for role in (cast.owner, cast.admin, cast.manager, cast.stranger):
        client = enter(role)
        for name in PAGES:
            assert client.get(at(name)).status_code in {404, 405}
            assert client.post(at(name), {"policy": TOML}).status_code in {404, 405}
    programme.refresh_from_db()
    assert programme.policy_version == 1


def test_it_is_read_aloud(cast, enter, at):
    said = sentences(enter(cast.organiser).get(at("programme_policy")))
    assert "Everybody in a group shares one unbroken stretch of 60 minutes in their own hours on these dates." in said
    assert "35 % of the score: a tie across teams, best with one to three mutual contacts." in said
    assert said[-1] == "What counts, as weighed above, decides among all that is left."
    with translation.override("de"):
        told = policies.said(make_policy(size=2))
    assert "35 % der Wertung: eine Verbindung zwischen Teams, am besten mit ein bis drei gemeinsamen Kontakten." in told["preferences"]


def test_rules_are_switched_and_weights_moved(cast, enter, at, programme):
    client = enter(cast.organiser)
    data = form_of(client, at) | {"rules": ["chain", "other_site"], "weight_bridge": 10, "weight_need": 0, "cooldown_days": -1}
    assert client.post(at("programme_policy"), data).status_code == 302
    programme.refresh_from_db()
    policy = Policy.from_dict(programme.policy)
    assert [rule.name for rule in policy.rules] == ["hours", "chain", "other_site"]
    assert {term.name: term.weight for term in policy.terms} == {"bridge": 100, "interests": 150, "overlap": 150, "lift": 100}
    assert policy.cooldown_days is None
    assert programme.policy_version == 2


def test_what_cannot_be_is_refused_and_nothing_kept(cast, enter, at, programme):
    client = enter(cast.organiser)
    good, before = form_of(client, at), programme.policy
    for wrong in (
        {"rules": ["other_team", "same_team"]},
        {f"weight_{one.name}": 0 for one in PREFERENCES},
        {"weight_bridge": 101},
    ):
        answer = client.post(at("programme_policy"), good | wrong)
        assert answer.status_code == 422
        assert answer.context["form"].errors
    programme.refresh_from_db()
    assert (programme.policy, programme.policy_version) == (before, 1)


def test_what_is_downloaded_can_be_used_again(cast, enter, at, programme):
    client = enter(cast.organiser)
    answer = client.get(at("programme_policy_file"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="policy.json"'
    assert Policy.from_dict(json.loads(answer.content)) == Policy.from_dict(programme.policy)
    read = upload(client, at, answer.content)
    assert read.status_code == 200
    assert not any(line.new or part.gone for part in read.context["said"] for line in part.lines)


def test_a_file_is_read_aloud_before_it_is_used(cast, enter, at, programme):
    client = enter(cast.organiser)
    read = upload(client, at, "\ufeff" + TOML)
    assert read.status_code == 200
    said = {line.text: line.new for part in read.context["said"] for line in part.lines}
    assert said["People meet in groups of 4, where numbers ask for it in slightly smaller or larger ones."] is True
    assert said["As many people as possible are placed."] is False
    gone = [text for part in read.context["said"] for text in part.gone]
    assert "Nobody meets their manager or the manager's manager." in gone
    programme.refresh_from_db()
    assert (programme.group_size, programme.policy_version) == (2, 1)

    client.post(at("programme_policy_use"), {"policy": read.context["as_file"]})
    programme.refresh_from_db()
    assert (programme.group_size, programme.policy_version) == (4, 2)
    policy = Policy.from_dict(programme.policy)
    assert (policy.minutes, policy.cooldown_days) == (45, None)
    assert policy.is_private("language")
    assert policy.terms[-1] == Term("interests", 3000, private=True, curve=((0, 0), (1, 750_000), (2, 1_000_000)))


def test_the_form_leaves_alone_what_it_does_not_show(cast, enter, at, programme):
    client = enter(cast.organiser)
    client.post(at("programme_policy_use"), {"policy": TOML})
    programme.refresh_from_db()
    before = Policy.from_dict(programme.policy)
    data = form_of(client, at)
    assert (data["weight_interests"], data["weight_bridge"], data["weight_mutual"], data["weight_need"]) == (100, 12, 5, 0)
    client.post(at("programme_policy"), data)
    programme.refresh_from_db()
    assert Policy.from_dict(programme.policy) == before
    client.post(at("programme_policy"), data | {"weight_mutual": 50})
    programme.refresh_from_db()
    after = Policy.from_dict(programme.policy)
    assert (after.rules, after.minutes) == (before.rules, 45)
    assert {term.name: term.weight for term in after.terms} == {"bridge": 120, "mutual": 500, "interests": 1000}
    assert next(term for term in after.terms if term.name == "interests").curve


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("size = ", "line 1, column 8: this is not TOML (Invalid value)."),
        (b"size = \xff", "This file is not UTF-8."),
        (b"#" * 400_001, "This file is too large for a policy."),
        ("[[preferences]]\nname='bridge'\nweight=2000", "preferences.1.weight: a weight lies between 0 and 1000, not 2000."),
        ("rules = ['manager']", "rules: 'hours' is missing; nobody is ever asked to meet outside their hours."),
        ("minutes = 15", "minutes: a chat takes 30 here, and people need at least that in common."),
        (
            "levels = ['placed', 'repeats', 'burden', 'score']",
            "levels: after 'placed' comes 'left_out_last_time', and 'repeats' and 'burden' are among them; every programme keeps these.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_changes_nothing(cast, enter, at, programme, text, sentence):
    client = enter(cast.organiser)
    answer = upload(client, at, text)
    assert answer.status_code == 422
    assert answer.context["upload"].errors["file"] == [sentence]
    if isinstance(text, str):
        client.post(at("programme_policy_use"), {"policy": text})
    programme.refresh_from_db()
    assert programme.policy_version == 1


@pytest.mark.parametrize(("text", "kind"), [(b"preferences = { stated = 1 }", "preference"), (b"rules = ['hours', 'stated']", "rule")])
def test_scores_of_pairs_are_for_files_alone(text, kind):
    with pytest.raises(Refused) as refused:
        policies.read(text, chat_minutes=30)
    said, _, known = str(refused.value).partition("; known are ")
    assert said == f"{kind}s: there is no {kind} called 'stated'"
    assert "language" in known
    assert "stated" not in known


def test_a_complaint_is_in_the_readers_language():
    with translation.override("de"), pytest.raises(Refused) as refused:
        policies.read(b"preferences = 3", chat_minutes=30)
    assert str(refused.value) == "preferences: gebraucht wird eine Liste, nicht eine Zahl."


def test_a_chat_is_never_longer_than_the_time_people_share(cast, programme):
    policy = make_policy(size=2) | {"minutes": 45}
    actions.change_programme(programme=programme, actor=cast.organiser, policy=policy)
    with pytest.raises(Refused, match="45 minutes"):
        actions.change_programme(programme=programme, actor=cast.organiser, minutes=60)


def test_an_ended_programme_changes_no_more(cast, enter, at, programme):
    Programme.objects.update(state=Programme.State.ENDED)
    client = enter(cast.organiser)
    page = client.get(at("programme_policy"))
    assert page.status_code == 200
    assert at("programme_policy_read") not in page.content.decode()
    client.post(at("programme_policy_use"), {"policy": TOML})
    programme.refresh_from_db()
    assert programme.policy_version == 1


def test_weights_are_shown_as_they_stand_or_beside_the_largest():
    assert weights_of(make_policy(size=2))["bridge"] == 35
    assert weights_of({"preferences": {"bridge": 4, "need": 1}}) == {one.name: 0 for one in PREFERENCES} | {"bridge": 100, "need": 25}
    assert weights_of({"terms": {"bridge": 0.001}})["bridge"] == 100
    assert set(weights_of({"preferences": {one.name: 1 for one in MORE}})) == {one.name for one in (*PREFERENCES, *MORE)}


def test_every_preference_of_the_form_may_be_weighed_here():
    for one in (*PREFERENCES, *MORE):
        policies.read(f"preferences = {{ {one.name} = 1 }}".encode(), chat_minutes=30)


def test_a_sentence_inside_a_sentence_is_translated_too():
    inner = Sentence("a list")
    with translation.override("de"):
        said = policies.worded(Sentence("a number is needed, not %(kind)s.", {"kind": inner}))
    assert said == "gebraucht wird eine Zahl, nicht eine Liste."
    with pytest.raises(PolicyError, match="not a text"):
        Policy.from_dict({"minutes": "x"})


def test_a_file_may_name_a_range_of_sizes_and_ask_members_for_seats_and_company(cast, enter, at, programme):
    client = enter(cast.organiser)
    client.post(at("programme_policy_use"), {"policy": TOML.replace("size = 4", "size = '4-6'")})
    programme.refresh_from_db()
    policy = Policy.from_dict(programme.policy)
    assert (programme.group_size, policy.size, policy.up_to) == (4, 4, 6)
    assert "People meet in groups of 4 to 6; whoever does not fit into one waits." in policies.said(programme.policy)["shape"]
    asked = policies.questions_of({"size": 4, "seats": {"host": 1}, "not_alone": ["gender"]})
    assert [(one.about, one.private) for one in asked] == [("number:host", False), ("attribute:gender", True)]


def test_reasons_of_further_preferences_have_words(cast):
    match = make_match(make_round(make_programme(cast.organisation), state="published"), cast.owner, cast.team_mate)
    stored = [
        {"term": term, "value": 1_000_000, "points": points, "topics": [], "private": False}
        for points, term in enumerate(("mutual", "language", "same_team", "same_site"))
    ]
    assert reasons.worded(stored, match, cast.owner) == ["You are in the same team: Support.", "You have a language in common."]
    twice = [{"term": term, "value": 1, "points": 1, "topics": [], "private": False} for term in ("bridge", "other_team")]
    across = make_match(make_round(make_programme(cast.organisation), state="published"), cast.owner, cast.match)
    assert reasons.worded(twice, across, cast.owner) == ["You come from different teams: Data and Support."]
