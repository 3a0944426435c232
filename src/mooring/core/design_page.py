"""All parts of the design system on one page. It exists in development and tests only; ``config.urls`` sees to that."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mooring.core import round_map
from mooring.core.audiences import AUDIENCES
from mooring.core.drawing import Band, Mark, bound_bar
from mooring.core.icons import ICONS

# Sample words on this page are shown to developers only and stay in the source language.
NAMES = (
    "Wanjikũ Kamau",
    "João Pedro de Almeida Vasconcelos e Sousa",
    "Nguyễn Quốc Tuấn",
    "Adaeze Nwosu-Haraldsdóttir",
    "王小明",
    "이지은",
    "ليلى الحسيني",
    "प्रिया शर्मा",
    "bell hooks",
    "★",
    "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine the Elder of Upper Lower Hamlet",
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="What should we call you", help_text="Any script, any length.", initial="Oluwaṣeun Adéyẹmí-Bergström")
    email = forms.EmailField(label="Work e-mail")
    often = forms.ChoiceField(label="How often", choices=[("2", "Every two weeks, on Monday"), ("4", "Every four weeks, on Monday")])
    lines = forms.CharField(label="Two lines", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    date = forms.DateField(label="Until when", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False)
    file = forms.FileField(label="A list of people", help_text="A CSV file. Nothing is written before you have read it.", required=False)
    join = forms.ChoiceField(
        label="Who may join", choices=[("all", "Everyone at Larkfield"), ("one", "One team")], widget=forms.RadioSelect, initial="all"
    )
    never = forms.MultipleChoiceField(
        label="Never match",
        choices=[("line", "People in one reporting line"), ("year", "People who met in the last year")],
        widget=forms.CheckboxSelectMultiple,
        initial=["line"],
        required=False,
        help_text="These rules are never broken.",
    )
    standing = forms.BooleanField(label="Count me in for every round", help_text="You can pause at any time.", required=False)


TEAM_NAMES = (
    "Support",
    "Platform",
    "Design",
    "Data",
    "Sales",
    "People",
    "Finance",
    "Learning",
    "Security",
    "Operations",
    "Customer Success and Onboarding",
    "قسم الهندسة",
    "研究開発本部第三課",
    "Rindfleischetikettierung",
)


def _round(people: int, teams: tuple[str, ...], size: int = 2) -> round_map.RoundMap:
    """A made-up round: teams of uneven size, mostly matched across, one person without a match."""
    crowd = [round_map.Point(str(n), f"Person {n}", teams[(n * n + n // 3) % len(teams)]) for n in range(people)]
    shuffled = sorted(range(people - 1), key=lambda n: (n * 7919) % 1009)
    groups = [shuffled[at : at + size] for at in range(0, len(shuffled), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return round_map.draw(crowd, [[str(n) for n in group] for group in groups], others="Other teams")


def design(request: HttpRequest) -> HttpResponse:
    """Show every part with ordinary, long and right-to-left content."""
    wrong = SampleForm({"email": "amara@larkfield", "often": "9", "join": "all", "never": "line", "lines": "Slower than I hoped."})
    context: dict[str, Any] = {
        "names": NAMES,
        "icons": sorted(ICONS),
        "audiences": AUDIENCES,
        "form": SampleForm(),
        "wrong": wrong,
        "work": [Band("work", 36, 14), Band("meet", 44, 2), Band("work", 54, 16), Band("focus", 56, 8), Band("own", 72, 8)],
        "mine": [Band("work", 36, 34), Band("both", 36, 8)],
        "theirs": [Band("work", 6, 38), Band("both", 36, 8)],
        "axis": [Mark(0, "0:00"), Mark(36, "9:00"), Mark(70, "17:30"), Mark(84, "24:00", end=True)],
        "steps": ["File", "Columns", "Preview", "Done"],
        "topics": ["sourdough", "choir, alto", "tide tables", "parents of toddlers"],
        "questions": [
            "What did someone do on a bad day that you still remember?",
            "What would you hand over tomorrow, if the hand-over were perfect?",
        ],
        "small_round": _round(63, TEAM_NAMES[:9]),
        "middle_round": _round(118, TEAM_NAMES),
        "groups_round": _round(48, TEAM_NAMES[:6], size=4),
        "large_round": _round(900, TEAM_NAMES * 2),
        "bar": bound_bar(1207.4, 1211.9, 1166.0),
        "bar_exact": bound_bar(640_000, 640_000),
        "page_of_many": Paginator(range(238), 10).get_page(request.GET.get("page")),
        "instant": dt.datetime(2026, 11, 17, 9, 30, tzinfo=dt.UTC),
    }
    return render(request, "mooring/design.html", context)
