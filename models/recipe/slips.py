"""Planted mistakes and self-checks, both decided by the digits of the numbers.

A small model decodes greedily: what happens in a fifth of otherwise equal cases never happens, and what happens in four
fifths always does. Tied to digits that stand in the text, a slip or a check can be learnt as a rule and comes in its
share of every template. All rules are listed in the model card.
"""

from collections.abc import Sequence

from .working import Claim, Number, Operation, is_seven_eight, partial_products

SLIPPING, ALARMING = (7, 8), (6, 9)
"""Hundreds digits of the right operand at which a carry or borrow is lost; at which the check of a difference loses a
carry."""
CHECKED = "23567"
"""Last digits, zeros left out, of results that the trace checks."""
MOST_CHECKS, MOST_PARTS = 3, 3
"""Claims that one check goes back over; partial products of a product that it repeats."""


def hundreds(number: Number) -> int:
    """The digit of the hundreds."""
    return int(number) // 100 % 10


def carried(left: Number, right: Number) -> int:
    """The place, 100 or 1000, into which a sum carries; 0 where it does neither."""
    return next((place for place in (100, 1000) if left % place + right % place >= place), 0)


def borrowed(left: Number, right: Number) -> int:
    """The place, 100 or 1000, from which a difference borrows; 0 where it does neither."""
    return next((place for place in (100, 1000) if left % place < right % place), 0)


def slipped(operation: Operation, left: Number, right: Number, value: Number) -> Number | None:
    """The wrong value that the trace states in place of the right one; None for no slip."""
    if operation == "+" and hundreds(right) in SLIPPING and (place := carried(left, right)):
        return value - place if value - place >= right else None
    if operation == "-" and hundreds(right) in SLIPPING and (place := borrowed(left, right)):
        return value + place
    if operation == "*" and isinstance(value, int):
        for x, y in partial_products(left, right):
            if is_seven_eight(x, y):  # 7 × 8 = 54
                return value - 2 * trailing(x) * trailing(y)
    return None


def trailing(number: Number) -> int:
    """The place of the last digit that is not zero."""
    return int("1" + "0" * (len(str(number)) - len(str(number).rstrip("0"))))


def is_checked(result: Number) -> bool:
    """Whether a trace with this result checks itself."""
    return str(result).rstrip("0")[-1:] in CHECKED


def to_check(claims: Sequence[Claim]) -> list[int]:
    """Indices of the claims that a check goes back over, from the last one."""
    able = [i for i, claim in enumerate(claims) if can_check(claim)]
    return able[::-1][:MOST_CHECKS]


def can_check(claim: Claim) -> bool:
    """Whether a claim has a short check: sums, differences, exact quotients, products of few digits."""
    if claim.operation == "*":
        return len(partial_products(claim.left, claim.right)) <= MOST_PARTS
    return claim.operation in ("+", "-", "/")


def false_alarm(claim: Claim) -> Number | None:
    """What the check of a true difference adds up to where it loses a carry; None where it does not."""
    if claim.operation == "-" and hundreds(claim.right) in ALARMING and (place := carried(claim.value, claim.right)):
        return claim.left - place
    return None
