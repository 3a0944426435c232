"""The picture: everybody in their ring and sector, nobody on top of anybody, the same in words; what an owner wrote is escaped."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.circle.drawn import pictures
from mooring.circle.editing import editing
from mooring.circle.index import IN_PERSON, SAME_ORGANISATION, SAME_TEAM
from mooring.circle.picture import AT_MOST, NAMED, ROUND, TALL, Point, Sheet, draw, drawn, ring_at
from mooring.circle.tests.lines import TODAY, line
from mooring.circle.things import Contact, Support, Tier
from mooring.testing import make_account

SVG = "{http://www.w3.org/2000/svg}"
people = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 3)), max_size=AT_MOST)


def points(said: Sequence[tuple[int, int, int]]) -> list[Point]:
    return [Point(str(number), tier, sector, slack) for number, (tier, sector, slack) in enumerate(said)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314  our own drawing


@settings(max_examples=60, deadline=None)
@given(said=people, sheet=st.sampled_from([ROUND, TALL]))
def test_everybody_is_drawn_once_inside_the_sheet_and_nearest_to_their_own_ring(said: list[tuple[int, int, int]], sheet: Sheet) -> None:
    picture = draw(points(said), sheet)
    assert sorted(dot.key for dot in picture.dots) == sorted(str(number) for number in range(len(said)))
    assert [dot.tier for dot in picture.dots] == sorted(dot.tier for dot in picture.dots)
    for dot in picture.dots:
        assert abs(dot.x) + dot.r < picture.width / 2
        assert abs(dot.y) + dot.r < picture.height / 2
        assert math.hypot(dot.x, dot.y) > picture.sheet.me + dot.r
        assert ring_at(dot.x, dot.y, picture.sheet) == dot.tier == said[int(dot.key)][0]
    assert draw(points(said), picture.sheet) == picture


@settings(max_examples=60, deadline=None)
@given(said=people, sheet=st.sampled_from([ROUND, TALL]))
def test_nobody_stands_on_anybody(said: list[tuple[int, int, int]], sheet: Sheet) -> None:
    for one, other in itertools.combinations(draw(points(said), sheet).dots, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= (one.r + other.r) * (0.8 if one.tier == other.tier else 0.7)


def test_a_hundred_and_fifty_at_most_are_drawn_the_nearest_first() -> None:
    lines = [line(number, tier=Tier(number % 4)) for number in range(200)]
    made = pictures(lines, len(lines), TODAY)
    assert (made.people, made.left_out) == (150, 50)
    assert {point.tier for point in drawn([Point(one.id, one.tier, one.sector) for one in lines])[:100]} == {0, 1}
    for svg in made.sheets:
        assert len(parsed(svg).findall(f"{SVG}a")) == 150
        assert "The nearest 150 of 200 people" in svg


def test_each_dot_leads_to_a_person_and_says_in_words_what_it_shows() -> None:
    elsa = line(
        1, name="Elsa & <Åse>", tier=Tier.CLOSE, gives=0b00001, takes=0b00010, flags=SAME_ORGANISATION | SAME_TEAM | IN_PERSON,
        touched=TODAY.toordinal() - 90, since=TODAY.toordinal() - 90,
    )  # fmt: skip
    for svg in pictures([elsa], 1, TODAY).sheets:
        (link,) = parsed(svg).findall(f"{SVG}a")
        assert link.get("href") == reverse("circle_person", args=["id1"])
        title = link.find(f"{SVG}title")
        assert title is not None
        assert (
            title.text
            == "Elsa & <Åse>; Close; Work; in my team; gives comfort; gets advice from me; in person; last touch 90 days ago; gone slack"
        )
        assert [one.get("class") for one in link.findall(f"{SVG}circle")] == ["petal", "petal-to"]
        assert [one.get("class") for one in link.findall(f"{SVG}rect")] == ["dot dot-loose dot-here", "team"]
        assert "style=" not in svg
        assert "rope-loose" in svg


def test_up_to_a_few_bear_their_names_and_more_only_when_pointed_at() -> None:
    few, many = (pictures([line(number) for number in range(count)], count, TODAY).sheets[0] for count in (NAMED, NAMED + 1))
    assert (few.count('class="name"'), few.count('class="tip"')) == (NAMED, 0)
    assert (many.count('class="name"'), many.count('class="tip"')) == (0, NAMED + 1)


def test_whoever_does_not_fit_keeps_their_place_and_leads_nowhere() -> None:
    lines = [line(number, gives=number % 2) for number in range(10)]
    whole, some = pictures(lines, len(lines), TODAY).sheets[0], pictures(lines, len(lines), TODAY, lambda one: bool(one.gives)).sheets[0]
    assert len(parsed(some).findall(f"{SVG}a")) == 5
    places = [sorted(re.findall(r"translate\([-\d. ]+\)", svg)) for svg in (whole, some)]
    assert places[0] == places[1]


@pytest.mark.django_db
def test_the_page_holds_both_sheets_and_the_same_as_a_list_and_a_move_can_be_undone() -> None:
    account = make_account()
    client = Client()
    client.force_login(account)
    with editing(account) as book:
        elsa = book.put(Contact(name="Elsa", tier=Tier.INNER, gives=(Support.ADVICE,), added_on=TODAY))
        book.put(Contact(name="Rui", tier=Tier.WIDER, added_on=TODAY))
    page = client.get(reverse("circle")).content.decode()
    assert page.count("<title id=") == 2
    assert page.count(f'href="{reverse("circle_person", args=[elsa.id])}"') == 3
    narrowed = client.get(reverse("circle"), {"only": "advice"}).content.decode()
    assert narrowed.count('class="faded"') == 2
    assert "Rui" not in narrowed.partition('id="found"')[2]
    answer = client.post(reverse("circle_move", args=[elsa.id]), {"tier": "2", "from": "circle", "only": "advice"})
    page = client.get(answer.url).content.decode()
    assert "Elsa is moved. Their ring is now: useful." in page
    back = re.search(r'action="([^"]+)">.{0,300}?name="tier" value="0"', page, re.DOTALL)
    assert back is not None
    assert back.group(1) == reverse("circle_move", args=[elsa.id])
    assert "is moved" not in client.get(reverse("circle"), {"moved": "nobody", "was": "0"}).content.decode()
    client.post(back.group(1), {"tier": "0", "from": "circle"})
    assert 'data-tier="0"' in client.get(reverse("circle")).content.decode()
