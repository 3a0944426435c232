"""Where every model that holds personal data says so: who may see it, why, how long, how it leaves.

The "who can see this" marks, the export, the erasure, the nightly retention and the data catalogue are made from these
declarations; a model field without one fails a check.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

Words = str | Promise


class Seen(enum.Enum):
    """Who may see a thing."""

    ME = "me"
    MATCH = "match"  # the people I am introduced to
    TEAM = "team"
    ORGANISATION = "organisation"  # every member
    ORGANISERS = "organisers"
    ADMINS = "admins"
    SHARED = "shared"  # whoever the person chose to show it to
    NOBODY = "nobody"  # kept only so that the program works


class Erase(enum.Enum):
    """What erasing a person does to a row of theirs."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays for others' sake; declared fields are emptied, and so are the named relations
    KEEP = "keep"  # holds nothing that points at the person once the account is gone


@dataclass(frozen=True)
class Declaration:
    """What a model says of the personal data it holds.

    ``owner`` is the lookup path from the model to the account it concerns (``member__account``); several where several people
    are concerned. ``fields`` maps each personal field to who sees it. ``keep_days`` counts from ``since`` (a date field), None =
    as long as the owner stays. ``erase`` says what erasing the owner does: with BLANK all declared fields are emptied but those
    in ``stays``, and the relations in ``lets_go`` are cut. ``export`` makes a row of an export, or an empty one where nothing is to
    be told (default: the declared fields as they are, and beside them what the relations of ``context`` lead to, by its name there,
    so that a row says by itself what it is about).
    """

    model: type[models.Model]
    owner: tuple[str, ...]
    why: Words
    fields: dict[str, Seen]
    not_personal: tuple[str, ...]
    keep_days: int | None
    since: str
    erase: Erase
    stays: tuple[str, ...]
    lets_go: tuple[str, ...]
    export: Callable[[Any], dict[str, Any]] | None
    exported: bool
    context: dict[str, str]

    def rows_of(self, account: Any) -> models.QuerySet[Any]:
        """The rows that concern an account, each once."""
        concerned = models.Q()
        for path in self.owner:
            concerned |= models.Q(**{path: account.pk if path == "pk" else account})
        found = self.model._default_manager.filter(concerned).values("pk")
        return self.model._default_manager.filter(pk__in=found)


_DECLARED: dict[type[models.Model], Declaration] = {}
_IMPERSONAL: dict[type[models.Model], str] = {}


def declare(
    model: type[models.Model],
    *,
    owner: str | tuple[str, ...],
    why: Words,
    fields: dict[str, Seen],
    not_personal: tuple[str, ...] = (),
    keep_days: int | None = None,
    since: str = "",
    erase: Erase = Erase.DELETE,
    stays: tuple[str, ...] = (),
    lets_go: tuple[str, ...] = (),
    export: Callable[[Any], dict[str, Any]] | None = None,
    exported: bool = True,
    context: dict[str, str] | None = None,
) -> None:
    """Declare a model that holds personal data. Keys and relations need no word; every other field must be named."""
    if keep_days is not None and not since:
        raise ValueError(f"{model.__name__} is kept for some days: name the date field they count from.")
    owners = (owner,) if isinstance(owner, str) else owner
    _DECLARED[model] = Declaration(
        model, owners, why, fields, not_personal, keep_days, since, erase, stays, lets_go, export, exported, context or {}
    )


def impersonal(model: type[models.Model], *, because: str) -> None:
    """Declare that a model holds nothing about a person."""
    _IMPERSONAL[model] = because


def declarations() -> Iterator[Declaration]:
    """All declarations, by model name."""
    yield from sorted(_DECLARED.values(), key=lambda one: one.model._meta.label)


def impersonal_models() -> dict[str, str]:
    """The models that hold nothing about a person, by label, each with its reason."""
    return {model._meta.label: because for model, because in sorted(_IMPERSONAL.items(), key=lambda one: one[0]._meta.label)}


def declaration_of(model: type[models.Model]) -> Declaration:
    """What a model declares; KeyError when it declares nothing."""
    return _DECLARED[model]


def seen_by(model: type[models.Model], field: str) -> Seen:
    """Who may see a field; KeyError when it is not declared."""
    return _DECLARED[model].fields[field]


def undeclared() -> list[str]:
    """Each of our model fields that nobody declared, as "app.Model.field" (a whole model as "app.Model")."""
    missing: list[str] = []
    for model in apps.get_models():
        if not model.__module__.startswith("mooring."):
            continue
        if model in _IMPERSONAL:
            continue
        declared = _DECLARED.get(model)
        if declared is None:
            missing.append(model._meta.label)
            continue
        for field in model._meta.concrete_fields:
            if field.primary_key or field.is_relation or field.name == "public_id":
                continue
            if field.name not in declared.fields and field.name not in declared.not_personal:
                missing.append(f"{model._meta.label}.{field.name}")
    return missing
