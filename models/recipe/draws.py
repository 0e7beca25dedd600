"""Draws of a template's numbers: ranges and choices as the pack gives them, conditions checked in plain integers."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from .formulas import Undefined, compiled
from .words import Lang

TRIES = 500
Drawn = dict[str, Any]
"""Name -> what formulas see of it."""


class Unsatisfiable(ValueError):
    """No draw met the conditions."""


class Numbers:
    """What a template draws.

    Parameters
    ----------
    spec
        ``vars``: name -> ``{"range": [low, high, step]}`` or ``{"value": [...], "shown": {language: [...]}}``;
        ``derive``: name -> formula; ``where``: comparisons.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._ranges = [
            (name, range(v["range"][0], v["range"][1] + 1, v["range"][2]))
            for name, v in spec["vars"].items()
            if "range" in v
        ]
        self._choices = [(name, v["value"], v["shown"]) for name, v in spec["vars"].items() if "range" not in v]
        self._derive = [(name, compiled(formula)) for name, formula in spec["derive"].items()]
        self._where = [compiled(formula) for formula in spec["where"]]
        self.numeric = sorted(
            name for name, v in spec["vars"].items() if "range" in v or isinstance(v["value"][0], int)
        )

    def draw(
        self, rng: Random, given: Mapping[str, int | Fraction] | None = None
    ) -> tuple[Drawn, dict[Lang, dict[str, str]]]:
        """One draw, and what the texts of each language show of it.

        Parameters
        ----------
        given
            Numbers that conditions and derived numbers may use besides those drawn.

        Raises
        ------
        Unsatisfiable
            The conditions held in no try.
        """
        for _ in range(TRIES):
            values: Drawn = dict(given or {})
            for name, numbers in self._ranges:
                values[name] = numbers[int(rng.random() * len(numbers))]
            at = {name: int(rng.random() * len(value)) for name, value, _ in self._choices}
            for name, value, _ in self._choices:
                values[name] = value[at[name]]
            try:
                for name, formula in self._derive:
                    values[name] = formula(values)
                if not all(condition(values) for condition in self._where):
                    continue
            except Undefined:
                continue
            plain = {name: str(value) for name, value in values.items()}
            en, ja = dict(plain), dict(plain)
            for name, _, shown in self._choices:
                en[name], ja[name] = shown["en"][at[name]], shown["ja"][at[name]]
            return values, {"en": en, "ja": ja}
        raise Unsatisfiable(f"the conditions hold in none of {TRIES} draws")
