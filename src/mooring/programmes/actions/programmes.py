"""What an organiser does to a programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.core.time import today
from mooring.people.models import Member, Organisation, Site, Team
from mooring.programmes.access import Mixed, same_organisation
from mooring.programmes.adapter import policies
from mooring.programmes.dates import on_weekday
from mooring.programmes.errors import Refused
from mooring.programmes.models import Programme, Round
from mooring.programmes.policy import make_policy
from mooring.programmes.states import Event, move

PLAIN: Final = frozenset(
    {"name", "cadence_weeks", "weekday", "publish_time", "chats", "minutes", "guide", "opt_in", "review", "first_round_on"}
)
FIELDS: Final = PLAIN | {"group_size", "policy", "teams", "sites"}


def create_programme(*, organisation: Organisation, actor: Member, name: str, **fields: Any) -> Programme:
    """Begin a programme. Fields are those of ``Programme`` (``FIELDS``); what is left out keeps its default.

    Without ``first_round_on`` the first introductions go out on the next such weekday at least a week ahead.
    Refused when the policy cannot be obeyed.
    """
    same_organisation(actor)
    if actor.organisation_id != organisation.pk:
        raise Mixed("An organiser begins programmes of their own organisation.")
    programme = Programme(organisation=organisation, made_by=actor.account, name=name)
    fields.setdefault("first_round_on", _first_day(organisation, int(fields.get("weekday", programme.weekday))))
    fields.setdefault("policy", make_policy(size=int(fields.get("group_size", programme.group_size))))
    with transaction.atomic():
        _write(programme, fields)
        record("programme.begun", actor=actor.account, organisation=organisation, thing=programme.public_id, acting_as="organiser")
    return programme


def change_programme(*, programme: Programme, actor: Member, **fields: Any) -> Programme:
    """Change a programme; rounds already opened keep the policy they began with until they are solved again."""
    same_organisation(programme, actor)
    _not_ended(programme)
    policy_before = (programme.policy, programme.group_size)
    with transaction.atomic():
        programme = Programme.objects.select_for_update().get(pk=programme.pk)
        _write(programme, fields)
        if (programme.policy, programme.group_size) != policy_before:
            programme.policy_version += 1
            programme.save(update_fields=["policy_version"])
        _note("programme.changed", programme, actor)
    return programme


def pause_programme(*, programme: Programme, actor: Member) -> None:
    """Open no new rounds until resumed. A round already opened goes on."""
    same_organisation(programme, actor)
    _turn(programme, actor, old=Programme.State.RUNNING, new=Programme.State.PAUSED, verb="programme.paused")


def resume_programme(*, programme: Programme, actor: Member) -> None:
    """Go on with a paused programme at its next due date."""
    same_organisation(programme, actor)
    _turn(programme, actor, old=Programme.State.PAUSED, new=Programme.State.RUNNING, verb="programme.resumed")


def end_programme(*, programme: Programme, actor: Member) -> None:
    """End a programme for good. A round in the making is cancelled; published ones run to their end."""
    same_organisation(programme, actor)
    _not_ended(programme)
    with transaction.atomic():
        Programme.objects.filter(pk=programme.pk).update(state=Programme.State.ENDED)
        making = [Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT, Round.State.FAILED]
        for one in Round.objects.filter(programme=programme, state__in=making):
            move(one, Event.CANCEL, problem="programme_ended")
        _note("programme.ended", programme, actor)
    programme.refresh_from_db()


def _write(programme: Programme, fields: dict[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"A programme has no field called {min(unknown)}.")
    for name in PLAIN & set(fields):
        setattr(programme, name, fields[name])
    size = int(fields.get("group_size", programme.group_size))
    policy = policies.sized(fields.get("policy", programme.policy), size)
    if programme.minutes > int(policy.get("minutes", programme.minutes)):
        raise Refused(_("A chat cannot be longer than the time the rules ask people to have in common: %(minutes)s minutes.") % policy)
    programme.group_size, programme.policy = size, policy
    programme.full_clean(exclude=["policy", "made_by"])
    programme.save()
    for name, model in (("teams", Team), ("sites", Site)):
        if name in fields:
            _set_audience(programme, name, model, fields[name])


def _set_audience(programme: Programme, name: str, model: type[Team] | type[Site], given: Iterable[Any]) -> None:
    chosen = list(given)
    ours = model._default_manager.filter(organisation=programme.organisation, pk__in=[one.pk for one in chosen]).count()
    if ours != len(chosen):
        raise Mixed("A programme is open to teams and sites of its own organisation.")
    getattr(programme, name).set(chosen)


def _turn(programme: Programme, actor: Member, *, old: str, new: str, verb: str) -> None:
    with transaction.atomic():
        if not Programme.objects.filter(pk=programme.pk, state=old).update(state=new):
            raise Refused(_("This programme has changed in the meantime."))
        _note(verb, programme, actor)
    programme.refresh_from_db()


def _note(verb: str, programme: Programme, actor: Member) -> None:
    record(verb, actor=actor.account, organisation=programme.organisation, thing=programme.public_id, acting_as="organiser")


def _not_ended(programme: Programme) -> None:
    if programme.state == Programme.State.ENDED:
        raise Refused(_("This programme has ended."))


def _first_day(organisation: Organisation, weekday: int) -> dt.date:
    return on_weekday(today(organisation.timezone) + dt.timedelta(days=7), weekday)
