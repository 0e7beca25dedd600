"""Kenzan: what a fine-tune did to a reasoning model, measured pair by pair."""

from importlib.metadata import version

__version__ = version("kenzan")
