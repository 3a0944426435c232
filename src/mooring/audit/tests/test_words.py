"""Everything that is noted can be read by people."""

from __future__ import annotations

import re
from pathlib import Path

import mooring
from mooring.audit.words import WORDS

CALL = re.compile(r"""\b(?:record|_note|looked)\(\s*"([a-z]+\.[a-z_]+)"|verb="([a-z]+\.[a-z_]+)"|else "(notices\.[a-z_]+)",""")


def test_every_verb_that_is_written_has_words():
    written = set()
    for path in Path(mooring.__file__).parent.rglob("*.py"):
        if "tests" not in path.parts:
            written |= {next(filter(None, found)) for found in CALL.findall(path.read_text(encoding="utf-8"))}
    assert len(written) > 20, "the search finds nothing any more"
    assert sorted(written - set(WORDS)) == []
