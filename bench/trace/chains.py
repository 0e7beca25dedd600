"""Arithmetic in running text, cut into chains: sides of tokens with relation signs in between.

A passage is cut at whatever is no arithmetic: words, unknowns, punctuation. A word behind an operand is its unit if the
arithmetic goes on behind it (``6 notebooks × 290 yen = 1740 yen``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.trace import formula, numbers, spoken, units
from bench.trace.formula import Token
from bench.trace.passages import LETTER_UNITS, passages
from bench.trace.vocabulary import (
    CURRENCY,
    DELIMITERS,
    FUNCTIONS,
    HEDGES,
    PROSE,
    SPACING,
    VERBS,
    WORD_OPERATORS,
    WORD_SIGN,
    WRAPPERS,
)

MAX_WORDS = 6
"""Words of a unit: "rides on the roller coaster"."""
_BINARY = frozenset("+-*/^±") | frozenset(formula.OPERATORS)


@dataclass(slots=True)
class Side:
    """The tokens between two signs."""

    tokens: list[Token] = field(default_factory=list)
    unit: str | None = None
    spoken: bool = False
    """A word ("is", "equals") stands before it, not a sign."""
    doubt: bool = False
    """It may be only a part of what the text puts there."""


@dataclass(slots=True)
class Chain:
    """Sides with signs in between, cut out of the text."""

    sides: list[Side]
    signs: list[str]
    lead: str = ""
    """What stands before it: a word, a mark, or nothing at the start of a line."""


def chains(folded: str, end: int) -> Iterator[Chain]:
    """The chains of ``folded[:end]``, in order; time is linear in its length.

    Parameters
    ----------
    folded : text after `numbers.fold`.
    """
    for start, stop in passages(folded, end):
        yield from _Cutter(list(formula.tokens(folded, start, stop)), folded).run()


class _Cutter:
    """Walks over the tokens of one window and collects chains."""

    def __init__(self, tokens: Sequence[Token], folded: str) -> None:
        self.tokens = tokens
        self.folded = folded
        self.done: list[Chain] = []
        self.chain = Chain([Side()], [])
        self.at = 0
        self.operand = False
        """An operand has just ended, so that an operator, a sign or a unit may follow."""

    def run(self) -> list[Chain]:
        while self.at < len(self.tokens):
            self.step(self.tokens[self.at])
        self.cut("")
        return self.done

    def cut(self, lead: str, *, doubt: bool = False) -> None:
        """End the chain here; with `doubt` what stands here may belong to both neighbours."""
        here = self.chain.sides[-1]
        self.operand = False
        if not self.chain.signs and not here.tokens:  # the usual case, one word of many
            here.unit, here.doubt, self.chain.lead = None, doubt, lead
            return
        here.doubt |= doubt
        if self.chain.signs:
            self.done.append(self.chain)
        self.chain = Chain([Side(doubt=doubt)], [], lead)

    def push(self, token: Token, *, operand: bool) -> None:
        self.chain.sides[-1].tokens.append(token)
        self.operand = operand
        self.at += 1

    def peek(self, ahead: int) -> Token | None:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def step(self, token: Token) -> None:
        before = self.tokens[self.at - 1].end if self.at else token.start
        if before < token.start and "\n" in (gap := self.folded[before : token.start]):
            here = self.chain.sides[-1].tokens
            if not (token.kind == "rel" or token.text == "&" or (here and here[-1].kind == "op" and "\n\n" not in gap)):
                self.cut("")
        if token.kind in ("name", "other", "sep") and self.said(token):
            return
        match token.kind:  # the most frequent first
            case "num" | "vulgar":
                self.number(token)
            case "name" | "text" | "other":
                self.word(token)
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
            case _:
                self.skip(token.text)

    def said(self, token: Token) -> bool:
        """Take words that stand for arithmetic ("half of", の3倍, "for a total of"); False where none begin here."""
        here = self.chain.sides[-1].tokens
        if not spoken.may_begin(token.text, operand=self.operand):
            return False
        if not self.operand:
            more, end = spoken.before(self.folded, token.start)
        else:
            share = (
                here[-1].text in ("%", "\\%") or here[-1].kind == "vulgar" or (len(here) > 2 and here[-2].text == "/")
            )
            more, end = spoken.behind(self.folded, token.start, share=share)
            if not more and (stop := spoken.says(self.folded, token.start)) and _computes(here):
                self.relate("=", spoken=True)
                self.forward(stop)
                return True
        if not more:
            return False
        if any(mark in self.folded[token.start : end + 1] for mark in ("$", "\\(")):
            self.chain.sides[-1].doubt = True  # half of what the formula as a whole comes to
        here += more
        self.operand = more[-1].kind != "op" or more[-1].text == "%"
        self.forward(end)
        return True

    def forward(self, place: int) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].start < place:
            self.at += 1

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
        if sign in ("in", "≡", "→") or (
            token.text == "<" and self.folded[token.end : token.end + 1] in ("|", "/", "<")
        ):
            self.skip(token.text, doubt=sign != "→")
            return
        if token.text == "<" and self.folded[token.end : token.end + 1].isalpha():
            self.skip(token.text)
            return
        self.relate(sign)

    def relate(self, sign: str, *, spoken: bool = False) -> None:
        self.chain.signs.append(sign)
        self.chain.sides.append(Side(spoken=spoken))
        self.operand = False
        self.at += 1

    def operator(self, token: Token) -> None:
        text = token.text
        if text in ("!", "%", "°"):
            after = self.peek(1)
            other = after is not None and (after.text == "!" if text == "!" else text == "%" and after.kind == "num")
            if self.operand and not other:
                self.push(token, operand=True)
            else:  # 5!! and 5 % 3 are something else
                self.skip(text, doubt=other or text == "!")
        elif text == ":":
            joined = (
                self.operand
                and (after := self.peek(1)) is not None
                and after.kind == "num"
                and (after.start == token.end or self.folded[token.start - 1 : token.start] == " ")
            )
            self.skip(text, doubt=joined)
        elif text in ("|", "'") or formula.OPERATORS.get(text, text) not in ("+", "-", "*", "/", "^"):
            self.skip(text, doubt=True)
        elif text == "**" and not (self.operand and self.glued(token)):
            self.skip(text)  # emphasis
        elif text == "/" and self.operand and (after := self.peek(1)) and self.per(after):
            self.at += 2
        else:
            self.push(token, operand=False)

    def per(self, after: Token) -> bool:
        """``6 tickets/ride``, ``14 km/h``: the slash of a unit."""
        behind_unit = self.tokens[self.at - 1].kind == "name"
        return after.kind == "name" and (len(after.text) > 1 or (behind_unit and after.text in LETTER_UNITS))

    def glued(self, token: Token) -> bool:
        """``2**3``: an operator; ``**5 + 3**``: emphasis."""
        after = self.peek(1)
        return after is not None and after.kind in ("num", "open") and after.start == token.end

    def command(self, token: Token) -> None:
        text = token.text
        if text == "\\%" and self.operand:
            self.push(token, operand=True)
        elif text in SPACING or text in WRAPPERS:
            self.at += 1
        elif text in DELIMITERS or text.startswith(("\\begin", "\\end")) or text == "\\\\":
            after = self.peek(1)
            if after is not None and after.text == "&":
                after = self.peek(2)
            if text == "\\\\" and after is not None and after.kind == "rel":
                self.at += 1
            else:
                self.skip("")
        elif text == "\\circ" and self.operand and not self.starts_operand(1):
            self.push(token, operand=True)
        else:
            self.skip(text, doubt=True)

    def word(self, token: Token) -> None:
        text = token.text
        after = self.peek(1)
        if text in CURRENCY and self.starts_operand(1):
            self.at += 1
            return
        if text in HEDGES and self.chain.signs and not self.chain.sides[-1].tokens:
            self.at += 1
            return
        if self.operand and text in WORD_OPERATORS and after is not None and self.starts_operand(1):
            self.push(Token("op", WORD_OPERATORS[text], token.start, token.end), operand=False)
            return
        if self.operand and text in ("multiplied", "divided") and after and after.text == "by":
            if (sign := self.peek(3)) and sign.text == "/":
                self.chain.sides[-1].doubt = True  # "2 divided by 3/2"
            self.push(Token("op", "×" if text == "multiplied" else "/", token.start, after.end), operand=False)
            self.at += 1
            return
        if self.operand and text in WORD_SIGN and any(t.kind == "op" for t in self.chain.sides[-1].tokens):
            self.chain.sides[-1].doubt |= not _computes(self.chain.sides[-1].tokens)
            if self.starts_operand(1):
                self.relate("=", spoken=True)
                return
            if after and after.text == "equal" and self.starts_operand(3):
                self.relate("=", spoken=True)
                self.at += 2
                return
        if self.operand and (stop := self.unit()):
            self.at = stop
            return
        unknown = (token.kind == "name" and (len(text) == 1 or not text.isascii())) or text in "…_□？?〇△"
        dots = text == "." and self.folded[token.end : token.end + 1] in (".", "\\")
        near = after is not None and token.kind == "name" and self.binds(token, after)
        if unknown and token.kind == "name" and text in ("I", "A", "a") and not near:
            unknown = False
        self.skip(text, doubt=unknown or dots or near)

    @staticmethod
    def binds(word: Token, after: Token) -> bool:
        """May a word belong to the arithmetic behind it: a quantity (``apples + 3``), a function (``gcd(12, 18)``)?"""
        name, glued = word.text.lower(), after.start == word.end
        if name in VERBS or name in PROSE:
            return glued and after.kind == "num"
        if after.text == "(":
            return glued or len(name) == 1 or name in FUNCTIONS
        return after.kind in ("op", "rel") or (after.kind == "num" and glued)

    def starts_operand(self, ahead: int) -> bool:
        while (t := self.peek(ahead)) and t.kind == "cmd" and t.text in SPACING:
            ahead += 1
        return t is not None and (t.kind in ("num", "vulgar", "fn", "open"))

    def measure(self, unit: str | None) -> None:
        """Give the side a unit; two that differ ("3 dollars + 50 cents") leave doubt about what is added."""
        side = self.chain.sides[-1]
        one, other = units.find(side.unit or ""), units.find(unit or "")
        side.doubt |= one is not None and other is not None and one.dimension == other.dimension and one is not other
        side.unit = side.unit or unit

    def unit(self) -> int:
        """Index after a unit in words that ends the operand here; 0 where the words are no unit."""
        i, names, soft = self.at, 0, False
        written: list[str] = []
        while i < len(self.tokens) and i < self.at + 10:
            t = self.tokens[i]
            if i > self.at and "\n" in self.folded[self.tokens[i - 1].end : t.start]:
                break
            if i > self.at and t.text in WORD_OPERATORS and self.starts_operand(i + 1 - self.at):
                break
            if t.kind == "name" and names < MAX_WORDS:
                if t.text.lower() in VERBS or (len(t.text) == 1 and t.text not in LETTER_UNITS and not names):
                    return 0
                soft |= t.text.lower() in PROSE or len(t.text) == 1
                names += 1
            elif not (t.kind == "text" or (t.kind == "other" and t.text.isalpha())):
                break
            written.append(t.text)
            i += 1
        follow = self.tokens[i] if i < len(self.tokens) else None
        if i == self.at:
            return 0
        self.measure(_known(written[0]))
        if follow is None:
            return 0
        while follow is not None and follow.kind in ("cmd",) and follow.text in SPACING:
            i += 1
            follow = self.tokens[i] if i < len(self.tokens) else None
        if follow is None:
            return 0
        if follow.kind == "sup":
            i += 1
        elif follow.text == "^" and i + 1 < len(self.tokens):
            i += 4 if self.tokens[i + 1].text == "{" else 2
        elif not (
            follow.kind in ("rel", "close")
            or (follow.kind == "op" and follow.text in _BINARY)
            or follow.text in WORD_OPERATORS
        ):
            return 0
        glued = self.tokens[self.at].kind == "name" and self.tokens[self.at - 1].end == self.tokens[self.at].start
        word = "".join(written)
        short = len(_spelling(written[0])) < 3 and word.isascii()
        if (len(word) == 1 and word.isascii()) or soft or ((glued or short) and not units.find(_spelling(written[0]))):
            self.chain.sides[-1].doubt = True
        self.measure(_spelling(written[0]))
        return min(i, len(self.tokens))


def _computes(tokens: Sequence[Token]) -> bool:
    """Is something computed, not only a range (3-5) or a percentage written?"""
    return any(
        t.kind == "op" and (t.text not in ("-", "–", "%", "°") or (i > 0 and tokens[i - 1].end < t.start))
        for i, t in enumerate(tokens)
    )


def _known(written: str) -> str | None:
    return _spelling(written) if units.find(_spelling(written)) else None


def _spelling(written: str) -> str:
    m = re.match(r"\\[a-z]+\s*\{(.*)\}", written, re.S)
    return (m[1] if m else written).strip()
