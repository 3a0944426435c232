"""What was done or looked at, in words. A test holds that every verb written anywhere has some."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.audit.models import Entry

WORDS: dict[str, str | Promise] = {
    "account.address_ended": _("took an address off the account, thirty days after its organisation was left"),
    "account.changed": _("changed name, language or looks"),
    "account.erasure_asked": _("asked to be erased"),
    "account.erasure_stopped": _("changed their mind about being erased"),
    "account.export_asked": _("asked for an export of everything"),
    "account.left_organisation": _("left the organisation"),
    "account.made": _("made the account"),
    "account.session_ended": _("ended a session"),
    "account.session_shut": _("shut what is theirs alone in a session"),
    "admin.appointed": _("made a person an admin, from the server’s console"),
    "boundaries.away_after_all": _("let days off on record count again"),
    "boundaries.full_said": _("said until when their days are full"),
    "boundaries.here_after_all": _("said to be here on days off on record"),
    "boundaries.holidays_set": _("said whose public holidays they keep"),
    "boundaries.leave_added": _("added days off"),
    "boundaries.leave_removed": _("took days off back"),
    "boundaries.load_capped": _("said how much of a week may be filled"),
    "boundaries.meets_set": _("said how they like to meet"),
    "boundaries.time_added": _("kept a time for themselves"),
    "boundaries.time_removed": _("gave a time of their own back"),
    "boundaries.travel_added": _("added days in another zone"),
    "boundaries.travel_removed": _("took days in another zone back"),
    "boundaries.week_forgotten": _("went back to the organisation’s record of the week"),
    "boundaries.week_set": _("set a week of hours"),
    "boundaries.weeks_alike": _("let all weeks be alike"),
    "boundaries.weeks_take_turns": _("said a second week that takes turns"),
    "boundaries.yearly_set": _("said which days of a year are their own"),
    "boundaries.zone_set": _("set a time zone"),
    "calendars.added": _("let a calendar be read"),
    "calendars.removed": _("let a calendar be read no longer"),
    "calendars.feed_closed": _("ended the address of their feed"),
    "calendars.feed_opened": _("made an address for their feed"),
    "circle.feed_closed": _("ended the address of their circle’s calendar"),
    "circle.feed_opened": _("made an address for their circle’s calendar"),
    "circle.device_added": _("made a password for a device"),
    "circle.device_removed": _("ended the password of a device"),
    "contact.added": _("named a contact for help"),
    "contact.removed": _("removed a contact for help"),
    "import.confirmed": _("confirmed an import of people"),
    "import.added": _("added a person from a file"),
    "import.changed": _("changed the record of a person from a file"),
    "import.left": _("noted, from a file, that a person left"),
    "import.undone": _("undid an import of people"),
    "invitation.sent": _("invited a person"),
    "member.added": _("added a person"),
    "member.back": _("brought a person back"),
    "member.changed": _("changed the record of a person"),
    "member.joined": _("joined"),
    "member.left": _("noted that a person left"),
    "member.looked": _("opened the record of a person"),
    "member.roles": _("changed the roles of a person"),
    "notices.device_added": _("let a device show messages"),
    "notices.device_removed": _("let a device show messages no longer"),
    "notices.mail_server_named": _("named the mail server"),
    "notices.sent_again": _("had messages that failed tried again"),
    "notices.address_marked": _("said which of their addresses are for work"),
    "notices.switched_off": _("switched a kind of message off"),
    "notices.switched_on": _("switched a kind of message on"),
    "notices.wishes_said": _("said where and when messages come"),
    "organisation.changed": _("changed the organisation’s settings"),
    "organisation.made": _("set the organisation up"),
    "profile.changed": _("changed what they say of themselves"),
    "programme.begun": _("began a programme"),
    "programme.changed": _("changed a programme"),
    "programme.ended": _("ended a programme"),
    "programme.paused": _("paused a programme"),
    "programme.resumed": _("resumed a programme"),
    "reach.agreement_worded": _("worded what a team agrees on"),
    "reach.card_written": _("wrote a card on how to reach them"),
    "reach.link_replaced": _("gave a card on how to reach them a new link"),
    "round.cancelled": _("cancelled a round"),
    "round.opened": _("opened a round"),
    "round.published": _("published a round"),
    "round.solving": _("had a round solved"),
    "round.swapped": _("swapped people in a round"),
    "round.stopped": _("stopped the solving of a round"),
    "round.taken_back": _("took a round back"),
    "site.added": _("added a site"),
    "site.changed": _("changed a site"),
    "site.removed": _("removed a site"),
    "team.added": _("added a team"),
    "team.changed": _("changed a team"),
    "team.removed": _("removed a team"),
    "webhook.added": _("named an address that is told of events"),
    "webhook.changed": _("changed what an address is told of"),
    "webhook.removed": _("removed an address that was told of events"),
    "webhook.secret_replaced": _("made a new secret for an address that is told of events"),
    "webhook.sent_again": _("had an event posted again"),
    "webhook.tested": _("had a test posted to an address that is told of events"),
}


def say(entry: Entry) -> str | Promise:
    """What an entry tells of, in the reader's language."""
    return WORDS.get(entry.verb, _("did something this version has no words for"))


def name_of(entry: Entry) -> str | Promise:
    """Who it was: the person's name, Mooring itself, or someone who left."""
    if entry.actor is not None:
        name: str = entry.actor.get_full_name()
        return name
    return _("Mooring itself") if entry.acting_as == Entry.As.SYSTEM else _("someone who left")
