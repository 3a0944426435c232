"""The catalogues are held in step by a look that touches nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext gathers the words; it is not on this machine")


@pytest.fixture
def package(tmp_path, settings):
    """A package of one page in which every word is translated."""
    root = tmp_path / "harbour"
    shutil.copytree(Path(settings.LOCALE_PATHS[0]) / "de", root / "locale" / "de")
    (root / "templates").mkdir()
    settings.LOCALE_PATHS = [str(root / "locale")]
    call_command("messages")
    return root


def held(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_is_in_step_passes_and_nothing_is_touched(package):
    before = held(package)
    call_command("messages", "--check")
    assert held(package) == before


def test_a_word_without_a_translation_is_named_and_nothing_is_touched(package, capsys):
    (package / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Ahoy, all hands' %}")
    before = held(package)
    with pytest.raises(CommandError, match="manage messages"):
        call_command("messages", "--check")
    said = capsys.readouterr().err
    assert "de/LC_MESSAGES/django.po is out of step." in said
    assert "de: “Ahoy, all hands” has no translation." in said
    assert held(package) == before
