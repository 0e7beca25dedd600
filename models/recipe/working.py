"""Written arithmetic: every product and quotient digit by digit, so that a small model can follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .words import Lang, Words

MINUS = "−"
Operation = Literal["+", "-", "*", "/", "ceil"]
SIGNS: dict[Operation, str] = {"+": "+", "-": MINUS, "*": "×", "/": "÷"}
COMMA = Words(", ", "、")


@dataclass(frozen=True)
class Step:
    """One step of a solution, its operands numbers or the names of earlier results."""

    result: str
    operation: Operation
    left: int | str
    right: int | str
    label: Words


@dataclass(frozen=True)
class Claim:
    """``left operation right = value``, as the trace states it; not necessarily true."""

    operation: Operation
    left: int
    right: int
    value: int


def apply(operation: Operation, left: int, right: int) -> int | None:
    """Compute a step in the natural numbers; None where it leaves them or does not divide."""
    if operation == "+":
        return left + right
    if operation == "-":
        return left - right if left >= right else None
    if operation == "*":
        return left * right
    if right == 0 or (operation == "/" and left % right):
        return None
    return -(-left // right)


def compute(steps: Sequence[Step], known: Mapping[str, int]) -> list[Claim] | None:
    """Carry out steps from the known values.

    Returns
    -------
    A claim for each step, or None if a step leaves the natural numbers.
    """
    values = dict(known)
    claims = []
    for step in steps:
        left = step.left if isinstance(step.left, int) else values[step.left]
        right = step.right if isinstance(step.right, int) else values[step.right]
        value = apply(step.operation, left, right)
        if value is None:
            return None
        values[step.result] = value
        claims.append(Claim(step.operation, left, right, value))
    return claims


def place_values(number: int) -> list[int]:
    """The non-zero digits with their places: 2905 gives 2000, 900, 5."""
    digits = str(number)
    return [int(digit) * 10 ** (len(digits) - 1 - i) for i, digit in enumerate(digits) if digit != "0"] or [0]


def running_sums(terms: Sequence[int]) -> list[str]:
    """Add terms one after another, an equation for each."""
    total = terms[0]
    equations = []
    for term in terms[1:]:
        equations.append(f"{total} + {term} = {total + term}")
        total += term
    return equations


def show_product(left: int, right: int, lang: Lang) -> str:
    """Multiply place by place, then add up."""
    pairs = [(x, y) for x in place_values(left) for y in place_values(right)]
    if len(pairs) == 1:
        return f"{left} × {right} = {left * right}"
    equations = [f"{x} × {y} = {x * y}" for x, y in pairs] + running_sums([x * y for x, y in pairs])
    so = Words(". So ", "。だから ")[lang]
    return COMMA[lang].join(equations) + f"{so}{left} × {right} = {left * right}"


def show_quotient(dividend: int, divisor: int, lang: Lang, *, round_up: bool) -> str:
    """Long division; with `round_up`, one more where something is left over."""
    rest = dividend
    quotients = []
    equations = []
    place = 10 ** len(str(dividend))
    while place >= 1:
        digit = rest // (divisor * place)
        if digit:
            product = divisor * digit * place
            equations.append(f"{divisor} × {digit * place} = {product}")
            equations.append(f"{rest} {MINUS} {product} = {rest - product}")
            rest -= product
            quotients.append(digit * place)
        place //= 10
    quotient = sum(quotients)
    equations += running_sums(quotients or [0])
    shown = f"{dividend} ÷ {divisor}" + Words(": ", "：")[lang] + COMMA[lang].join(equations)
    if round_up and rest:
        more = Words(
            f". After {quotient} there is still {rest} left, so one more is needed: ",
            f"。{quotient} 回で {rest} 余るので、もう 1 回いる。",
        )
        return f"{shown}{more[lang]}{quotient} + 1 = {quotient + 1}"
    return f"{shown}{Words('. So ', '。だから ')[lang]}{dividend} ÷ {divisor} = {quotient}"


def show(claim: Claim, lang: Lang) -> str:
    """Write a claim with its working; sums and differences are written at once, whether true or not."""
    if claim.operation == "*":
        return show_product(claim.left, claim.right, lang)
    if claim.operation in ("/", "ceil"):
        return show_quotient(claim.left, claim.right, lang, round_up=claim.operation == "ceil")
    return f"{claim.left} {SIGNS[claim.operation]} {claim.right} = {claim.value}"


def check(claim: Claim) -> str | None:
    """Check a claim backwards, as a reasoner does: a difference by adding, a sum by subtracting, others repeated.

    Returns
    -------
    A true equation. If the claim is false, the equation's result differs from the claim's left operand. None for a
    division that was rounded up, which has no short check.
    """
    left, right, value = claim.left, claim.right, claim.value
    if claim.operation == "-":
        return f"{value} + {right} = {value + right}"
    if claim.operation == "+":
        return f"{value} {MINUS} {right} = {value - right}"
    if claim.operation == "ceil":
        return None
    return f"{left} {SIGNS[claim.operation]} {right} = {value}"
