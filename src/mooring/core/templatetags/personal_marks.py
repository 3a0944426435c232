"""The mark “who can see this” of a form's field, taken from the declaration beside its model."""

from __future__ import annotations

from django import template
from django.forms import ModelForm
from django.forms.boundfield import BoundField

from mooring.core.audiences import DECLARED
from mooring.core.personal import seen_by

register = template.Library()


@register.filter
def audience(field: BoundField) -> str:
    """Who sees what is typed into a model form's field, as a key of ``core.audiences``."""
    assert isinstance(field.form, ModelForm), "only a form of a model knows where its fields are kept"
    return DECLARED[seen_by(field.form._meta.model, field.name)]
