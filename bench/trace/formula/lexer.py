r"""The tokens of formulas in plain text and LaTeX."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from bench.trace.formula.tree import Unreadable


class Token(NamedTuple):
    """One lexical unit of a formula; `kind` is one of num, name, text, op, rel, open, close, sep, fn, cmd."""

    kind: str
    text: str
    start: int
    end: int


_SEPARATED = r"[0-9]{1,3}(?:(?:,|[ ]?\{[ ]?,[ ]?\}[ ]?|,\\!\s?|\\,)[0-9]{3})+(?![0-9])"
_TOKEN = re.compile(
    rf"""
    (?P<num>{_SEPARATED}(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
  | (?P<name>[A-Za-zα-ωΑ-Ωπ∞][A-Za-z]*)
  | (?P<sup>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)
  | \\(?:
      (?P<text>(?:text|textbf|textit|textrm|mbox|mathrm|mathbf|mathit|operatorname|mathsf)\s*\{{[^{{}}]{{0,200}}\}})
    | (?P<open>left\s*(?:[(\[|.]|\\\{{)|\{{)
    | (?P<close>right\s*(?:[)\]|.]|\\\}})|\}})
    | (?P<cmd>(?:begin|end)\s*\{{[a-zA-Z*]{{1,12}}\}}|[a-zA-Z]+|.)
    )
  | (?P<other><=|>=|!=|=>|->|:=|==|\*\*|\S)
    """,
    re.X,
)
"""Few alternatives, by the first character; what a word, a command or a mark is, `_KINDS` says."""
SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
VULGAR = {
    c: Fraction(n, d)
    for c, n, d in zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
        (1, 1, 2, 1, 3, 1, 2, 3, 4, 1, 5, 1, 3, 5, 7),
        (2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 8, 8, 8, 8),
        strict=True,
    )
}
OPERATORS = {
    "\\cdot": "*", "\\times": "*", "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*",
    "\\ast": "*", "\\div": "/", "÷": "/", "⁄": "/",
    "−": "-", "–": "-", "\\pm": "±", "\\mp": "±", "**": "^", "\\cup": "∪", "\\cap": "∩",
    "\\setminus": "setminus",
}  # fmt: skip
RELATIONS = {
    "=": "=", "==": "=", ":=": "=", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=",
    "≤": "<=", "≦": "<=", "<=": "<=",
    "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "≥": ">=", "≧": ">=", ">=": ">=",
    "<": "<", "\\lt": "<", ">": ">", "\\gt": ">",
    "\\ne": "!=", "\\neq": "!=", "≠": "!=", "!=": "!=", "\\approx": "≈", "\\simeq": "≈",
    "\\sim": "≈", "≈": "≈", "≒": "≈", "≃": "≈",
    "\\in": "in", "∈": "in", "\\equiv": "≡", "≡": "≡",
    "\\to": "→", "→": "→", "->": "→", "=>": "→", "⇒": "→", "\\Rightarrow": "→",
    "\\implies": "→", "\\iff": "→",
}  # fmt: skip
_FUNCTIONS = (
    "sqrt", "arcsin", "arccos", "arctan", "sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "exp",
    "lfloor", "lceil",
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(RELATIONS, "rel"),
    **dict.fromkeys((*OPERATORS, *"-+*/^∪∩±!%°'|:"), "op"),
    **dict.fromkeys("([{", "open"),
    **dict.fromkeys(")]}", "close"),
    **dict.fromkeys("&_$~", "cmd"),
    **dict.fromkeys(",;、，；", "sep"),
    **dict.fromkeys(VULGAR, "vulgar"),
    **dict.fromkeys(("√", *_FUNCTIONS, *(f"\\{name}" for name in _FUNCTIONS)), "fn"),
    **dict.fromkeys(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\binom", "\\dbinom", "\\tbinom"), "fn"),
}
IGNORED = {
    "\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "\\displaystyle", "\\left",
    "\\right", "\\big", "\\Big", "\\bigl",
    "\\bigr", "\\Bigl", "\\Bigr", "~", "$", "\\(", "\\)", "\\[", "\\]", "\\limits",
    "\\boxed", "\\fbox", "\\rm", "\\bf", "\\$",
}  # fmt: skip
SYMBOLS = {"\\pi": "pi", "π": "pi", "\\infty": "oo", "∞": "oo", "\\emptyset": "emptyset", "\\varnothing": "emptyset"}


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of ``text[start:end]``, spaces left out; positions are those of `text`."""
    new = tuple.__new__  # as Token(…), in half the time
    for m in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = m[0]
        yield new(Token, (_KINDS.get(word) or m.lastgroup or "other", word, *m.span()))


@lru_cache(maxsize=1 << 12)
def number(text: str) -> Fraction:
    """Exact value of a token of kind ``num``; numbers of more than 1000 digits are `Unreadable`."""
    digits = "".join(c for c in text if c in "0123456789.")
    if len(digits) > 1000:
        raise Unreadable("a number of over 1000 digits")
    return Fraction(digits)
