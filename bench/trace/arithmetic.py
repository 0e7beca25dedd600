"""Every equality or comparison between numbers that a text asserts, checked in exact rationals.

The text is cut into chains of sides and signs (`chains`), and neighbouring sides are compared. Where a cut leaves doubt
about what a sign connects (an unknown beside it, an assumption, a base other than ten), only a reading that holds is
reported: an alarm must be sure.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from bench import limits
from bench.records import Claim
from bench.trace import formula, spoken, units
from bench.trace.chains import Chain, Side, chains
from bench.trace.cues import Cues
from bench.trace.formula import Token, Unreadable
from bench.trace.retraction import with_retractions
from bench.trace.rounding import Number, agrees

MAX_SIDE = 150
"""Tokens on one side of a sign."""

_REMAINDER = re.compile(
    r"\s*(?:R|r|,?\s*(?:with\s+)?(?:a\s+)?remainder(?:\s+of)?|あまり|余り|\.{3}|…{1,2}"
    r"|\\text\s?\{\s?(?:with )?remainder(?: of)?\s?\}|[^\W\d_]{0,10}[、,]?\s*残り"
    r"|\s?[a-z]{0,20},? with(?=\s[0-9]{1,15} (?:left|remaining)))\s*([0-9]{1,15})(?![0-9])"
)
_WHOLE = re.compile(r"\s*(?:full|whole|complete)\b|\s*[^\W\d_]{0,10}(?:まで|だけ)")
_MODULO = re.compile(r"[\s,]*\\?\(?\s*(?:\\p?mod|\\bmod|mod\b)")


@dataclass(frozen=True, slots=True)
class _Term:
    """One side, read."""

    start: int
    end: int
    text: str
    value: Fraction
    bare: bool
    """A single number."""
    plain: bool
    """A number or a fraction: nothing is computed."""
    side: Side


def claims_of(text: str, folded: str, end: int, *, cut: bool = False) -> tuple[Claim, ...]:
    """The arithmetic claims of ``text[:end]``, in order.

    Parameters
    ----------
    folded : `text` after `numbers.fold`.
    cut : the text was cut off at `end`: a false claim that reaches it may lack digits, and is none.

    Raises
    ------
    Exceeded
        There are more than `bench.limits.CLAIMS`.
    """
    found: list[Claim] = []
    for chain in chains(folded, end):
        for claim in _claims(chain, folded):
            if len(found) == limits.CLAIMS:
                raise limits.Exceeded("claims")
            found.append(claim)
    if cut:
        found = [claim for claim in found if claim.holds or claim.span[1] < end]
    return with_retractions(sorted(found, key=lambda c: c.span), folded)


def _claims(chain: Chain, folded: str) -> Iterator[Claim]:
    sides, last = chain.sides, len(chain.sides) - 1
    read: dict[int, _Term | None] = {}
    for i, sign in enumerate(chain.signs):
        if not sides[i].tokens or not sides[i + 1].tokens:
            continue
        for k in (i, i + 1):
            if k not in read:
                read[k] = _read(sides[k], first=k == 0, last=k == last)
        left, right = read[i], read[i + 1]
        if left is None or right is None:
            continue
        claim = _claim(left, sign, right, folded, lead=chain.lead if i == 0 else "=")
        if claim is not None:
            yield claim


def _read(side: Side, *, first: bool, last: bool) -> _Term | None:
    tokens = _balanced(side, first=first, last=last)
    if last:
        while tokens and tokens[-1].kind == "op" and tokens[-1].text not in ("!", "%", "°"):
            tokens, side.doubt = tokens[:-1], True
    if first:
        while tokens and tokens[0].kind == "op" and formula.OPERATORS.get(tokens[0].text, tokens[0].text) != "-":
            tokens, side.doubt = tokens[1:], True
    if not tokens or len(tokens) > MAX_SIDE:
        return None
    value = _value(tokens)
    if value is None:
        return None
    if len(tokens) == 1 and tokens[0].kind == "num":
        kept = Side(tokens, side.unit, side.spoken, side.doubt)
        return _Term(tokens[0].start, tokens[0].end, str(value), value, True, True, kept)
    bare, operators = _bare(tokens), {t.text for t in tokens if t.kind == "op"}
    written = str(value) if bare and "%" not in operators else _spaced(tokens)
    kept = Side(tokens, side.unit, side.spoken, side.doubt)
    return _Term(tokens[0].start, tokens[-1].end, written, value, bare, not operators - {"/", "-"}, kept)


def _bare(tokens: Sequence[Token]) -> bool:
    inner = [t for t in tokens if t.kind not in ("open", "close")]
    return len([t for t in inner if t.kind == "num"]) == 1 and all(
        t.kind == "num" or t.text in ("-", "−", "–", "+", "%", "\\%") for t in inner
    )


def _spaced(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for t in tokens:
        parts.append(f" {t.text} " if t.kind == "op" and t.text not in ("!", "%", "^", "**") and parts else t.text)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _value(tokens: Sequence[Token]) -> Fraction | None:
    try:
        if (plain := _in_turn(tokens)) is not None:
            return plain
        node = formula.parse_tokens(list(tokens))
        return (
            None if node.kind in ("list", "tuple", "set", "interval", "rel", "ratio", "text") else formula.exact(node)
        )
    except (Unreadable, RecursionError, ZeroDivisionError, ValueError):
        return None


_FOUR = {sign: plain for sign, plain in formula.OPERATORS.items() if plain in "+-*/"} | {c: c for c in "+-*/"}
"""The signs of the four operations."""


def _in_turn(tokens: Sequence[Token]) -> Fraction | None:
    """The value of ``3 + 4 × 5``, short numbers and the four operations in turn; None for all else, which is parsed."""
    if len(tokens) % 2 == 0 or any(t.kind != "num" or len(t.text) > 15 for t in tokens[::2]):
        return None
    if len(tokens) == 1:
        return formula.number(tokens[0].text)
    total: int | Fraction = 0
    term = _short(tokens[0].text)
    for sign, numeral in zip(tokens[1::2], tokens[2::2], strict=True):
        operation, value = _FOUR.get(sign.text) if sign.kind == "op" else None, _short(numeral.text)
        match operation:
            case "*":
                term *= value
            case "/":
                term = Fraction(term) / value
            case "+" | "-":
                total += term
                term = value if operation == "+" else -value
            case _:
                return None
    return Fraction(total + term)


def _short(numeral: str) -> int | Fraction:
    """An integer where it is one, which is quicker to compute with."""
    return int(numeral) if numeral.isdigit() else formula.number(numeral)


def _balanced(side: Side, *, first: bool, last: bool) -> list[Token]:
    """The part of a side whose brackets close: what a bracket opened or closed outside of it is left out."""
    tokens = side.tokens
    if not any(t.kind in ("open", "close") for t in tokens):
        return tokens
    opened: list[int] = []
    stop = len(tokens)
    for i, t in enumerate(tokens):
        if t.kind == "open":
            opened.append(i)
        elif t.kind == "close":
            if opened:
                opened.pop()
            elif last:
                stop = i
                break
            else:
                return []
    if not opened:
        return tokens[:stop]
    return tokens[opened[-1] + 1 : stop] if first and not last else []


def _claim(left: _Term, sign: str, right: _Term, folded: str, *, lead: str) -> Claim | None:
    span_end, right_text = right.end, right.text
    if _MODULO.match(folded, right.end) or (right.side.spoken and spoken.denied(folded, right.end)):
        return None
    m = _REMAINDER.match(folded, right.end) if sign == "=" and right.bare else None
    if m and (division := _division(left.side.tokens)):
        top, bottom = division
        holds = top == bottom * right.value + int(m[1]) and 0 <= int(m[1]) < abs(bottom)
        span_end, right_text = m.end(), f"{right.text} R {m[1]}"
    else:
        holds = (sign in "=≈" and left.value == right.value) or _agree(left, sign, right, folded)
    if not holds and (
        left.side.doubt or (right.side.doubt and not m) or not _asserted(left, sign, right, folded, lead)
    ):
        return None
    if (
        left.bare
        and right.bare
        and holds
        and sign == "="
        and left.text == right.text
        and lead not in ("", "=", ".", ",", ":", ";")
    ):
        return None
    return Claim(span=(left.start, span_end), left=left.text, relation=sign, right=right_text, holds=holds)


_ABOUT = re.compile(r"約|およそ|ほぼ|\b(?:about|approximately|approx|roughly|around|nearly|almost)\b", re.I)
_ROUNDED = re.compile(r"[^.\n。]{0,40}(?:\bround|\bapprox|四捨五入|切り(?:上げ|捨て)|\.\.\.|…|\\ldots|\\dots)", re.I)


def _agree(left: _Term, sign: str, right: _Term, folded: str) -> bool:
    """Do the sides agree in one of their readings, with the rounding that the text declares?"""
    about = bool(
        _ABOUT.search(folded, max(0, left.start - 30), left.start)
        or _ABOUT.search(folded, left.end, right.start + 1)
        or _ROUNDED.match(folded, right.end)
    )
    return any(agrees(a, sign, b, about=about) for a, b in _readings(left, right))


def _division(tokens: Sequence[Token]) -> tuple[Fraction, Fraction] | None:
    cuts = [i for i, t in enumerate(tokens) if t.kind == "op" and formula.OPERATORS.get(t.text, t.text) == "/"]
    if len(cuts) != 1:
        return None
    top, bottom = _value(tokens[: cuts[0]]), _value(tokens[cuts[0] + 1 :])
    return (top, bottom) if top is not None and bottom else None


def _readings(left: _Term, right: _Term) -> Iterator[tuple["Number", "Number"]]:
    """Both sides as written, then with units converted, percent as a unit, and marks that are no operators left out."""
    a, b = _number(left, left.side.tokens), _number(right, right.side.tokens)
    yield a, b
    one, other = left.side.unit, right.side.unit
    if one and other and (converted := units.convert(a.value, one, other)) is not None and converted != a.value:
        yield a.of(converted), b
    shorn = [[t for t in term.side.tokens if t.text not in ("%", "\\%")] for term in (left, right)]
    percent = [len(s) < len(t.side.tokens) for s, t in zip(shorn, (left, right), strict=True)]
    if any(percent):
        values = [_value(s) if s else None for s in shorn]
        x, y = values
        if x is not None and y is not None:
            if percent[0]:
                yield a.of(x), b
            if percent[1]:
                yield a, b.of(y)
                yield a.of(a.value * 100), b.of(y)
            if all(percent):
                yield a.of(x), b.of(y)
    if right.side.tokens[-1].text == "!" and (plain := _value(right.side.tokens[:-1])) is not None:
        yield a, b.of(plain)
    first, *others = left.side.tokens
    dash = first.text in ("-", "−", "–") and others and others[0].start > first.end  # as of a list
    if dash and (plain := _value(others)) is not None:
        yield a.of(plain), b


def _number(term: _Term, tokens: Sequence[Token]) -> Number:
    shown = [t.text for t in tokens if t.kind == "num"]
    return Number(term.value, tuple(shown), term.bare)


_ASSUMED = re.compile(
    r"\b(?:suppose|assum(?:e|ing)|if|whether|let'?s say|imagine|pretend|unless|instead of"
    r"|rather than|hypothetical(?:ly)?"
    r"|contradict(?:s|ion)|impossible|cannot|can't|not|isn't|doesn't|wouldn't|never|guess|try|trying|want)\b"
    r"|仮に|もし|とする|とすれば|とすると|なら|はず|矛盾|ではな|じゃな|≠",
    re.I,
)
_OF = re.compile(
    r"\b(?:of|in|for|than|to|at|by|and|with|from|under|over|above|below|most|least|dividing) (?:\\\(|\$|\\\[)?\s?$"
)
_CLAUSE = frozenset(
    ("", "=", ".", ",", ";", "。", "、", "because", "since", "so", "then", "thus", "therefore", "hence")
)
"""What may stand before a number that a clause begins with: ``because 187 = 13 × 14``."""
_DENIED = re.compile(
    r"[^.\n。]{0,60}(?:\?|？|\bnot (?:true|equal|right|correct|valid|possible)|\bimpossible"
    r"|\bcontradict|\bfalse\b|\b(?:is|are|was) (?:wrong|incorrect)|\bcannot\b"
    r"|にはならない|ではない|じゃない|矛盾|にならない|ありえない|成り立たない"
    r"|だろうか|ですか)",
    re.I,
)
_BASE = Cues(
    r"\bbase[- ]?(?:[0-9b-z]|\$|ten|two|six|seven|eight|nine)|\bbinary\b|\bhexadecimal\b"
    r"|\boctal\b|進法|進数|\bmod(?:ulo|ular)?\b|\\p?mod|_\{?[0-9]{1,9}\}?",
    r"base|binary|hexadecimal|octal|進法|進数|mod|pmod|_",
    before=2,
    length=20,
)


@lru_cache(maxsize=2)
def _bases(folded: str) -> tuple[int, ...]:
    """Where a text speaks of other bases than ten; it is asked for every false claim of the text."""
    return tuple(m.start() for m in _BASE.finditer(folded))


def _asserted(left: _Term, sign: str, right: _Term, folded: str, lead: str) -> bool:
    """Does the text state this, rather than assume, deny or ask it?"""
    if left.bare and right.bare and sign == "=":
        return False  # "12 = 13" without an operation is a slip of notation or a contradiction on purpose
    if right.side.spoken and _OF.search(folded, max(0, left.start - 24), left.start):
        return False  # "the units digit of 7 × 8 is 6", "the largest square below 5 × 6 is 25"
    if left.bare and left.side.unit and not right.bare:
        return False  # "5 quarters = 5 × 25" says what the left side is worth
    if _WHOLE.match(folded, right.end) and right.value == left.value // 1:
        return False  # "17 / 4 = 4 full boxes"
    if "cent" in (said := folded[max(0, left.start - 1) : right.end]) and any(c in said for c in "$€"):
        return False  # "$1.50 + 50 cents = $2"
    if left.side.unit and right.side.unit and left.plain and not units.same(left.side.unit, right.side.unit):
        return False  # "1/2 inch = 20 miles" is a scale
    if left.bare and lead.lower() not in _CLAUSE:
        return False
    begin = max(0, left.start - 160)
    sentence = max(
        folded.rfind(". ", begin, left.start),
        folded.rfind("\n", begin, left.start),
        folded.rfind("。", begin, left.start),
        begin - 1,
    )
    if _ASSUMED.search(folded, sentence + 1, left.start) or _DENIED.match(folded, right.end):
        return False
    places = _bases(folded)
    return bisect_left(places, left.start - 1500) == bisect_left(places, right.end + 300)
