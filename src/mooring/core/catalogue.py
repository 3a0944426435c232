"""The catalogue of personal data, made from the declarations: what is kept, why, how long, who sees it, how it leaves."""

from __future__ import annotations

from django.apps import apps
from django.utils import translation

from mooring.core import personal
from mooring.core.personal import Declaration, Erase, Seen

INTRO = """\
# Data catalogue

Everything Mooring keeps about a person, made from the declarations beside the models. Do not edit it by hand:
`./mooring manage catalogue` writes it, and `./mooring check` fails when it is out of step.

The export, the erasure, the nightly tidying and the marks "who can see this" are made from the same declarations.
"""
SEEN = {
    Seen.ME: "only the person",
    Seen.MATCH: "the person and those they are introduced to",
    Seen.TEAM: "the person's team",
    Seen.ORGANISATION: "every member of the organisation",
    Seen.ORGANISERS: "the person and organisers",
    Seen.ADMINS: "the person and admins",
    Seen.SHARED: "whoever the person shows it to",
    Seen.NOBODY: "nobody; it only makes the program work",
}
ERASED = {
    Erase.DELETE: "deleted",
    Erase.BLANK: "emptied; the row stays for the sake of others",
    Erase.KEEP: "kept; nothing in it points at the person once the account is gone",
}


def catalogue() -> str:
    """The whole catalogue as Markdown, in English, the same for the same models."""
    with translation.override("en"):
        parts = [INTRO, *(_section(one) for one in personal.declarations()), "## Models that hold nothing about a person\n"]
        parts.append("\n".join(f"- **{_title(label)}**: {because}" for label, because in personal.impersonal_models().items()) + "\n")
    return "\n".join(parts)


def _section(declaration: Declaration) -> str:
    kept = f"{declaration.keep_days} days from `{declaration.since}`" if declaration.keep_days else "as long as the person stays"
    lines = [
        f"## {_title(declaration.model._meta.label)}",
        "",
        f"{declaration.why}",
        "",
        f"- Kept: {kept}.",
        f"- Exported: {_exported(declaration)}.",
        f"- When the person is erased: {ERASED[declaration.erase]}.",
    ]
    if declaration.stays:
        lines.append(f"- Stays when emptied: {', '.join(f'`{name}`' for name in declaration.stays)}.")
    lines += ["", "| field | who sees it |", "|---|---|"]
    lines += [f"| `{name}` | {SEEN[seen]} |" for name, seen in declaration.fields.items()]
    return "\n".join(lines) + "\n"


def _exported(declaration: Declaration) -> str:
    if not declaration.exported:
        return "no, it is made from other rows"
    return f"yes, each row with its {', '.join(declaration.context)}" if declaration.context else "yes"


def _title(label: str) -> str:
    model = apps.get_model(label)
    return f"{model._meta.app_label}: {model.__name__}"
