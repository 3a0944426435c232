"""Mooring: a self-hosted support system for people who work apart."""

__version__ = "0.1.0"
