"""Rules for templates: every word marked for translation, and nothing inline that the content policy would refuse.

A template is read as HTML after its template tags are blanked out letter by letter, so that lines and columns stay true.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from mooring.house.findings import SAMPLES, SOURCE, Finding

# Stands where a template tag was: it is no letter, no quote and no space, so that attributes hold together.
BLANK = "\ue000"
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
CSRF = re.compile(r"\{%\s*csrf_token\s*%\}|\{#\s*csrf:")
COMMENT = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*(blocktrans(?:late)?)\b(?P<options>.*?)%\}(?P<text>.*?)\{%\s*end\1\s*%\}", re.DOTALL)
LITERAL = re.compile(r"""(?P<marked>_\()?(?P<quote>["'])(?P<text>.*?)(?P=quote)""")
FILTERED = re.compile(r"""\|\s*(?:default|default_if_none|yesno)\s*:\s*(_?\(?["'].*?["'])""")
GIVEN = re.compile(r"""=\s*(_?\(?["'].*?["'])""")
LETTER = re.compile(r"[^\W\d_]")
SPOKEN_ATTRIBUTES = {
    *("title", "alt", "placeholder", "label", "summary"),
    *("aria-label", "aria-description", "aria-roledescription", "aria-valuetext"),
}
# Of our own components any attribute may be shown; these never are.
SILENT_ATTRIBUTES = {
    *("class", "id", "name", "href", "src", "type", "action", "method", "for", "rel", "value", "d", "viewbox"),
    *("autocomplete", "accept", "variant", "size", "kind", "icon", "tone"),
}
NAMES = {"Mooring"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

STYLED = "an inline style sheet is refused by the content policy"
# A mail fetches nothing, so its frame alone carries its own style sheet.
MAIL = SOURCE / "core" / "templates" / "mail" / "base.html"


def templates() -> list[Finding]:
    """Find what is wrong in all templates, pages and mails alike."""
    found = []
    for path in sorted([*SOURCE.glob("*/templates/**/*.html"), *SOURCE.glob("*/templates/**/*.txt")]):
        here = read(path, path.read_text(encoding="utf-8"))
        here = [finding for finding in here if path not in SAMPLES or "translat" not in finding.says]
        found += [finding for finding in here if path != MAIL or finding.says != STYLED]
    return found


def read(path: Path, text: str) -> list[Finding]:
    """Return what is wrong in one template, in the order of its lines."""
    found = [Finding(path, line, says) for line, says in tag_findings(text)]
    page = blanked(text)
    if path.suffix == ".txt":
        found += [
            Finding(path, number, f"“{line.replace(BLANK, '').strip()[:40]}” is not marked for translation")
            for number, line in enumerate(page.splitlines(), 1)
            if wordy(line)
        ]
    else:
        reader = Reader()
        reader.feed(page)
        reader.close()
        found += [Finding(path, line, says) for line, says in reader.found]
        if re.search(r"<form\b[^>]*method=[\"']post", page, re.IGNORECASE) and not CSRF.search(text):
            found.append(Finding(path, 1, "a form that posts has no {% csrf_token %} (nor a comment “csrf:” saying why it needs none)"))
    return sorted(found)


def blanked(text: str) -> str:
    """Return the text with every template tag, and all that is already translated, blanked out; line ends stay."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", BLANK, match[0])

    return TAG.sub(blank, TRANSLATED.sub(blank, COMMENT.sub(blank, text)))


def wordy(text: str) -> bool:
    """Tell whether a text holds words a reader would want in their own language."""
    bare = text.replace(BLANK, " ")
    for name in NAMES:
        bare = bare.replace(name, "")
    return bool(LETTER.search(bare))


def tag_findings(text: str) -> list[tuple[int, str]]:
    """Return what is wrong inside template tags: words in arguments, English plurals, untrimmed blocks."""
    found = []
    for match in TRANSLATED.finditer(text):
        if "\n" in match["text"] and not re.search(r"\btrimmed\b", match["options"]):
            found.append((line_at(text, match.start()), "a translated block over several lines needs “trimmed”"))
        if re.search(r"<\w+[^>]*\b(style|on\w+)=", match["text"]):
            found.append((line_at(text, match.start()), "a translated block carries a style or an event of its own"))
    for match in TAG.finditer(COMMENT.sub(lambda gone: re.sub(r"[^\n]", " ", gone[0]), text)):
        inside = match[0][2:-2].strip()
        if match[0].startswith("{#"):
            continue
        line = line_at(text, match.start())
        if re.search(r"\|\s*pluralize", inside):
            found.append((line, "pluralize knows only English: use blocktrans with count and plural"))
        if match[0].startswith("{{") and spoken_literal(FILTERED.findall(inside)):
            found.append((line, 'words in a filter are not marked for translation: use _("…")'))
        if re.match(r"(include|with|cycle|firstof)\b", inside) and spoken_literal(GIVEN.findall(inside), spaced=True):
            found.append((line, 'words given to a tag are not marked for translation: use _("…")'))
    return found


def spoken_literal(literals: list[str], *, spaced: bool = False) -> bool:
    """Tell whether one of the quoted texts holds unmarked words; ``spaced`` asks for two words, to let names of things pass."""
    for literal in literals:
        match = LITERAL.match(literal)
        if match and not match["marked"] and LETTER.search(match["text"]) and (not spaced or re.search(r"\w\s+\w", match["text"])):
            return True
    return False


def line_at(text: str, position: int) -> int:
    """Return the number of the line a position lies on."""
    return text.count("\n", 0, position) + 1


class Reader(HTMLParser):
    """Walks the blanked page and notes what is wrong, with the line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        # Open elements, each with whether its words are left alone (code, scripts, translate="no").
        self.open: list[tuple[str, bool]] = []

    def note(self, says: str) -> None:
        self.found.append((self.getpos()[0], says))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.look_at(tag, attributes)
        if tag not in VOID:
            named = dict(attributes)
            quiet = tag in {"script", "style", "code", "kbd", "samp", "svg:text"} or named.get("translate") == "no"
            self.open.append((tag, quiet or self.quiet()))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.look_at(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        if wordy(data) and not self.quiet():
            lead = len(data) - len(data.lstrip())
            line = self.getpos()[0] + data.count("\n", 0, lead)
            self.found.append((line, f"“{' '.join(data.replace(BLANK, ' ').split())[:40]}” is not marked for translation"))

    def quiet(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def look_at(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        if tag == "style":
            self.note(STYLED)
        if tag == "script" and "src" not in named and not named.get("type", "").endswith("json"):
            self.note("an inline script is refused by the content policy: put it in a file")
        for name, value in named.items():
            if name == "style":
                self.note("a style attribute is refused by the content policy: use a class or an SVG attribute")
            elif re.match(r"on[a-z]+$|hx-on|@", name):
                self.note(f"{name} is an inline script, refused by the content policy")
            elif value.strip().lower().startswith(("javascript:", "js:")):
                self.note(f"{name} holds a script")
            elif shown(tag, name, named) and wordy(value):
                self.note(f"{name}=“{value.replace(BLANK, '…')[:40]}” is not marked for translation")


def shown(tag: str, name: str, named: dict[str, str]) -> bool:
    """Tell whether an attribute's value is read by people."""
    if name in SPOKEN_ATTRIBUTES:
        return True
    if tag == "input" and name == "value":
        return named.get("type") in {"submit", "button", "reset"}
    if tag == "meta" and name == "content":
        return named.get("name") == "description"
    prose = bool(re.search(r"[^\W\d_]\s+[^\W\d_]", named[name]))
    return tag.startswith("c-") and not name.startswith((":", "hx-", "data-", "aria-")) and name not in SILENT_ATTRIBUTES and prose
