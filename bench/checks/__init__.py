"""Trace + Item -> Judgment. A check is a function, found by the name that the item gives."""

from collections.abc import Callable
from types import MappingProxyType

from bench.checks import itinerary, number
from bench.errors import InputError
from bench.records import Generation, Item, Judgment, Trace

__all__ = ["CHECKS", "judge"]

Check = Callable[[Item, Generation, Trace], Judgment]

CHECKS: MappingProxyType[str, Check] = MappingProxyType({"number": number.judge, "itinerary": itinerary.judge})
"""Check by name."""


def judge(item: Item, generation: Generation, trace: Trace) -> Judgment:
    """What a generation is worth, by the item's check.

    Raises
    ------
    InputError
        The item names a check that does not exist.
    """
    if item.check not in CHECKS:
        raise InputError(f"unknown check {item.check!r}; there are {', '.join(CHECKS)}", item.id)
    return CHECKS[item.check](item, generation, trace)
