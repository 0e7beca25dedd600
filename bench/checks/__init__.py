"""Trace + Item -> Judgment. A check is a function, found by the name that the item gives (`registry`)."""

from bench.checks.registry import Check, checks, judge

__all__ = ["Check", "checks", "judge"]
