"""Whatever a cell holds: kept letter for letter, and an import remains what it promises."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mooring.people.models import Member
from mooring.people.tests.importing import bring_in, kinds, snapshot, stage, undo
from mooring.testing import make_organisation

NAMES = Path(__file__).parent / "data" / "cldr-sample-names.csv"


def test_names_of_46_locales_come_in_letter_for_letter(here):
    text = NAMES.read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    names = list(dict.fromkeys(" ".join(filter(None, row[3:7])) for row in rows if any(row[3:7])))
    assert len({row[0] for row in rows}) >= 40
    content = "id\tname\n" + "".join(f"{number}\t{name}\n" for number, name in enumerate(names, 1))
    bring_in(here, content)
    stored = dict(Member.objects.filter(organisation=here).values_list("external_id", "name"))
    assert [stored[str(number)] for number in range(1, len(names) + 1)] == [name.strip() for name in names]
    assert set(kinds(stage(here, content)).values()) == {"unchanged"}


def test_marks_inside_names_stay_and_no_form_is_changed(here):
    names = [
        "e\u0301 Decomposed",
        "\u00e9 Composed",
        "علی\u200cرضا ن",
        "क\u094d\u200dष",
        "ﬁ ligature",
        "O\u2019Neill",
        "\u202eabc",
        "a\u00a0b",
        "😀 x",
    ]
    bring_in(here, "id,name\n" + "".join(f"{number},{name}\n" for number, name in enumerate(names)))
    assert dict(Member.objects.values_list("external_id", "name")) == {str(number): name for number, name in enumerate(names)}


def test_cells_that_look_like_formulas_are_kept_as_text(here):
    bring_in(here, 'id,name,title\n1,=1+1,"=HYPERLINK(""http://x"",""y"")"\n2,@SUM(A1),-2+3\n')
    assert sorted(Member.objects.values_list("name", "title")) == [("=1+1", '=HYPERLINK("http://x","y")'), ("@SUM(A1)", "-2+3")]


@pytest.mark.sqlite  # which letters a database keeps is asked of both by the tests above
@pytest.mark.usefixtures("raw_files")
class RoundTrips(TestCase):
    """Whatever a file holds: the same file twice changes nothing, and undoing is as if it had never been."""

    cell = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
    people = st.lists(
        st.fixed_dictionaries(
            {
                "id": st.integers(0, 12).map(str),
                "name": cell,
                "team": cell,
                "title": cell,
                "manager": st.integers(0, 14).map(str),
                "interests": st.lists(cell, max_size=3).map(";".join),
                "timezone": st.sampled_from(["", "Europe/Berlin", "Asia/Tokyo", "nowhere"]),
            }
        ),
        min_size=1,
        max_size=12,
    )

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(first=people, second=people, leavers=st.booleans())
    def test_twice_is_once_and_undone_is_never(self, first, second, leavers):
        here = make_organisation()
        bring_in_rows(here, first, leavers=False)
        before = snapshot(here)
        run = bring_in_rows(here, second, leavers=leavers)
        after = snapshot(here)
        bring_in_rows(here, second, leavers=leavers)
        assert snapshot(here) == after
        # The second time changed nothing, so undoing the first of the two leads back.
        undo(run)
        assert snapshot(here) == before


def bring_in_rows(organisation, people, *, leavers):

    target = io.StringIO()
    writer = csv.DictWriter(target, list(people[0]))
    writer.writeheader()
    writer.writerows(people)
    return bring_in(organisation, target.getvalue(), leavers=leavers)
