"""What can be done with programmes; every function takes keyword arguments and is its own transaction."""

from mooring.programmes.actions.enrolments import enrol, leave, pause, resume, snooze
from mooring.programmes.actions.programmes import (
    change_programme,
    create_programme,
    end_programme,
    pause_programme,
    resume_programme,
)
from mooring.programmes.actions.wishes import block, unblock, wish_again, withdraw_again

__all__ = [
    "block",
    "change_programme",
    "create_programme",
    "end_programme",
    "enrol",
    "leave",
    "pause",
    "pause_programme",
    "resume",
    "resume_programme",
    "snooze",
    "unblock",
    "wish_again",
    "withdraw_again",
]
