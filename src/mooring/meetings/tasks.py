"""Meetings end by themselves."""

from __future__ import annotations

from mooring.jobs.policy import job
from mooring.meetings import actions


@job("meetings.close_over", every="*/5 * * * *", retries=0)
def close_over() -> None:
    """Mark meetings whose time is over and ask whether they happened."""
    actions.close_over()


@job("meetings.offer_again", every="11 * * * *", retries=0)
def offer_again() -> None:
    """Offer other times where those offered have passed and nobody chose one."""
    actions.offer_where_all_have_passed()


@job("meetings.read_replies", every="*/2 * * * *", retries=0)
def read_replies() -> None:
    """Read what people's calendars have answered."""
    actions.read_replies()


@job("meetings.close_letters", every="26 * * * *", retries=0)
def close_letters() -> None:
    """End the letters in which nobody has written for long."""
    actions.close_letters()
