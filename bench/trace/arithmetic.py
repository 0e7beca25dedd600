"""Every equality or comparison between numbers that a text asserts, checked in exact rationals.

Only the surroundings of relation signs are read, with the lexer and the grammar of `formula`. A passage is cut at
whatever is no arithmetic (words, unknowns, punctuation); what is left on the two sides of a sign is a claim. Where a cut
leaves doubt about what the sign connects (an unknown beside it, an assumption, a base other than ten), only a reading
that holds is reported: an alarm must be sure.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bench.records import Claim
from bench.trace import formula, numbers, units
from bench.trace.formula import Node, Token, Unreadable
from bench.trace.rounding import agrees

MAX_SIDE = 150
"""Tokens on one side of a sign."""

_SIGN = re.compile(
    r"[=<>≤≥≦≧≠≈≒≃]|\\(?:leq?|geq?|leqslant|geqslant|neq?|lt|gt|approx|simeq)(?![a-zA-Z])"
    r"|(?<=[0-9)}%])\s+(?:equals|is equal to|is)\s+(?=[-$£€\\]{0,2}[0-9])"
)
_BEFORE, _AFTER = 300, 200
_WORD_SIGN = {"equals", "is"}
_WORD_OPERATORS = {"x": "×", "X": "×", "times": "×", "plus": "+", "minus": "-"}
_LETTER_UNITS = frozenset("m g h L l s t".split())
_PROSE = frozenset(
    "is are was were so and then for of in with that which gives give if we i the a an to from or but because since as it"
    " this these has have had be been will would by on at into than when where while not only total cost costs mod".split()
)
_SPACING = frozenset(("\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "\\displaystyle", "~", "$", "\\$", "&", "\\(", "\\)"))
_DELIMITERS = frozenset(("\\[", "\\]"))
_WRAPPERS = frozenset(("\\boxed", "\\fbox", "\\left", "\\right", "\\big", "\\Big", "\\bigl", "\\bigr", "\\Bigl", "\\Bigr"))
_BINARY = frozenset("+-*/^±") | frozenset(formula.OPERATORS)
_REMAINDER = re.compile(r"\s*(?:R|r|,?\s*(?:with\s+)?(?:a\s+)?remainder(?:\s+of)?|あまり|余り|\.{3}|…{1,2})\s*([0-9]{1,15})(?![0-9])")
_MODULO = re.compile(r"[\s,]*\\?\(?\s*(?:\\p?mod|\\bmod|mod\b)")


@dataclass(slots=True)
class _Side:
    """The tokens between two signs."""

    tokens: list[Token] = field(default_factory=list)
    unit: str | None = None
    doubt: bool = False
    """It may be only a part of what the text puts there."""


@dataclass(slots=True)
class _Chain:
    """Sides with signs in between, cut out of the text."""

    sides: list[_Side]
    signs: list[str]
    lead: str = ""
    """What stands before it: a word, a mark, or nothing at the start of a line."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One side, read."""

    start: int
    end: int
    text: str
    value: Fraction
    bare: bool
    """A single number."""
    side: _Side


def claims_of(text: str, folded: str, end: int) -> tuple[Claim, ...]:
    """The arithmetic claims of ``text[:end]``, in order.

    Parameters
    ----------
    folded : `text` after `numbers.fold`.
    """
    found: list[Claim] = []
    for start, stop in _windows(folded, end):
        for chain in _chains(list(formula.tokens(folded, start, stop)), folded):
            found += _claims(chain, folded)
    found.sort(key=lambda c: c.span)
    from bench.trace.retraction import with_retractions

    return with_retractions(found, folded)


def _windows(folded: str, end: int) -> Iterator[tuple[int, int]]:
    """Surroundings of the signs, joined where they meet; they begin and end at white space where there is some."""
    start = stop = -1
    for m in _SIGN.finditer(folded, 0, end):
        left, right = max(0, m.start() - _BEFORE), min(end, m.end() + _AFTER)
        if left <= stop:
            stop = right
            continue
        if stop >= 0:
            yield start, stop
        start, stop = left, right
        if start and (gap := re.compile(r"\s").search(folded, start, m.start())):
            start = gap.end()
    if stop >= 0:
        yield start, stop


# ---------------------------------------------------------------- cutting


class _Cutter:
    """Walks over the tokens of one window and collects chains."""

    def __init__(self, tokens: Sequence[Token], folded: str) -> None:
        self.tokens = tokens
        self.folded = folded
        self.done: list[_Chain] = []
        self.chain = _Chain([_Side()], [])
        self.at = 0
        self.operand = False
        """An operand has just ended, so that an operator, a sign or a unit may follow."""

    def run(self) -> list[_Chain]:
        while self.at < len(self.tokens):
            self.step(self.tokens[self.at])
        self.cut("")
        return self.done

    def cut(self, lead: str, *, doubt: bool = False) -> None:
        """End the chain here; with `doubt` what stands here may belong to both neighbours."""
        self.chain.sides[-1].doubt |= doubt
        if self.chain.signs:
            self.done.append(self.chain)
        self.chain = _Chain([_Side(doubt=doubt)], [], lead)
        self.operand = False

    def push(self, token: Token, *, operand: bool) -> None:
        self.chain.sides[-1].tokens.append(token)
        self.operand = operand
        self.at += 1

    def peek(self, ahead: int) -> Token | None:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def step(self, token: Token) -> None:
        if self.at and "\n" in (gap := self.folded[self.tokens[self.at - 1].end : token.start]):
            here = self.chain.sides[-1].tokens
            if not (token.kind == "rel" or token.text == "&" or (here and here[-1].kind == "op" and "\n\n" not in gap)):
                self.cut("")
        match token.kind:
            case "num" | "vulgar":
                self.number(token)
            case "open" | "close":
                self.bracket(token)
            case "rel":
                self.sign(token)
            case "op":
                self.operator(token)
            case "fn":
                if token.text.lstrip("\\").endswith(("frac", "sqrt")) or token.text == "√":
                    self.push(token, operand=False)
                else:
                    self.skip(token.text, doubt=True)
            case "sup":
                self.push(token, operand=True) if self.operand else self.skip(token.text, doubt=True)
            case "cmd":
                self.command(token)
            case "name" | "text" | "other":
                self.word(token)
            case _:
                self.skip(token.text)

    def skip(self, lead: str, *, doubt: bool = False) -> None:
        self.cut(lead, doubt=doubt)
        self.at += 1

    def number(self, token: Token) -> None:
        here = self.chain.sides[-1].tokens
        if self.operand and here and here[-1].kind in ("num", "vulgar"):
            after = self.peek(1)
            mixed = token.kind == "vulgar" or (after is not None and after.text == "/" and "." not in token.text)
            if not mixed:
                self.cut("")
        follow = self.folded[token.end : token.end + 1]
        if token.kind == "num" and follow and follow in "千万億兆":
            m = re.compile(r"[0-9,.千百十万億兆]{1,40}").match(self.folded, token.start)
            value = numbers.japanese_value(m[0].rstrip(".,")) if m else None
            if m and value is not None and value.denominator == 1:
                stop = token.start + len(m[0].rstrip(".,"))
                token = Token("num", str(value), token.start, stop)
                while (after := self.peek(1)) and after.start < stop:
                    self.at += 1
        self.push(token, operand=True)

    def bracket(self, token: Token) -> None:
        if token.kind == "open" and self.operand and (aside := self.aside()):
            self.at = aside
            return
        self.push(token, operand=token.kind == "close")

    def aside(self) -> int:
        """Index after a bracket that holds only words, as in ``3 × 4 (apples) = 12``; 0 where it is none."""
        for i in range(self.at + 1, min(self.at + 8, len(self.tokens))):
            t = self.tokens[i]
            if t.kind == "close":
                return i + 1 if i > self.at + 1 else 0
            if t.kind not in ("name", "text", "other") or (t.kind == "name" and len(t.text) < 2):
                return 0
        return 0

    def sign(self, token: Token) -> None:
        sign = formula.RELATIONS[token.text]
        if sign in ("in", "≡", "→") or (token.text == "<" and self.folded[token.end : token.end + 1] in ("|", "/", "<")):
            self.skip(token.text, doubt=sign != "→")
            return
        if token.text == "<" and self.folded[token.end : token.end + 1].isalpha():
            self.skip(token.text)
            return
        self.relate(sign)

    def relate(self, sign: str) -> None:
        self.chain.signs.append(sign)
        self.chain.sides.append(_Side())
        self.operand = False
        self.at += 1

    def operator(self, token: Token) -> None:
        text = token.text
        if text in ("!", "%", "°"):
            self.push(token, operand=True) if self.operand else self.skip(text, doubt=text == "!")
        elif text == ":":
            joined = self.operand and (after := self.peek(1)) is not None and after.kind == "num" and (
                after.start == token.end or self.folded[token.start - 1 : token.start] == " "
            )
            self.skip(text, doubt=joined)
        elif text in ("|", "'") or formula.OPERATORS.get(text, text) not in ("+", "-", "*", "/", "^"):
            self.skip(text, doubt=True)
        elif text == "**" and not (self.operand and self.glued(token)):
            self.skip(text)  # emphasis
        elif text == "/" and self.operand and (after := self.peek(1)) and after.kind == "name" and len(after.text) > 1:
            self.at += 2  # "per"
        else:
            self.push(token, operand=False)

    def glued(self, token: Token) -> bool:
        """``2**3``: an operator; ``**5 + 3**``: emphasis."""
        after = self.peek(1)
        return after is not None and after.kind in ("num", "open") and after.start == token.end

    def command(self, token: Token) -> None:
        text = token.text
        if text == "\\%" and self.operand:
            self.push(token, operand=True)
        elif text in _SPACING or text in _WRAPPERS:
            self.at += 1
        elif text in _DELIMITERS or text.startswith(("\\begin", "\\end")) or text == "\\\\":
            after = self.peek(1)
            if after is not None and after.text == "&":
                after = self.peek(2)
            if text == "\\\\" and after is not None and after.kind == "rel":
                self.at += 1
            else:
                self.skip("")
        elif text == "\\circ" and self.operand:
            self.push(token, operand=True)
        else:
            self.skip(text, doubt=True)

    def word(self, token: Token) -> None:
        text = token.text
        after = self.peek(1)
        if self.operand and text in _WORD_OPERATORS and after is not None and self.starts_operand(1):
            self.push(Token("op", _WORD_OPERATORS[text], token.start, token.end), operand=False)
            return
        if self.operand and text in ("multiplied", "divided") and after and after.text == "by":
            self.push(Token("op", "×" if text == "multiplied" else "/", token.start, after.end), operand=False)
            self.at += 1
            return
        if self.operand and text in _WORD_SIGN and any(t.kind == "op" for t in self.chain.sides[-1].tokens):
            if self.starts_operand(1):
                self.relate("=")
                return
            if after and after.text == "equal" and self.starts_operand(3):
                self.relate("=")
                self.at += 2
                return
        if self.operand and (stop := self.unit()):
            self.at = stop
            return
        unknown = (token.kind == "name" and (len(text) == 1 or not text.isascii())) or text in "…_□？?〇△"
        dots = text == "." and self.folded[token.end : token.end + 1] == "."
        near = after is not None and (after.kind in ("op", "rel") or after.text == "(") and token.kind == "name"
        if unknown and token.kind == "name" and text in ("I", "A", "a") and not near:
            unknown = False
        self.skip(text, doubt=unknown or dots or near)

    def starts_operand(self, ahead: int) -> bool:
        while (t := self.peek(ahead)) and t.kind == "cmd" and t.text in _SPACING:
            ahead += 1
        return t is not None and (t.kind in ("num", "vulgar", "fn", "open"))

    def unit(self) -> int:
        """Index after a unit in words that ends the operand here; 0 where the words are no unit."""
        i, names, written = self.at, 0, []
        while i < len(self.tokens) and i < self.at + 10:
            t = self.tokens[i]
            if i > self.at and "\n" in self.folded[self.tokens[i - 1].end : t.start]:
                break
            if t.kind == "name" and names < 4:
                if t.text.lower() in _PROSE or (len(t.text) == 1 and t.text not in _LETTER_UNITS):
                    return 0
                names += 1
            elif not (t.kind == "text" or (t.kind == "other" and t.text.isalpha())):
                break
            written.append(t.text)
            i += 1
        follow = self.tokens[i] if i < len(self.tokens) else None
        if i == self.at or follow is None:
            return 0
        while follow is not None and follow.kind in ("cmd",) and follow.text in _SPACING:
            i += 1
            follow = self.tokens[i] if i < len(self.tokens) else None
        if follow is None:
            return 0
        if follow.kind == "sup":
            i += 1
        elif follow.text == "^" and i + 1 < len(self.tokens):
            i += 4 if self.tokens[i + 1].text == "{" else 2
        elif not (follow.kind in ("rel", "close") or (follow.kind == "op" and follow.text in _BINARY)):
            return 0
        word = "".join(written)
        if len(word) == 1 and word.isascii():
            self.chain.sides[-1].doubt = True
        self.chain.sides[-1].unit = self.chain.sides[-1].unit or _spelling(written[0])
        return min(i, len(self.tokens))


def _spelling(written: str) -> str:
    m = re.match(r"\\[a-z]+\s*\{(.*)\}", written, re.S)
    return (m[1] if m else written).strip()


def _chains(tokens: Sequence[Token], folded: str) -> list[_Chain]:
    return _Cutter(tokens, folded).run()


# ---------------------------------------------------------------- reading


def _claims(chain: _Chain, folded: str) -> Iterator[Claim]:
    last = len(chain.sides) - 1
    terms = [_read(side, first=i == 0, last=i == last, folded=folded) for i, side in enumerate(chain.sides)]
    for i, sign in enumerate(chain.signs):
        left, right = terms[i], terms[i + 1]
        if left is None or right is None:
            continue
        claim = _claim(left, sign, right, folded, lead=chain.lead if i == 0 else "=")
        if claim is not None:
            yield claim


def _read(side: _Side, *, first: bool, last: bool, folded: str) -> _Term | None:
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
    text = "".join(t.text for t in tokens)
    bare = _bare(tokens)
    return _Term(tokens[0].start, tokens[-1].end, str(value) if bare else _spaced(tokens), value, bare, _Side(tokens, side.unit, side.doubt)) if text else None


def _bare(tokens: Sequence[Token]) -> bool:
    inner = [t for t in tokens if t.kind not in ("open", "close")]
    return len([t for t in inner if t.kind == "num"]) == 1 and all(t.kind == "num" or t.text in ("-", "−", "–", "+", "%", "\\%") for t in inner)


def _spaced(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for t in tokens:
        parts.append(f" {t.text} " if t.kind == "op" and t.text not in ("!", "%", "^", "**") and parts else t.text)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _value(tokens: Sequence[Token]) -> Fraction | None:
    try:
        node = formula.parse_tokens(list(tokens))
        return None if node.kind in ("list", "tuple", "set", "interval", "rel", "ratio", "text") else formula.exact(node)
    except (Unreadable, RecursionError, ZeroDivisionError, ValueError):
        return None


def _balanced(side: _Side, *, first: bool, last: bool) -> list[Token]:
    """The part of a side whose brackets close: what a bracket opened or closed outside of it is left out."""
    tokens = side.tokens
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
    about = bool(_ABOUT.search(folded, max(0, left.start - 30), left.start) or _ABOUT.search(folded, left.end, right.start + 1)
                 or _ROUNDED.match(folded, right.end))
    span_end, right_text = right.end, right.text
    if _MODULO.match(folded, right.end):
        return None
    m = _REMAINDER.match(folded, right.end) if sign == "=" and right.bare else None
    if m and (division := _division(left.side.tokens)):
        top, bottom = division
        holds = top == bottom * right.value + int(m[1]) and 0 <= int(m[1]) < abs(bottom)
        span_end, right_text = m.end(), f"{right.text} R {m[1]}"
    else:
        holds = any(agrees(a, sign, b, about=about) for a, b in _readings(left, right))
    if not holds and (left.side.doubt or right.side.doubt or not _asserted(left, sign, right, folded, lead)):
        return None
    if left.bare and right.bare and holds and sign == "=" and left.text == right.text and lead not in ("", "=", ".", ",", ":", ";"):
        return None
    return Claim(span=(left.start, span_end), left=left.text, relation=sign, right=right_text, holds=holds)


_ABOUT = re.compile(r"約|およそ|ほぼ|\b(?:about|approximately|approx|roughly|around|nearly|almost)\b", re.I)
_ROUNDED = re.compile(r"[^.\n。]{0,40}(?:\bround|\bapprox|四捨五入|切り(?:上げ|捨て)|\.\.\.|…|\\ldots|\\dots)", re.I)


def _division(tokens: Sequence[Token]) -> tuple[Fraction, Fraction] | None:
    cuts = [i for i, t in enumerate(tokens) if t.kind == "op" and formula.OPERATORS.get(t.text, t.text) == "/"]
    if len(cuts) != 1:
        return None
    top, bottom = _value(tokens[: cuts[0]]), _value(tokens[cuts[0] + 1 :])
    return (top, bottom) if top is not None and bottom else None


def _readings(left: _Term, right: _Term) -> Iterator[tuple["_Number", "_Number"]]:
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
    if left.side.tokens[0].text in ("-", "−", "–") and (plain := _value(left.side.tokens[1:])) is not None:
        yield a.of(plain), b


from bench.trace.rounding import Number as _Number  # noqa: E402


def _number(term: _Term, tokens: Sequence[Token]) -> _Number:
    shown = [t.text for t in tokens if t.kind == "num"]
    return _Number(term.value, tuple(shown), term.bare)


_ASSUMED = re.compile(
    r"\b(?:suppose|assum(?:e|ing)|if|whether|would|could|might|let'?s say|imagine|pretend|unless|instead of|rather than|check|"
    r"hypothetical(?:ly)?|contradict(?:s|ion)|impossible|can(?:not|'t)|not|isn't|doesn't|wouldn't|never|should|want|need|guess|try(?:ing)?)\b"
    r"|仮に|もし|とする|とすれば|とすると|なら|はず|矛盾|ではな|じゃな|≠",
    re.I,
)
_DENIED = re.compile(
    r"[^.\n。]{0,60}(?:\?|？|\bnot (?:true|equal|right|correct|valid|possible)|\bimpossible|\bcontradict|\bfalse\b|ではない|じゃない|矛盾|にならない|ありえない|成り立たない|だろうか|ですか)",
    re.I,
)
_BASE = re.compile(r"\bbase[- ]?(?:[0-9b-z]|\$|ten|two|six|seven|eight|nine)|\bbinary\b|\bhexadecimal\b|\boctal\b|進法|進数|\bmod(?:ulo|ular)?\b|\\p?mod|_\{?[0-9]+\}?", re.I)


def _asserted(left: _Term, sign: str, right: _Term, folded: str, lead: str) -> bool:
    """Does the text state this, rather than assume, deny or ask it?"""
    if left.bare and right.bare and sign == "=":
        return False  # "12 = 13" without an operation is a slip of notation or a contradiction on purpose
    if left.bare and lead not in ("", "=", ".", ",", ";", "。", "、"):
        return False
    begin = max(0, left.start - 160)
    sentence = max(folded.rfind(". ", begin, left.start), folded.rfind("\n", begin, left.start), folded.rfind("。", begin, left.start), begin - 1)
    if _ASSUMED.search(folded, sentence + 1, left.start) or _DENIED.match(folded, right.end):
        return False
    return not _BASE.search(folded, max(0, left.start - 1500), min(len(folded), right.end + 300))
