"""Written arithmetic: every product and quotient digit by digit, so that a small model can follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .words import Lang, Words

MINUS = "−"
Operation = Literal["+", "-", "*", "/", "ceil", "floor", "mod", "min", "max"]
SIGNS: dict[str, str] = {"+": "+", "-": MINUS, "*": "×", "/": "÷"}
Number = int | Decimal
"""What traces calculate with; written as `str` writes it."""
COMMA, SO = Words(", ", "、"), Words(". So ", "。だから ")


@dataclass(frozen=True)
class Step:
    """One step of a solution, its operands numbers or the names of earlier results."""

    result: str
    operation: Operation
    left: Number | str
    right: Number | str
    label: Words | None = None
    """What the value is, a noun phrase that may hold names of the question in braces."""


@dataclass(frozen=True)
class Claim:
    """``left operation right = value``, as the trace states it; not necessarily true."""

    operation: Operation
    left: Number
    right: Number
    value: Number


def apply(operation: Operation, left: Number, right: Number) -> Number | None:
    """Compute a step; None below zero, and where it divides by zero or does not come out even."""
    match operation:
        case "+":
            return left + right
        case "-":
            return left - right if left >= right else None
        case "*":
            return left * right
        case "min":
            return min(left, right)
        case "max":
            return max(left, right)
    if right == 0:
        return None
    rest = left % right
    match operation:
        case "/":
            return None if rest else int(left // right)
        case "floor":
            return int(left // right)
        case "mod":
            return rest
    return int(left // right) + (rest > 0)


def operands(step: Step, values: Mapping[str, Number]) -> tuple[Number, Number]:
    """The two numbers that a step works on."""
    left = values[step.left] if isinstance(step.left, str) else step.left
    right = values[step.right] if isinstance(step.right, str) else step.right
    return left, right


def compute(steps: Sequence[Step], known: Mapping[str, Number]) -> list[Claim] | None:
    """Carry out steps from the known values.

    Returns
    -------
    A claim for each step, or None if a step has no value.
    """
    values = dict(known)
    claims = []
    for step in steps:
        left, right = operands(step, values)
        value = apply(step.operation, left, right)
        if value is None:
            return None
        values[step.result] = value
        claims.append(Claim(step.operation, left, right, value))
    return claims


def place_values(number: Number) -> list[Number]:
    """The non-zero digits with their places: 2905 gives 2000, 900, 5, and 61.2 gives 60, 1, 0.2."""
    whole, _, part = str(number).partition(".")
    places: list[Number] = [int(digit) * 10 ** (len(whole) - 1 - i) for i, digit in enumerate(whole) if digit != "0"]
    places += [Decimal(f"0.{'0' * i}{digit}") for i, digit in enumerate(part) if digit != "0"]
    return places or [0]


def running_sums(terms: Sequence[Number]) -> list[str]:
    """Add terms one after another, an equation for each."""
    total = terms[0]
    equations = []
    for term in terms[1:]:
        equations.append(f"{total} + {term} = {total + term}")
        total += term
    return equations


def is_power_of_ten(number: Number) -> bool:
    """Whether a number is 1, 10, 100 …"""
    return str(number).rstrip("0") == "1"


def partial_products(left: Number, right: Number) -> list[tuple[Number, Number]]:
    """What a written product multiplies: the factor of fewer digits that count by every place of the other.

    Powers of ten are multiplied by at once.
    """
    if is_power_of_ten(left) or is_power_of_ten(right):
        return [(left, right)]
    if len(place_values(left)) > len(place_values(right)):
        left, right = right, left
    return [(left, place) for place in place_values(right)]


def show_product(left: Number, right: Number, lang: Lang, *, wrong: Number = 0, backwards: bool = False) -> str:
    """Multiply place by place, then add up.

    Parameters
    ----------
    wrong
        What the product is given too small by; the first partial product of a 7 and an 8 takes it.
    backwards
        Write the places first: how a product is checked.
    """
    pairs = partial_products(left, right)
    products = [x * y for x, y in pairs]
    if wrong:
        products[next(i for i, (x, y) in enumerate(pairs) if is_seven_eight(x, y))] -= wrong
    if len(pairs) == 1:
        return f"{left} × {right} = {products[0]}"
    shown = [(y, x) for x, y in pairs] if backwards else pairs
    equations = [f"{x} × {y} = {product}" for (x, y), product in zip(shown, products, strict=True)]
    equations += running_sums(products)
    return COMMA[lang].join(equations) + f"{SO[lang]}{left} × {right} = {sum(products)}"


def is_seven_eight(x: Number, y: Number) -> bool:
    """Whether a partial product ends in 7 times 8, in this order, apart from zeros."""
    return str(x).rstrip("0")[-1:] == "7" and str(y).rstrip("0") == "8"


def show_quotient(dividend: Number, divisor: Number, operation: Operation, lang: Lang) -> str:
    """Long division, its end as the operation asks: exact, rounded up or down, or the rest."""
    if is_power_of_ten(divisor) and not dividend % divisor and operation != "mod":
        return f"{dividend} ÷ {divisor} = {dividend // divisor}"
    rest = dividend
    quotients = []
    equations = []
    place = 10 ** len(str(int(dividend)))
    while place >= 1:
        digit = int(rest // (divisor * place))
        if digit:
            product = divisor * digit * place
            equations.append(f"{divisor} × {digit * place} = {product}")
            if rest > product:
                equations.append(f"{rest} {MINUS} {product} = {rest - product}")
            rest -= product
            quotients.append(digit * place)
        place //= 10
    quotient = sum(quotients)
    if len(quotients) > 1:
        equations.append(f"{' + '.join(map(str, quotients))} = {quotient}")
    elif not quotients:
        equations.append(f"{dividend} < {divisor}")
    shown = f"{dividend} ÷ {divisor}" + Words(": ", "：")[lang] + COMMA[lang].join(equations)
    if operation == "mod":
        left = Words(f". After {quotient} there is {rest} left over", f"。{quotient} 回で余りは {rest}")
        return shown + left[lang]
    if not rest:
        return f"{shown}{SO[lang]}{dividend} ÷ {divisor} = {quotient}"
    if operation == "ceil":
        more = Words(
            f". After {quotient} there is still {rest} left, so one more is needed: ",
            f"。{quotient} 回で {rest} 余るので、もう 1 回いる。",
        )
        return f"{shown}{more[lang]}{quotient} + 1 = {quotient + 1}"
    enough = Words(
        f". There is {rest} left, too little for one more, so it is {quotient}",
        f"。{rest} 余るが、もう 1 回には足りないので、{quotient}",
    )
    return shown + enough[lang]


def show(claim: Claim, lang: Lang) -> str:
    """Write a claim with its working; sums and differences are written at once. A false claim is written as stated."""
    left, right, value = claim.left, claim.right, claim.value
    match claim.operation:
        case "*":
            return show_product(left, right, lang, wrong=left * right - value)
        case "/" | "ceil" | "floor" | "mod":
            return show_quotient(left, right, claim.operation, lang)
        case "min":
            return Words(f"The smaller of {left} and {right} is {value}", f"{left} と {right} の小さいほうは {value}")[
                lang
            ]
        case "max":
            return Words(f"The larger of {left} and {right} is {value}", f"{left} と {right} の大きいほうは {value}")[
                lang
            ]
    return f"{left} {SIGNS[claim.operation]} {right} = {value}"
