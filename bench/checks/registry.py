"""Checks by name: Kenzan's own, and those of plug-ins, which are found by the entry points of the group `GROUP`.

A plug-in is any installed package with

    [project.entry-points."kenzan.checks"]
    rounded = "my_package:judge"

in its pyproject.toml. Its function takes the item, the generation and the trace, and returns the judgment.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from bench.checks import choice, itinerary, number, text
from bench.errors import InputError
from bench.records import Generation, Item, Judgment, Trace

Check = Callable[[Item, Generation, Trace], Judgment]
GROUP = "kenzan.checks"
OWN: MappingProxyType[str, Check] = MappingProxyType(
    {"number": number.judge, "choice": choice.judge, "text": text.judge, "itinerary": itinerary.judge}
)
"""Kenzan's own checks by name."""


@cache
def checks() -> Mapping[str, Check]:
    """All checks by name. Plug-ins are loaded once.

    Raises
    ------
    InputError
        A plug-in takes a name that is taken, or cannot be loaded.
    """
    found = dict(OWN)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        owner = f"the package {entry.dist.name}" if entry.dist else entry.value
        if entry.name in found:
            raise InputError(f"there is a check of this name already; rename it in {owner}", f"check {entry.name}")
        try:
            check = entry.load()
        except Exception as error:  # a plug-in may fail in any way
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise InputError(f"cannot be loaded from {owner}: {reason}", f"check {entry.name}") from error
        if not callable(check):
            raise InputError(f"{entry.value} of {owner} is no function", f"check {entry.name}")
        found[entry.name] = check
    return MappingProxyType(found)


def judge(item: Item, generation: Generation, trace: Trace) -> Judgment:
    """What a generation is worth, by the item's check.

    Raises
    ------
    InputError
        The item names a check that does not exist.
    """
    known = checks()
    if item.check not in known:
        raise InputError(f"unknown check {item.check!r}; there are {', '.join(known)}", item.id)
    return known[item.check](item, generation, trace)
