"""The notices of meetings: whether each is still true when it is sent, and what it says."""

from mooring.meetings.kinds import afterwards, calling_off, letters, proposals, times

__all__ = ["afterwards", "calling_off", "letters", "proposals", "times"]
