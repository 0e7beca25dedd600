"""Sound reasoning from a wrong fact: does a wrong answer follow from a value of the fact that the text states?

Whoever takes Mount Kekatsu for 2300 m high and then works without a slip lacks the fact and not the reasoning. The gold
is computed again from each value that the text states in the fact's unit, and compared with the answer.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from bench.expressions import Expression, ExpressionError, evaluate, parse
from bench.prompts import question
from bench.records import Derivation, Item
from bench.trace.numbers import fold, quantities
from bench.trace.units import convert

MOST_VALUES = 100
"""Stated values that are tried, in the order of the text."""


def derived(derivation: Derivation, fact: Fraction) -> Fraction | None:
    """The gold that another value of the fact gives; None where there is none (division by zero)."""
    values = {name: Fraction(value) for name, value in derivation.values.items()}
    try:
        return evaluate(
            _parsed(derivation.expr, (*derivation.values, derivation.fact)), values | {derivation.fact: fact}
        )
    except ExpressionError:
        return None


@lru_cache(maxsize=256)
def _parsed(expr: str, names: tuple[str, ...]) -> Expression:
    return parse(expr, names)


def stated(item: Item, text: str) -> Iterator[Fraction]:
    """The values above 0 that a text states in the fact's unit, each once, without the numbers of the question."""
    unit = item.reference.fact_unit
    seen = {quantity.value for quantity in quantities(fold(question(item)))}
    found = 0
    for quantity in quantities(fold(text)):
        value = convert(quantity.value, quantity.unit, unit) if quantity.unit and unit else None
        if value is not None and value > 0 and value not in seen and found < MOST_VALUES:
            seen.add(value)
            found += 1
            yield value


def wrong_fact(item: Item, text: str, answer: Fraction) -> Fraction | None:
    """The stated value, other than the true one, from which an answer follows; None where there is none."""
    derivation, fact = item.reference.derivation, item.reference.fact
    if derivation is None or fact is None:
        return None
    others = (value for value in stated(item, text) if value != Fraction(fact))
    return next((value for value in others if derived(derivation, value) == answer), None)
