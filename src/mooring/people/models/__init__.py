"""Accounts, organisations, their members, and how members come in."""

from mooring.people.models.accounts import Account
from mooring.people.models.imports import ImportMade, ImportRow, ImportRun
from mooring.people.models.invitations import Invitation
from mooring.people.models.members import Member, MemberLanguage, MemberTopic, MemberWord, Topic
from mooring.people.models.organisations import HelpContact, Installation, Organisation, Site, Team

__all__ = [
    "Account",
    "HelpContact",
    "ImportMade",
    "ImportRow",
    "ImportRun",
    "Installation",
    "Invitation",
    "Member",
    "MemberLanguage",
    "MemberTopic",
    "MemberWord",
    "Organisation",
    "Site",
    "Team",
    "Topic",
]
