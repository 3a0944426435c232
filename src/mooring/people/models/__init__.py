"""Accounts, organisations, their members, and how members come in."""

from mooring.people.models.accounts import Account
from mooring.people.models.imports import ImportMade, ImportRow, ImportRun
from mooring.people.models.invitations import Invitation
from mooring.people.models.members import Member, MemberLanguage, MemberTopic, MemberWord, Topic
from mooring.people.models.organisations import Census, HelpContact, Installation, Organisation, Site, Team
from mooring.people.models.signins import KnownAddress, SignIn

__all__ = [
    "Account",
    "Census",
    "HelpContact",
    "ImportMade",
    "ImportRow",
    "ImportRun",
    "Installation",
    "Invitation",
    "KnownAddress",
    "Member",
    "MemberLanguage",
    "MemberTopic",
    "MemberWord",
    "Organisation",
    "SignIn",
    "Site",
    "Team",
    "Topic",
]
