"""What a travel template must be: constraints of the registry with fitting arguments, and mutations that are known."""

import inspect
from collections.abc import Mapping
from typing import Any

from bench.checks.predicates import PREDICATES, Predicate
from bench.checks.world import normal
from bench.packs import sandbox
from bench.packs.mutations import MUTATIONS
from bench.packs.notes import Notes
from bench.packs.schema import ConstraintSpec, ItemSpec, Variable


def constraints(notes: Notes, item: ItemSpec, numbers: set[str]) -> None:
    """Check an item's constraints and mutations.

    Parameters
    ----------
    numbers : names that may stand for a number.
    """
    checks = {constraint.check for constraint in item.constraints}
    if "day_count" not in checks and checks <= PREDICATES.keys():
        notes.wrong(("constraints",), "lacks `check: day_count`: how many days the plan has")
    ids: set[str] = set()
    for i, constraint in enumerate(item.constraints):
        if constraint.id in ids:
            notes.wrong(("constraints", i, "id"), f"a second constraint {constraint.id!r}; give it another id")
        ids.add(constraint.id)
        predicate = PREDICATES.get(constraint.check)
        if predicate is None:
            notes.wrong(("constraints", i, "check"), f"no such check; there are {', '.join(PREDICATES)}")
            continue
        if predicate.closed and not item.sandbox:
            notes.wrong(("constraints", i, "check"), "needs a `sandbox`, the table of places that it looks at")
        _arguments(notes, item, numbers, (i, constraint), predicate)
    if item.sandbox:
        for at, what in sandbox.problems(item.sandbox, checks):
            notes.wrong(("sandbox", *at), what)
        _places(notes, item.sandbox)
    _mutations(notes, item, ids)


def _places(notes: Notes, world: sandbox.Sandbox) -> None:
    """Places and inns go by different ids and names, in every language of the pack."""
    for field in ("stops", "inns"):
        ids: set[str] = set()
        names: set[tuple[str, str]] = set()
        for i, place in enumerate(getattr(world, field)):
            if place.id in ids:
                notes.wrong(("sandbox", field, i, "id"), f"a second {place.id!r}; give it another id")
            ids.add(place.id)
            notes.text(("sandbox", field, i, "name"), place.name, set())
            for lang, name in place.name.items():
                if (lang, normal(name)) in names:
                    notes.wrong(("sandbox", field, i, "name", lang), "another place has the same name; tell them apart")
                names.add((lang, normal(name)))


def _arguments(
    notes: Notes, item: ItemSpec, numbers: set[str], numbered: tuple[int, ConstraintSpec], predicate: Predicate
) -> None:
    i, constraint = numbered
    known = predicate.arguments | predicate.optional
    takes = f"{constraint.check} takes {', '.join(sorted(known)) or 'no arguments'}"
    for name in sorted(predicate.arguments - constraint.args.keys()):
        notes.wrong(("constraints", i), f"lacks the argument {name}; {takes}")
    kinds = {name: parameter.annotation for name, parameter in inspect.signature(predicate.fails).parameters.items()}
    for name, value in constraint.args.items():
        at = ("constraints", i, name)
        if name not in known:
            notes.wrong(at, f"no argument of the check; {takes}")
            continue
        kind = kinds.get(name, list)
        if kind in (int, float):
            _number(notes, at, value, kind, numbers)
        elif kind is str:
            _stop(notes, at, value, item)
        elif not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            notes.wrong(at, "a list of words is wanted")


def _number(notes: Notes, at: tuple[str | int, ...], value: object, kind: type, numbers: set[str]) -> None:
    if isinstance(value, str):
        if value in numbers:
            notes.used.add(value)
        else:
            notes.wrong(at, f"nothing is named {value[:40]!r}; numbers here: {', '.join(sorted(numbers)) or 'none'}")
    elif isinstance(value, bool) or not isinstance(value, int if kind is int else int | float):
        notes.wrong(at, "a number is wanted, or the name of one" if kind is float else "a whole number is wanted")
    elif value < 0:
        notes.wrong(at, f"{value} is below 0")


def _stop(notes: Notes, at: tuple[str | int, ...], value: object, item: ItemSpec) -> None:
    stops = {stop.id for stop in item.sandbox.stops} if item.sandbox else set()
    if isinstance(value, str) and value in item.vars:
        notes.used.add(value)
        values: list[Any] = list(item.vars[value].numbers or [])
    else:
        values = [value]
    if unknown := [v for v in values if not isinstance(v, str) or v not in stops]:
        named = repr(unknown[0])[:42]
        notes.wrong(at, f"no place {named} in the sandbox; there are {', '.join(sorted(stops)) or 'none'}")


def _mutations(notes: Notes, item: ItemSpec, ids: set[str]) -> None:
    for i, mutation in enumerate(item.mutations):
        ((change, given),) = mutation.args.items()
        for j, broken in enumerate(mutation.breaks):
            if broken not in ids:
                notes.wrong(
                    ("mutations", i, "breaks", j), f"no constraint {broken!r}; name those that the change breaks"
                )
        if change not in MUTATIONS:
            notes.wrong(("mutations", i, change), f"no such change; there are {', '.join(MUTATIONS)}")
            continue
        kind = list(inspect.signature(MUTATIONS[change]).parameters.values())[2].annotation
        value = _first(item.vars, given)
        if not isinstance(given, str | int | float):
            notes.wrong(("mutations", i, change), "a word, a number or true is wanted")
        elif kind in (int, str) and (isinstance(value, bool) or not isinstance(value, kind)):
            notes.wrong(("mutations", i, change), f"{'a whole number' if kind is int else 'a word'} is wanted")


def _first(variables: Mapping[str, Variable], given: Any) -> Any:
    """A value of the variable that a mutation names; else what it says."""
    variable = variables.get(given) if isinstance(given, str) else None
    return given if variable is None or not variable.numbers else variable.numbers[0]
