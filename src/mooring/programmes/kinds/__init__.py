"""The notices of programmes: whether each is still true when it is sent, and what it says."""

from mooring.programmes.kinds import matches, organisers, rounds

__all__ = ["matches", "organisers", "rounds"]
