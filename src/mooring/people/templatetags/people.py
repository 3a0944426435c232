"""What pages about people need: who sees a field, steps of an import, a language's name."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.audiences import DECLARED
from mooring.people import languages, person_page
from mooring.people.models import Account, Member, MemberLanguage, MemberTopic

register = template.Library()

_MODELS = {"member": Member, "account": Account, "topic": MemberTopic, "language": MemberLanguage}


@register.simple_tag
def seen(model: str, field: str) -> str:
    """The audience of a declared field, as the mark beside it wants it; a model of another app as "app.Model"."""
    found = _MODELS[model] if model in _MODELS else apps.get_model(model)
    return DECLARED[personal.seen_by(found, field)]


@register.simple_tag(takes_context=True)
def parts_beside(context: template.Context, others: Iterable[person_page.Met]) -> list[person_page.Part]:
    """What other apps show the reader beside people they meet; themselves left out."""
    reader = context.get("member")
    return person_page.beside([one for one in others if one.public_id != reader.public_id], reader) if reader else []


@register.simple_tag
def import_steps() -> list[str | Promise]:
    """The four steps of bringing people in."""
    return [_("File"), _("Columns"), _("Preview"), _("Done")]


@register.filter
def language_name(code: str) -> str:
    """A language's name in the reader's language."""
    return languages.name_of(code)
