"""Policies as files: what is written reads back alike, what cannot be read is said in one sentence, the schema agrees."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.engine.policy import LEVELS, RULES, SCORE_SCALE, SETTINGS, TERMS, Policy, PolicyError, Rule, Seat, Term, Trend
from mooring.engine.policy.aloud import read_aloud
from mooring.engine.policy.files import dump, parse
from mooring.engine.policy.schema import schema

SCHEMA = schema()


def named(known: Any) -> st.SearchStrategy[list[str]]:
    """Names as a policy may hold them, families with a part."""
    plain = [name for name in known if not known[name].family]
    families = [f"{name}:{part}" for name in known if known[name].family for part in ("track", "home town", "Größe")]
    return st.lists(st.sampled_from(plain + families), unique=True, max_size=6)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    made: list[Rule] = []
    for name in draw(named(RULES)):
        rule = Rule(name, draw(st.booleans()))
        if rule.against not in [one.name.casefold() for one in made]:
            made.append(rule)
    return tuple(made)


@st.composite
def terms(draw: st.DrawFn) -> tuple[Term, ...]:
    made = []
    for name in draw(named(TERMS).filter(bool)):
        trend, needed = TERMS[name.partition(":")[0]].trend, name.startswith("number")
        curve: tuple[tuple[int, int], ...] = ()
        if trend is not None and (needed or draw(st.booleans())):
            numbers = sorted(draw(st.sets(st.integers(1, 10_000), max_size=5)) | {0})
            worth = draw(st.lists(st.integers(0, SCORE_SCALE), min_size=len(numbers), max_size=len(numbers)).filter(any))
            order = {Trend.RISES: sorted(worth), Trend.FALLS: sorted(worth, reverse=True), Trend.FREE: worth}[trend]
            curve = tuple(zip(numbers, order, strict=True))
        made.append(Term(name, draw(st.integers(1, SCORE_SCALE)), draw(st.booleans()), curve))
    return tuple(made)


columns = st.sampled_from(("host", "age group", "Länge"))


@st.composite
def shapes(draw: st.DrawFn) -> dict[str, Any]:
    """A size or a range of sizes, and for groups of three and more who must be in them."""
    size = draw(st.integers(2, 6))
    if size == 2:
        return {"size": 2}
    seats = draw(st.dictionaries(columns, st.integers(1, 3), max_size=2))
    alone = tuple(draw(st.lists(columns, unique=True, max_size=2)))
    up_to = draw(st.none() | st.integers(size, 6))
    return {"size": size, "up_to": up_to, "seats": tuple(Seat(*one) for one in seats.items()), "not_alone": alone}


policies = st.builds(
    lambda shape, **more: Policy(**shape, **more),
    shape=shapes(),
    minutes=st.integers(1, 96).map(lambda quarter: quarter * 15),
    rules=rules(),
    terms=terms(),
    cooldown_days=st.none() | st.integers(1, 4000),
    levels=st.lists(st.sampled_from(LEVELS[1:-1]), unique=True).map(lambda names: ("placed", *names, "score")),
)


@given(policies)
def test_what_is_written_reads_back_alike(policy: Policy) -> None:
    assert parse(dump(policy)) == policy
    assert Policy.from_dict(policy.to_dict()) == policy
    assert fits(SCHEMA, json.loads(dump(policy))) is None
    said = [str(one.sentence) for one in read_aloud(policy)]
    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in said)
    assert sum(one.part == "rules" for one in read_aloud(policy)) == len(policy.rules) + 2
    assert sum(one.part == "preferences" for one in read_aloud(policy)) == len(policy.terms)


TOML = """
"$schema" = "policy.schema.json"
size = 4
minutes = 45
cooldown_days = "forever"
rules = ["hours", { name = "same_attribute:track", private = true }]

[preferences]
bridge = 0.35
interests = { weight = 0.15, curve = [[0, 0], [1, 0.75], [2, 1]] }
"number:tenure" = { weight = 1, curve = [[0, 1], [12, 0]] }
"""
JSON = """{"size": 4, "minutes": 45, "cooldown_days": null, "rules": ["hours", {"name": "same_attribute:track", "private": true}],
"preferences": [{"name": "bridge", "weight": 0.35}, {"name": "interests", "weight": 0.15, "curve": [[0, 0], [1, 0.75], [2, 1]]},
{"name": "number:tenure", "weight": 1, "curve": [[0, 1], [12, 0]]}]}"""


def test_toml_and_json_say_the_same() -> None:
    policy = parse(TOML)
    assert policy == parse(JSON)
    assert policy.cooldown_days is None
    assert policy.rules == (Rule("hours"), Rule("same_attribute:track", private=True))
    assert policy.terms == (
        Term("bridge", 350),
        Term("interests", 150, curve=((0, 0), (1, 750_000), (2, 1_000_000))),
        Term("number:tenure", 1000, curve=((0, 1_000_000), (12, 0))),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"size": }', "line 1, column 10: this is not JSON (Expecting value)."),
        ('{"size": 2, "size": 3}', "'size' is given twice."),
        ("size = 2\nrules = [", "line 2, column 10: this is not TOML (Invalid value)."),
        ("size = 2\nsize = 3", "line 2, column 9: this is not TOML (Cannot overwrite a value)."),
        ("siz = 3", f"there is no setting called 'siz'; known are {', '.join(SETTINGS)}."),
        ('{"size": ' + "9" * 5000 + "}", "the tables lie too deep in each other, or a number has too many digits."),
        ("size = " + "[" * 50_000, "the tables lie too deep in each other, or a number has too many digits."),
        ('{"x":' * 20_000, "the tables lie too deep in each other, or a number has too many digits."),
        ("#" * 100_001, "a policy has at most 100000 characters, not 100001."),
        ("[preferences]\nbridge = 1e999999", "preferences.bridge: a number is needed, not 1E+999999."),
        ("[preferences]\nbridge = nan", "preferences.bridge: a number is needed, not NaN."),
        ("[[preferences]]\nname = 'bridge'\nweight = 1e-9", "preferences.1.weight: at most three decimals, not 1E-9."),
    ],
)
def test_says_what_is_wrong_with_a_file(text: str, sentence: str) -> None:
    with pytest.raises(PolicyError) as raised:
        parse(text)
    assert str(raised.value) == sentence


@given(st.text(max_size=60) | st.text("{}[]=\"',:\n0123456789.ab", max_size=60))
def test_any_text_is_a_policy_or_one_sentence(text: str) -> None:
    try:
        policy = parse(text)
    except PolicyError as error:
        said = str(error)
    else:
        said = "" if parse(dump(policy)) == policy else "It reads back otherwise"
    assert said == "" or said.endswith(".")


def test_the_published_schema_is_the_one_that_is_made() -> None:
    published = Path(__file__).parents[2] / "docs" / "policy.schema.json"
    assert json.loads(published.read_text("utf-8")) == SCHEMA


@pytest.mark.parametrize(
    "raw",
    [
        {"siz": 3},
        {"size": 7},
        {"size": True},
        {"minutes": 50},
        {"cooldown_days": -1},
        {"rules": ["luck"]},
        {"rules": ["hours:x"]},
        {"rules": [{"name": "hours", "weight": 1}]},
        {"preferences": {"bridge": -1}},
        {"preferences": {"number": 1}},
        {"preferences": [{"name": "bridge"}]},
        {"preferences": {"bridge": {"weight": 1, "curve": [[0]]}}},
        {"levels": ["luck"]},
    ],
)
def test_the_schema_refuses_what_reading_refuses(raw: Any) -> None:
    assert fits(SCHEMA, raw) is not None
    with pytest.raises(PolicyError):
        Policy.from_dict(raw)


def test_a_policy_read_aloud() -> None:
    said = [(one.part, str(one.sentence)) for one in read_aloud(parse(TOML))]
    assert said[0] == ("shape", "People meet in groups of 4, where numbers ask for it in slightly smaller or larger ones.")
    assert [sentence for part, sentence in said if part == "rules"][2:] == [
        "Everybody in a group shares one unbroken stretch of 45 minutes in their own hours on these dates.",
        "Only people with the same track meet. Only the people it keeps apart learn of it.",
    ]
    assert [sentence for part, sentence in said if part == "preferences"] == [
        "67 % of the score: the difference in tenure, by a curve of this policy (0 → 1, 12 → 0).",
        "23 % of the score: a tie across teams, best with one to three mutual contacts.",
        "10 % of the score: topics in common, by a curve of this policy (0 → 0, 1 → 0.75, 2 → 1).",
    ]


def fits(schema: dict[str, Any], value: Any) -> str | None:
    """The first thing about a value a schema forbids: as much of JSON Schema as ours uses, and a failure for any word beyond."""
    for word, said in schema.items():
        if not KEYWORDS[word](said, value, schema):
            return f"{word}: {value!r}"
    return None


TYPES = {"object": dict, "array": list, "integer": int, "number": int | float, "string": str, "boolean": bool, "null": type(None)}


def is_type(name: str, value: Any, _: Any) -> bool:
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def has_properties(said: Any, value: Any, _: Any) -> bool:
    return not isinstance(value, dict) or all(fits(said[key], one) is None for key, one in value.items() if key in said)


def has_no_others(said: Any, value: Any, schema: Any) -> bool:
    others = [one for key, one in value.items() if key not in schema.get("properties", {})] if isinstance(value, dict) else []
    return not others if said is False else all(fits(said, one) is None for one in others)


def has_items(said: Any, value: Any, schema: Any) -> bool:
    rest = value[len(schema.get("prefixItems", ())) :] if isinstance(value, list) else []
    return not rest if said is False else all(fits(said, one) is None for one in rest)


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("$schema", "$id", "title", "description"), lambda *_: True),
    "type": is_type,
    "enum": lambda said, value, _: value in said,
    "const": lambda said, value, _: value == said,
    "anyOf": lambda said, value, _: any(fits(one, value) is None for one in said),
    "pattern": lambda said, value, _: not isinstance(value, str) or re.search(said, value) is not None,
    "minimum": lambda said, value, _: not number(value) or value >= said,
    "maximum": lambda said, value, _: not number(value) or value <= said,
    "multipleOf": lambda said, value, _: not number(value) or value % said == 0,
    "uniqueItems": lambda said, value, _: len(set(map(str, value))) == len(value),
    "minItems": lambda said, value, _: not isinstance(value, list) or len(value) >= said,
    "required": lambda said, value, _: not isinstance(value, dict) or set(said) <= set(value),
    "properties": has_properties,
    "propertyNames": lambda said, value, _: not isinstance(value, dict) or all(fits(said, key) is None for key in value),
    "additionalProperties": has_no_others,
    "prefixItems": lambda said, value, _: not isinstance(value, list) or all(fits(*one) is None for one in zip(said, value, strict=False)),
    "items": has_items,
}
