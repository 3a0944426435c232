"""The design system as pages see it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from mooring.core import names
from mooring.core.icons import ICONS
from mooring.core.templatetags import ui
from mooring.people.models import Member
from mooring.testing import Cast

SOURCES = sorted((settings.REPO / "src").rglob("templates/**/*.html"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Wanjikũ Kamau", "WK"),
        ("João Pedro de Almeida Vasconcelos e Sousa", "JS"),
        ("Adaeze Nwosu-Haraldsdóttir", "AH"),
        ("Ŋaŋa", "Ŋ"),
        ("  Élodie   Ørsted ", "ÉØ"),
        ("bell hooks", "bh"),
        ("(Bob) Smith", "BS"),
        ("’t Hooft", "tH"),
        ("王小明", "王"),
        ("이 지은", "이"),
        ("さくら ももこ", "さ"),
        ("ليلى الحسيني", "ل"),
        ("प्रिया शर्मा", "प्रिश"),
        ("e\u0301milie zola", "éz"),
        ("X Æ A-12", "X1"),
        ("★ ☆", ""),
        ("", ""),
        ("   ", ""),
    ],
)
def test_initials_are_what_a_reader_sees_as_one_letter(name: str, shown: str) -> None:
    assert names.initials(name) == shown


def test_a_list_of_names_reads_as_one_phrase() -> None:
    assert names.list_of([]) == ""
    assert names.list_of(["A"]) == "A"
    assert names.list_of(["A", "B"]) == "A and B"
    assert names.list_of(["A", "B", "C", "D"]) == "A, B, C and D"
    assert names.list_of(["50 % off", "B"]) == "50 % off and B"


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="no icon"):
        ui.icon("no-such-thing")


def test_every_icon_a_template_names_exists() -> None:
    named = re.compile(r'<c-icon\s+name="([a-z-]+)"|{%\s*icon\s+"([a-z-]+)"|\sicon="([a-z-]+)"|\sthing="([a-z-]+)"')
    used = {next(filter(None, found)) for path in SOURCES for found in named.findall(path.read_text(encoding="utf-8"))}
    assert used <= set(ICONS)


def test_no_template_carries_a_style_or_a_script_of_its_own() -> None:
    mails = "/templates/mail/"
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert "hx-on" not in text, path
        assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", text), path
        if mails not in path.as_posix():
            assert not re.search(r"\sstyle\s*=|<style", text), path


@pytest.mark.django_db
def test_the_page_of_all_parts_shows(client: Client) -> None:
    page = client.get("/_design/").content.decode()
    assert "<c-" not in page
    assert "JS" in page


def test_a_name_cannot_break_out_of_an_attribute() -> None:
    evil = '" onmouseover="alert(1)" x="'
    drawn = engines["django"].from_string('<c-button :aria-label="name">{{ name }}</c-button>').render({"name": evil})
    assert '" onmouseover' not in drawn


@pytest.mark.parametrize("language", ["en", "qps"])
def test_the_last_resort_page_needs_no_request(language: str) -> None:
    with translation.override(language):
        page = render_to_string("500.html")
    assert f'lang="{language}"' in page
    assert f'dir="{"rtl" if language == "qps" else "ltr"}"' in page


def test_the_help_page_leaves_no_trace(client: Client) -> None:
    # No database mark on this test: a query would fail it.
    client.cookies["mooring_session"] = "whoever-this-is"
    answer = client.get("/help/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert b"<script" not in answer.content


@pytest.mark.django_db
def test_the_header_leads_back_into_ones_own_organisation(cast: Cast, enter: Callable[[Member], Client]) -> None:
    client = enter(cast.owner)
    here = f"/o/{cast.owner.organisation.slug}/"
    assert f'href="{here}"' in client.get("/sign/2fa/").content.decode()
    assert f'href="{here}"' in client.get("/nowhere").content.decode()
    assert 'aria-current="page"' in client.get(here).content.decode()
    assert "/o/" not in Client().get("/nowhere").content.decode()
