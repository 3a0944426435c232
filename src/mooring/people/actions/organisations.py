"""What admins decide for their organisation."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.core.ids import new_public_id
from mooring.core.public_holidays import is_region
from mooring.core.time import is_zone
from mooring.people.models import HelpContact, Member, Organisation, Site, Team

Place = TypeVar("Place", Team, Site)

FIELDS = {"name", "timezone", "language", "day_begins", "day_ends", "holidays", "video", "video_address", "video_secret"}


@transaction.atomic
def make_organisation(*, name: str, timezone: str, slug: str = "", **fields: Any) -> Organisation:
    """Make an organisation; its address is made of the name and never changes."""
    fields = _cleaned({"name": name, "timezone": timezone, **fields})
    base = slugify(slug or name)[:50] or new_public_id()[:8]
    free = base
    while Organisation.objects.filter(slug=free).exists():
        free = f"{base}-{new_public_id()[:4]}"
    return Organisation.objects.create(slug=free, **fields)


@transaction.atomic
def change_organisation(*, organisation: Organisation, actor: Member, **fields: Any) -> None:
    """Change the organisation's settings: any of FIELDS."""
    _own(organisation, actor)
    for name, value in _cleaned(fields).items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(fields))
    _note("organisation.changed", organisation, actor)


@transaction.atomic
def add_team(*, organisation: Organisation, actor: Member, name: str) -> Team:
    """Add a team."""
    _own(organisation, actor)
    team = _kept(Team(organisation=organisation, name=name.strip()), _("There is already a team of this name."))
    _note("team.added", organisation, actor, f"team:{team.public_id}")
    return team


@transaction.atomic
def change_team(*, team: Team, actor: Member, name: str) -> None:
    """Rename a team."""
    _own(team.organisation, actor)
    team.name = name.strip()
    _kept(team, _("There is already a team of this name."))
    _note("team.changed", team.organisation, actor, f"team:{team.public_id}")


@transaction.atomic
def remove_team(*, team: Team, actor: Member) -> None:
    """Remove a team nobody is in."""
    _own(team.organisation, actor)
    if team.members.here().exists():
        raise ValidationError(_("There are people in this team."))
    _note("team.removed", team.organisation, actor)
    team.delete()


@transaction.atomic
def add_site(*, organisation: Organisation, actor: Member, name: str, timezone: str = "", holidays: str = "") -> Site:
    """Add a place of work."""
    _own(organisation, actor)
    _zone(timezone)
    _region(holidays)
    made = Site(organisation=organisation, name=name.strip(), timezone=timezone, holidays=holidays)
    site = _kept(made, _("There is already a site of this name."))
    _note("site.added", organisation, actor, f"site:{site.public_id}")
    return site


@transaction.atomic
def change_site(*, site: Site, actor: Member, name: str, timezone: str, holidays: str) -> None:
    """Rename a site, or set its zone and whose holidays it keeps."""
    _own(site.organisation, actor)
    _zone(timezone)
    _region(holidays)
    site.name, site.timezone, site.holidays = name.strip(), timezone, holidays
    _kept(site, _("There is already a site of this name."))
    _note("site.changed", site.organisation, actor, f"site:{site.public_id}")


@transaction.atomic
def remove_site(*, site: Site, actor: Member) -> None:
    """Remove a site where nobody is."""
    _own(site.organisation, actor)
    if site.members.here().exists():
        raise ValidationError(_("There are people at this site."))
    _note("site.removed", site.organisation, actor)
    site.delete()


@transaction.atomic
def add_help_contact(*, organisation: Organisation, actor: Member, name: str, how: str) -> HelpContact:
    """Name somebody to turn to when an introduction does not feel right."""
    _own(organisation, actor)
    contact = HelpContact.objects.create(
        organisation=organisation, name=name.strip(), how=how.strip(), position=organisation.help_contacts.count()
    )
    _note("contact.added", organisation, actor)
    return contact


@transaction.atomic
def remove_help_contact(*, contact: HelpContact, actor: Member) -> None:
    """Take a named contact off the list."""
    _own(contact.organisation, actor)
    _note("contact.removed", contact.organisation, actor)
    contact.delete()


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"An organisation has no {', '.join(sorted(unknown))}.")
    if not fields.get("name", "-").strip():
        raise ValidationError(_("An organisation needs a name."))
    if "timezone" in fields and not fields["timezone"]:
        raise ValidationError(_("An organisation needs a zone."))
    _zone(fields.get("timezone", ""))
    _region(fields.get("holidays", ""))
    begins, ends = fields.get("day_begins"), fields.get("day_ends")
    if begins is not None and ends is not None and str(ends) <= str(begins):
        raise ValidationError(_("The working day ends before it begins."))
    return fields


def _zone(name: str) -> None:
    if name and not is_zone(name):
        raise ValidationError(_("“%(zone)s” is not a zone we know.") % {"zone": name})


def _region(name: str) -> None:
    if name and not is_region(name):
        raise ValidationError(_("We do not know the holidays of “%(region)s”.") % {"region": name})


def _kept(row: Place, twice: str) -> Place:
    if not row.name:
        raise ValidationError(_("It needs a name."))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError(twice) from None
    return row


def _own(organisation: Organisation, actor: Member) -> None:
    if actor.organisation_id != organisation.pk:
        raise ValueError("The actor is of another organisation.")


def _note(verb: str, organisation: Organisation, actor: Member, thing: str = "") -> None:
    record(verb, actor=actor.account, organisation=organisation, acting_as=Entry.As.ADMIN, thing=thing)
