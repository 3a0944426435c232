"""What is asked, under which terms; and that words nobody gave us stand nowhere."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.circle.instruments import LONELINESS, NEEDS, Shipping, Use, instruments, register, unmet
from mooring.circle.things import Support

ROOT = Path(__file__).resolve().parents[4]
READ = ("*.py", "*.html", "*.txt", "*.md", "*.toml", "*.js")
THIS = Path(__file__).resolve()

# Runs of three or four words that only scales of others have, by the first 16 signs of their SHA-256:
# they are looked for without being written down.
NOT_OURS = frozenset(
    (
        "5349e24c9550b89d",
        "6ff06f3f01989c18",
        "bf0a7fefdedbd896",
        "9928a120dd9f5d8e",
        "826fa11ff2ed2bd3",
        "fa65b87fe702f3b0",
        "1805751910c06250",
        "0311c4dfd9eef44a",
        "322ba0006de350ef",
        "e63fada89820aa6c",
        "8f37a88ebb3c7ea2",
        "d45e604d0381542f",
        "3ff3a475de40d109",
        "95d2e56ed5944133",
        "4c0dd06507dae95d",
        "03843c21d1c9a6ce",
        "0d986af19945155e",
    )
)
# How those that may not be shipped are called. A page, a test or a table that offers one would name it.
NAMES = re.compile(
    r"UCLA.{0,12}lonel|De Jong Gierveld|\bWHO-?5\b|\bMSPSS\b|\bISEL\b|MOS-SSS|COPSOQ|\bUWES\b|\bQ12\b|Mini-?Z\b|Copenhagen Burnout|\bMBI\b"
    r"|Maslach|Burnout Assessment Tool|WRQoL|\bMFQ-9\b|\bLAWS\b|\bOSSS\b|Lubben|\bPHQ-?9\b|\bGAD-?7\b|Work-Life Indicator",
    re.IGNORECASE,
)


def files() -> list[Path]:
    found = [path for pattern in READ for part in ("src", "docs", "tests", "bench") for path in (ROOT / part).rglob(pattern)]
    return [path for path in (*found, ROOT / "README.md", ROOT / "CHANGELOG.md") if path != THIS]


def texts() -> list[tuple[Path, str]]:
    return [(path, path.read_text(encoding="utf-8")) for path in files()]


def shingles(text: str) -> set[str]:
    words = re.findall(r"[a-z']+", text.lower())
    return {" ".join(words[at : at + size]) for size in (3, 4) for at in range(len(words) - size + 1)}


def hashed(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def strangers(text: str, table: frozenset[str] = NOT_OURS) -> set[str]:
    return {words for words in shingles(text) if hashed(words) in table}


def test_every_instrument_says_whose_it_is_and_how_it_may_be_used() -> None:
    assert {one.id for one in instruments()} == {"needs", "ons-loneliness"}
    for one in instruments():
        assert one.rights_holder
        assert one.licence in {"Apache-2.0", "OGL-UK-3.0"}
        assert one.source
        assert one.shipping is Shipping.BUNDLED
        assert one.allowed == {Use.SELF}
        assert one.interval == 90
        assert one.min_k == 0
        assert str(one.notice)
        assert all(cut.source for cut in one.cut_offs)
    assert str(NEEDS.notice) == "Our own questions, not a validated scale."
    assert not NEEDS.cut_offs
    assert "Open Government Licence v3.0" in str(LONELINESS.notice)
    assert LONELINESS.health_data
    assert [str(one.words) for one in LONELINESS.questions[0].choices] == [
        "Often or always",
        "Some of the time",
        "Occasionally",
        "Hardly ever",
        "Never",
    ]


def test_words_that_may_not_be_shipped_cannot_be_registered() -> None:
    for shipping in (Shipping.IMPORT, Shipping.BLOCKED):
        with pytest.raises(ValueError, match="none of its words"):
            register(replace(LONELINESS, id="another", shipping=shipping))
    with pytest.raises(ValueError, match="Two instruments"):
        register(replace(LONELINESS))
    assert len(instruments()) == 2


def test_nothing_that_may_not_be_shipped_is_named_or_worded_anywhere() -> None:
    read = texts()
    assert len(read) > 500
    assert {(path.name, found.group()) for path, text in read if (found := NAMES.search(text))} == set()
    wording = [(path, text) for path, text in read if path.suffix == ".html" or "circle" in path.parts]
    assert {(path.name, *found) for path, text in wording if (found := strangers(text))} == set()


def test_a_planted_wording_would_be_found() -> None:
    words = "the sea is calm"
    assert strangers("Look: the sea\nis calm, today.", frozenset({hashed(words)})) == {words}
    assert strangers("The sea was calm.", frozenset({hashed(words)})) == set()
    assert NAMES.search("a page with the UCLA loneliness items")


@given(st.dictionaries(st.sampled_from([f"{side}-{kind.key}" for kind in Support for side in ("want", "have")]), st.integers(0, 4)))
def test_what_is_unmet_is_never_negative_and_never_guessed(answers: dict[str, int]) -> None:
    missing = unmet(answers)
    for kind in Support:
        want, have = answers.get(f"want-{kind.key}"), answers.get(f"have-{kind.key}")
        if want is None or have is None:
            assert kind.key not in missing
        else:
            assert missing[kind.key] == (want - have if want > have else 0)
