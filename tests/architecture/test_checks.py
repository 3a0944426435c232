"""The checks' own rules: each finds what it is there for, and lets the right way pass."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from mooring.house import findings, source, styles, templates
from mooring.house.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def says(text, name="page.html"):
    return [finding.says for finding in templates.read(Path(name), text)]


@pytest.mark.parametrize(
    "text",
    [
        "<p>{% trans 'Hello' %}</p>",
        "<p>{% blocktrans trimmed %}\n Hello {{ name }}\n{% endblocktrans %}</p>",
        '<a href="{% url \'x\' %}" title="{% trans "Open" %}">{{ name }}</a>',
        "<p>· 12:30 → Mooring</p>",
        '<code translate="no">mooring demo</code><p translate="no">GET /healthz</p>',
        '<c-button variant="soft small" hx-target="next row" label="{% trans \'Go\' %}" />',
        '{% include "x.html" with title=_("Two words") %}',
        "{% comment %}not shown at all{% endcomment %}{# nor this #}",
        '<script src="x.js"></script><script type="application/json">{"a": 1}</script>',
        '<form method="post">{% csrf_token %}<input type="submit" value="{% trans \'Send\' %}"></form>',
        "<svg viewBox='0 0 1 1'><path d='M1 1h2'/></svg>",
        '{{ when|date:"SHORT_DATE_FORMAT" }}{{ name|default:"" }}',
    ],
)
def test_a_right_template_passes(text):
    assert says(text) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("<p>Hello</p>", "“Hello” is not marked"),
        ("<p>{{ n }} people</p>", "“people” is not marked"),
        ("<p>你好</p>", "“你好” is not marked"),
        ('<img alt="A boat">', "alt=“A boat” is not marked"),
        ('<input type="submit" value="Send">', "value=“Send” is not marked"),
        ('<c-card heading="Two words" />', "heading=“Two words” is not marked"),
        ('{% include "x.html" with title="Two words" %}', "words given to a tag"),
        ('{{ name|default:"nobody" }}', "words in a filter"),
        ("{{ n }}{{ n|pluralize }}", "pluralize knows only English"),
        ("{% blocktrans %}\nHello\n{% endblocktrans %}", "needs “trimmed”"),
        ('<p style="color: red"></p>', "a style attribute"),
        ("<style>p {}</style>", "an inline style sheet"),
        ("<script>go()</script>", "an inline script is refused"),
        ('<a href="#" onclick="go()"></a>', "onclick is an inline script"),
        ('<a href="javascript:go()"></a>', "href holds a script"),
        ('<div hx-on:click="go()"></div>', "hx-on:click is an inline script"),
        ('<form method="post"></form>', "has no {% csrf_token %}"),
    ],
)
def test_a_wrong_template_is_found(text, finding):
    assert any(finding in said for said in says(text)), says(text)


def test_a_mail_in_plain_text_is_read_too():
    assert says("{% trans 'Hello' %}\n{{ link }}\n", "mail.txt") == []
    assert says("{{ name }},\nHello\n", "mail.txt") == ["“Hello” is not marked for translation"]


def test_a_finding_names_its_line():
    assert templates.read(Path("page.html"), "<p>\n{% trans 'a' %}\n</p>\n<p>\n\nHello</p>")[0].line == 6


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """Let the rules for code look at one file of ours."""
    path = tmp_path / "planted.py"

    def plant(code):
        path.write_text(code)
        findings.parsed.cache_clear()
        return path

    monkeypatch.setattr(source, "python_files", lambda **_: [path])
    yield plant
    findings.parsed.cache_clear()


@pytest.mark.parametrize(
    "code",
    [
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from datetime import datetime\ndatetime.utcnow()",
        "from datetime import date\ndate.today()",
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils.timezone import now",
        "import time\ntime.time()",
        "from time import time",
        "import datetime\nfield = Field(default=datetime.datetime.now)",
    ],
)
def test_another_clock_is_found(planted, code):
    planted(code)
    assert source.clocks()


def test_our_clock_and_stopwatches_pass(planted):
    planted("import time\nfrom mooring.core.time import now, today\nnow(); today('UTC'); time.monotonic(); time.perf_counter()")
    assert source.clocks() == []


@pytest.mark.parametrize("name", ["meeting-met", "Meeting", "meeting__met", "meeting_", "1st", "meeting met"])
def test_a_route_named_another_way_is_found(planted, name):
    planted(f"route('m/', view, name={name!r}, who=Who.MEMBER)")
    assert [finding.line for finding in source.routes()] == [1]


def test_routes_with_one_name_are_found(planted):
    planted("route('m/', a, name='met', who=Who.MEMBER)\nroutes.route('n/', b, name='met', who=Who.MEMBER)")
    assert [(finding.line, "namesake" in finding.says) for finding in source.routes()] == [(2, True)]


def test_routes_named_alike_pass(planted):
    planted("route('m/', a, name='meeting_met', who=Who.MEMBER)\nroute('n-n/', b, name='met', who=Who.MEMBER)\nreverse('x-y')")
    assert source.routes() == []


def test_debris_is_found(planted):
    planted("x = 1  # TO" + "DO later\nprint(x)\n")
    assert [finding.line for finding in source.debris() if finding.path.name == "planted.py"] == [1, 2]


@pytest.mark.parametrize(
    "code",
    [
        "x = 1  # no" + "qa",
        "x = 1  # no" + "qa: S603",
        "x = 1  # no" + "qa: E402, F403 --",
        "x = 1  # type: " + "ignore[arg-type]",
        "x = 1  # type: " + "ignore",
        "x = 1  # type: " + "ignore[arg-type]  # no" + "qa: S603  fixed arguments",
    ],
)
def test_a_silenced_tool_without_a_reason_is_found(planted, code):
    path = planted(code)
    assert [(finding.path, finding.line) for finding in source.silenced()] == [(path, 1)]


def test_a_silenced_tool_with_its_reason_passes(planted):
    planted("x = 1  # no" + "qa: S603, S607  fixed arguments\ny = 2  # type: " + "ignore[misc]  the package ships none\n")
    assert source.silenced() == []


@pytest.mark.parametrize(
    "code",
    [
        "forms.CharField(label='Name')",
        "forms.CharField(help_text=f'Until {day}')",
        "raise ValidationError('Too long')",
        "messages.success(request, 'Saved')",
        "gettext(f'Hello {name}')",
        "gettext('Hello ') + name",
        "f'{name}: {gettext(0)}'",
    ],
)
def test_words_nobody_can_translate_are_found(planted, code):
    planted(code)
    assert source.words()


def test_marked_words_pass(planted):
    planted("forms.CharField(label=_('Name'))\nraise ValidationError(_('Too long'))\nmessages.success(request, gettext('Saved'))\n")
    assert source.words() == []


def test_settings_and_commands_are_documented():
    assert [str(finding) for finding in source.documentation()] == []


def test_settings_are_found_wherever_they_are_read(planted):
    path = planted(
        "env.str('MOORING_A')\nos.environ['MOORING_B']\nos.environ.get('MOORING_C', '')\nos.getenv('MOORING_D')\nenv('MOORING_E')"
    )
    names = {source.variable(node) for node in ast.walk(findings.parsed(path))} - {""}
    assert names == {f"MOORING_{letter}" for letter in "ABCDE"}


def test_the_launcher_documents_every_command_it_has():
    commands = source.launcher_commands()
    assert {
        "demo",
        "serve",
        "worker",
        "test",
        "check",
        "match",
        "warm",
        "import",
        "manage",
        "backup",
        "restore",
        "lock",
        "pictures",
    } == set(commands)


def test_the_built_style_sheet_is_in_step():
    assert [str(finding) for finding in styles.built()] == []


def test_a_stale_style_sheet_is_found_and_written_anew(tmp_path, monkeypatch):
    source_of, target = tmp_path / "app.src.css", tmp_path / "app.css"
    source_of.write_text(".calm { color: red; }")
    target.write_text("what a merge left here")
    monkeypatch.setattr(styles, "SHEETS", ((source_of, target),))
    assert [finding.path for finding in styles.built()] == [target]
    assert styles.write() == []
    assert styles.built() == []
    assert ".calm" in target.read_text()
    source_of.write_text("@import 'not-there.css';")
    assert [finding.path for finding in styles.built()] == [source_of]
    assert len(styles.write()) == 1
    assert ".calm" in target.read_text()


def test_fix_writes_the_style_sheet():
    (css,) = [check for check in CHECKS if check.name == "css"]
    assert css.mend == (sys.executable, "-m", "mooring.house.styles")


def test_an_unknown_check_names_the_nearest():
    done = subprocess.run(
        [sys.executable, "-m", "mooring.house.checks", "typos"],
        cwd=ROOT,
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "mooring: There is no check `typos`. Did you mean `types`?\n"


def test_every_check_has_a_name_of_its_own_and_something_to_do():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(bool(check.program) != bool(check.look) for check in CHECKS)
