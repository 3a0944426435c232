"""All that is written about accounts, organisations and members. Every refusal is a ValidationError with one sentence."""

from mooring.people.actions.appointing import appoint_admin
from mooring.people.actions.census import take_census
from mooring.people.actions.erasure import blank_member
from mooring.people.actions.invitations import invite, join, refuse, withdraw
from mooring.people.actions.members import (
    change_member,
    come_back,
    make_member,
    mark_left,
    note_look,
    set_roles,
)
from mooring.people.actions.organisations import (
    add_help_contact,
    add_site,
    add_team,
    change_organisation,
    change_site,
    change_team,
    make_organisation,
    remove_help_contact,
    remove_site,
    remove_team,
)
from mooring.people.actions.profiles import change_own_profile, set_languages, set_topics
from mooring.people.words import refresh_words

__all__ = [
    "add_help_contact",
    "add_site",
    "add_team",
    "appoint_admin",
    "blank_member",
    "change_member",
    "change_organisation",
    "change_own_profile",
    "change_site",
    "change_team",
    "come_back",
    "invite",
    "join",
    "make_member",
    "make_organisation",
    "mark_left",
    "note_look",
    "refresh_words",
    "refuse",
    "remove_help_contact",
    "remove_site",
    "remove_team",
    "set_languages",
    "set_roles",
    "set_topics",
    "take_census",
    "withdraw",
]
