r"""Formulas in plain text and LaTeX -> a small tree, and its exact or numeric value.

The text comes from a model and is hostile: nothing is evaluated by Python or sympy, only by the few operations below, with
bounds on depth, on the number of tokens and on the size of every intermediate number. What is outside of the grammar is
`Unreadable`, never a guess.
"""

import cmath
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

MAX_DEPTH = 40
MAX_TOKENS = 1500
MAX_BITS = 4096
"""Exact numbers of more bits than this are not computed."""


class Unreadable(ValueError):
    """The text is no formula of the supported grammar, or its value is out of bounds."""


@dataclass(frozen=True, slots=True)
class Token:
    """One lexical unit of a formula; `kind` is one of num, name, text, op, rel, open, close, sep, fn, cmd."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Node:
    """A formula: `kind` is num, sym, text, neg, an operator, fn, tuple, set, list, interval, union, rel, matrix, …"""

    kind: str
    args: tuple["Node", ...] = ()
    name: str = ""
    value: Fraction | None = None


# ---------------------------------------------------------------- lexing

_SEPARATED = r"[0-9]{1,3}(?:(?:,|\{,\}|,\\!\s?|\\,)[0-9]{3})+(?![0-9])"
_TOKEN = re.compile(
    rf"""
    (?P<num>{_SEPARATED}(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
  | (?P<text>\\(?:text|textbf|textit|textrm|mbox|mathrm|mathbf|mathit|operatorname|mathsf)\s*\{{[^{{}}]{{0,200}}\}})
  | (?P<fn>\\(?:d|t|c)?frac(?![a-zA-Z])|\\sqrt(?![a-zA-Z])|\\?(?:arcsin|arccos|arctan|sin|cos|tan|cot|sec|csc|log|ln|exp|lfloor|lceil)(?![a-zA-Z])|sqrt(?![a-zA-Z])|√)
  | (?P<rel>\\(?:leqslant|geqslant|leq|geq|le|ge|neq|ne|lt|gt|approx|simeq|sim|equiv|in|to|Rightarrow|implies|iff)(?![a-zA-Z])|<=|>=|!=|=>|->|≤|≦|≥|≧|≠|≈|≒|≃|∈|≡|→|⇒|:=|==|[=<>])
  | (?P<op>\\(?:cdot|times|div|pm|mp|cup|cap|setminus|ast)(?![a-zA-Z])|\*\*|[-+*/^×÷·⋅∙±∪∩−–⁄∗!%°'|:])
  | (?P<open>\\left\s*[(\[|.]|\\left\s*\\\{{|\\[{{]|[(\[{{])
  | (?P<close>\\right\s*[)\]|.]|\\right\s*\\\}}|\\[}}]|[)\]}}])
  | (?P<cmd>\\begin\s*\{{[a-zA-Z*]{{1,12}}\}}|\\end\s*\{{[a-zA-Z*]{{1,12}}\}}|\\\\|\\[a-zA-Z]+|\\.|&|_|\$|~)
  | (?P<sup>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)
  | (?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
  | (?P<name>[A-Za-zα-ωΑ-Ωπ∞][A-Za-z]*)
  | (?P<sep>[,;、，；])
  | (?P<other>\S)
    """,
    re.X,
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
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
    "\\cdot": "*", "\\times": "*", "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "\\ast": "*", "\\div": "/", "÷": "/", "⁄": "/",
    "−": "-", "–": "-", "\\pm": "±", "\\mp": "±", "**": "^", "\\cup": "∪", "\\cap": "∩", "\\setminus": "setminus",
}  # fmt: skip
RELATIONS = {
    "=": "=", "==": "=", ":=": "=", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=", "≤": "<=", "≦": "<=", "<=": "<=",
    "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "≥": ">=", "≧": ">=", ">=": ">=", "<": "<", "\\lt": "<", ">": ">", "\\gt": ">",
    "\\ne": "!=", "\\neq": "!=", "≠": "!=", "!=": "!=", "\\approx": "≈", "\\simeq": "≈", "\\sim": "≈", "≈": "≈", "≒": "≈", "≃": "≈",
    "\\in": "in", "∈": "in", "\\equiv": "≡", "≡": "≡",
    "\\to": "→", "→": "→", "->": "→", "=>": "→", "⇒": "→", "\\Rightarrow": "→", "\\implies": "→", "\\iff": "→",
}  # fmt: skip
_IGNORED = {
    "\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "\\displaystyle", "\\left", "\\right", "\\big", "\\Big", "\\bigl",
    "\\bigr", "\\Bigl", "\\Bigr", "~", "$", "\\(", "\\)", "\\[", "\\]", "\\limits", "\\boxed", "\\fbox", "\\rm", "\\bf", "\\$",
}  # fmt: skip
_SYMBOLS = {"\\pi": "pi", "π": "pi", "\\infty": "oo", "∞": "oo", "\\emptyset": "emptyset", "\\varnothing": "emptyset"}
_FUNCTIONS: Mapping[str, Callable[[complex], complex]] = {
    "sqrt": cmath.sqrt, "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan, "arcsin": cmath.asin, "arccos": cmath.acos,
    "arctan": cmath.atan, "log": cmath.log, "ln": cmath.log, "exp": cmath.exp, "abs": abs,
    "cot": lambda z: 1 / cmath.tan(z), "sec": lambda z: 1 / cmath.cos(z), "csc": lambda z: 1 / cmath.sin(z),
    "log10": cmath.log10,
}  # fmt: skip


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of ``text[start:end]``, spaces left out; positions are those of `text`."""
    for m in _TOKEN.finditer(text, start, len(text) if end is None else end):
        yield Token(m.lastgroup or "other", m.group(), m.start(), m.end())


def number(text: str) -> Fraction:
    """Exact value of a token of kind ``num``; numbers of more than 1000 digits are `Unreadable`."""
    digits = "".join(c for c in text if c in "0123456789.")
    if len(digits) > 1000:
        raise Unreadable("a number of over 1000 digits")
    return Fraction(digits)


# ---------------------------------------------------------------- parsing


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, items: list[Token]) -> None:
        if len(items) > MAX_TOKENS:
            raise Unreadable("too long")
        self.items = [t for t in items if not (t.kind == "cmd" and t.text in _IGNORED)]
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token | None:
        return self.items[self.at + ahead] if self.at + ahead < len(self.items) else None

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise Unreadable("ends too soon")
        self.at += 1
        return token

    def operator(self) -> str:
        token = self.peek()
        return OPERATORS.get(token.text, token.text) if token and token.kind == "op" else ""

    def listing(self) -> Node:
        """Statements separated by commas, semicolons, "and", "or"."""
        parts = [self.relation()]
        while (token := self.peek()) and self._separates(token):
            self.at += 1
            while (token := self.peek()) and self._separates(token):
                self.at += 1
            if (token := self.peek()) is None or token.kind == "close":
                break
            parts.append(self.relation())
        return parts[0] if len(parts) == 1 else Node("list", tuple(parts))

    @staticmethod
    def _separates(token: Token) -> bool:
        words = token.text
        if token.kind == "text":
            words = words[words.index("{") + 1 : -1].strip()
        return token.kind == "sep" or (token.kind in ("text", "name") and words.lower() in ("and", "or", "または", "と"))

    def relation(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        sides, signs = [self.union()], []
        while (token := self.peek()) and token.kind == "rel":
            signs.append(RELATIONS[self.take().text])
            sides.append(self.union())
        self.depth -= 1
        return Node("rel", tuple(sides), " ".join(signs)) if signs else sides[0]

    def union(self) -> Node:
        left = self.ratio()
        while (op := self.operator()) in ("∪", "∩", "setminus"):
            self.at += 1
            left = Node(op, (left, self.ratio()))
        return left

    def ratio(self) -> Node:
        parts = [self.sum()]
        while self.operator() == ":":
            self.at += 1
            parts.append(self.sum())
        return parts[0] if len(parts) == 1 else Node("ratio", tuple(parts))

    def sum(self) -> Node:
        left = self.product()
        while (op := self.operator()) in ("+", "-", "±"):
            self.at += 1
            left = Node(op, (left, self.product()))
        return left

    def product(self) -> Node:
        left = self.signed()
        while token := self.peek():
            op = self.operator()
            if op in ("*", "/"):
                self.at += 1
                left = Node(op, (left, self.signed()))
            elif token.kind in ("num", "vulgar", "fn") or (token.kind == "name" and not self._separates(token)) or (
                token.kind == "open" and not token.text.endswith("[")
            ) or (token.kind == "cmd" and token.text in _SYMBOLS) or self._letter(token):
                right = self.power()
                whole = self._mixed(left, right)
                if whole is None and right.kind == "num" and left.kind == "num":
                    raise Unreadable("two numbers side by side")
                left = whole or Node("*", (left, right), "implicit")
            else:
                break
        return left

    @staticmethod
    def _letter(token: Token) -> bool:
        return token.kind == "cmd" and len(token.text) > 2 and token.text[1:].isalpha() and token.text not in _IGNORED

    def _mixed(self, left: Node, right: Node) -> Node | None:
        """``2\\frac{1}{4}`` and ``3 1/2`` are sums."""
        if left.kind != "num" or left.value is None or left.value.denominator != 1:
            return None
        part = right
        if right.kind == "num" and right.name != "vulgar":
            after = self.peek(1)
            if self.operator() != "/" or not after or after.kind != "num":
                return None
            part = Node("/", (right, Node("num", value=number(after.text))), "frac")
        elif right.kind == "/" and right.name == "frac" and all(a.kind == "num" for a in right.args):
            pass
        elif right.kind != "num":
            return None
        if part.args and not all(a.value is not None and a.value.denominator == 1 for a in part.args):
            return None
        size = exact(part) if not part.args or part.args[1].value else None
        if size is None or not 0 < size < 1:
            return None
        if part is not right:
            self.at += 2
        return Node("+", (left, part), "mixed")

    def signed(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        if (op := self.operator()) in ("-", "+", "±"):
            self.at += 1
            inner = self.signed()
            self.depth -= 1
            return inner if op == "+" else Node("neg" if op == "-" else "±", (inner,))
        node = self.power()
        self.depth -= 1
        return node

    def power(self) -> Node:
        base = self.postfix(self.primary())
        token = self.peek()
        if token and token.kind == "sup":
            self.at += 1
            digits = token.text.translate(_SUPERSCRIPT)
            if not re.fullmatch(r"-?[0-9]{1,9}", digits):
                raise Unreadable(token.text)
            return self.postfix(Node("^", (base, Node("num", value=Fraction(digits)))))
        if self.operator() == "^":
            self.at += 1
            after = self.peek()
            if after and after.kind == "cmd" and after.text == "\\circ":
                self.at += 1
                return Node("°", (base,))
            if after and after.kind == "open" and after.text == "{":
                exponent = self.braced()
            elif after and after.kind == "num" and len(after.text) > 1 and "\\" in "".join(t.text[:1] for t in self.items):
                # In LaTeX ``2^10`` raises to the first digit only; every writer means the whole number.
                exponent = self.primary()
            else:
                exponent = self.signed()
            if exponent.kind == "sym" and exponent.name == "circ":
                return Node("°", (base,))
            return self.postfix(Node("^", (base, exponent)))
        return base

    def postfix(self, node: Node) -> Node:
        while token := self.peek():
            op = self.operator()
            if op == "!":
                node = Node("!", (node,))
            elif op in ("%", "°") or (token.kind == "cmd" and token.text == "\\%"):
                node = Node("°" if op == "°" else "%", (node,))
            elif op == "'":
                node = Node("prime", (node,))
            elif token.kind == "cmd" and token.text == "\\circ":
                node = Node("°", (node,))
            elif token.kind == "cmd" and token.text == "_":
                self.at += 1
                below = self.braced() if (t := self.peek()) and t.text == "{" else self.primary()
                node = Node("sub", (node, below))
                continue
            else:
                return node
            self.at += 1
        return node

    def braced(self) -> Node:
        self.take()
        node = self.listing()
        if self.take().text != "}":
            raise Unreadable("unbalanced braces")
        return node

    def argument(self) -> Node:
        """One argument of a LaTeX command: a group, or a single digit (``\\frac34``)."""
        token = self.peek()
        if token and token.text == "{":
            return self.braced()
        if token and token.kind == "num" and len(token.text) > 1 and token.text.isdigit():
            self.items[self.at : self.at + 1] = [
                Token("num", token.text[0], token.start, token.start + 1),
                Token("num", token.text[1:], token.start + 1, token.end),
            ]
        return self.primary()

    def primary(self) -> Node:
        token = self.take()
        text = token.text
        if token.kind == "num":
            return Node("num", value=number(text), name=text)
        if token.kind == "vulgar":
            return Node("num", value=VULGAR[text], name="vulgar")
        if token.kind == "text":
            words = text[text.index("{") + 1 : -1].strip()
            return Node("text", name=words)
        if token.kind == "name" or (token.kind == "cmd" and text in _SYMBOLS):
            name = _SYMBOLS.get(text, text)
            if name in ("infinity", "Infinity", "inf"):
                name = "oo"
            return Node("sym", name=name)
        if token.kind == "fn":
            return self.function(text.lstrip("\\"))
        if token.kind == "open":
            return self.bracket(text)
        if token.kind == "op" and text == "|":
            inner = self.sum()
            if self.take().text not in ("|", "\\right|"):
                raise Unreadable("unbalanced bars")
            return Node("fn", (inner,), "abs")
        if token.kind == "cmd" and text.startswith("\\begin"):
            return self.matrix()
        if self._letter(token):
            if text in ("\\overline", "\\overrightarrow", "\\vec", "\\hat", "\\angle", "\\triangle"):
                return Node("sym", (self.argument(),), text[1:])
            return Node("sym", name=text[1:])
        raise Unreadable(f"unexpected {text!r}")

    def function(self, name: str) -> Node:
        if name.endswith("frac"):
            return Node("/", (self.argument(), self.argument()), "frac")
        if name in ("sqrt", "√"):
            token = self.peek()
            if name == "sqrt" and token and token.text == "[":
                self.at += 1
                index = self.sum()
                if self.take().text != "]":
                    raise Unreadable("unbalanced brackets")
                return Node("^", (self.argument(), Node("/", (Node("num", value=Fraction(1)), index))))
            return Node("fn", (self.argument(),), "sqrt")
        if name in ("lfloor", "lceil"):
            inner = self.sum()
            if self.take().text not in ("\\rfloor", "\\rceil"):
                raise Unreadable("unbalanced floor")
            return Node("fn", (inner,), "floor" if name == "lfloor" else "ceil")
        exponent: Node | None = None
        token = self.peek()
        if token and token.text == "_":
            self.at += 1
            base = self.argument()
            return Node("/", (Node("fn", (self.power(),), "ln"), Node("fn", (base,), "ln")))
        if self.operator() == "^":
            self.at += 1
            exponent = self.argument()
        node = Node("fn", (self.power(),), name)
        return Node("^", (node, exponent)) if exponent else node

    def bracket(self, opening: str) -> Node:
        mark = opening[-1]
        if mark == "|":
            inner = self.sum()
            self.take()
            return Node("fn", (inner,), "abs")
        token = self.peek()
        if token and token.kind == "close":
            self.at += 1
            return Node("set" if mark == "{" else "tuple", ())
        inner = self.listing()
        closing = self.take()
        end = closing.text[-1]
        if closing.kind != "close" or (mark == "{") != (end == "}"):
            raise Unreadable("unbalanced brackets")
        if mark == "{":
            return Node("set", inner.args if inner.kind == "list" else (inner,)) if opening != "{" or inner.kind == "list" else inner
        if inner.kind == "list":
            pair = mark + end
            kind = "tuple" if pair == "()" else "interval" if len(inner.args) == 2 else "tuple"
            return Node(kind, inner.args, pair)
        if mark + end not in ("()", "[]", "..", "(.", ".)"):
            raise Unreadable("unbalanced brackets")
        return Node("group", (inner,))

    def matrix(self) -> Node:
        rows: list[Node] = []
        row: list[Node] = []
        while True:
            token = self.peek()
            if token is None:
                raise Unreadable("unclosed matrix")
            if token.kind == "cmd" and token.text.startswith("\\end"):
                self.at += 1
                break
            if token.text == "&":
                self.at += 1
            elif token.text == "\\\\":
                self.at += 1
                rows.append(Node("row", tuple(row)))
                row = []
            else:
                row.append(self.sum())
        if row:
            rows.append(Node("row", tuple(row)))
        return Node("matrix", tuple(rows))


def parse(text: str) -> Node:
    """The tree of a whole formula; raises `Unreadable`."""
    return parse_tokens(list(tokens(text)))


def parse_tokens(items: list[Token]) -> Node:
    """As `parse`, of tokens that are already there."""
    parser = _Parser(items)
    try:
        node = parser.listing()
    except (RecursionError, ZeroDivisionError) as error:
        raise Unreadable("nested too deeply") from error
    if parser.at != len(parser.items):
        raise Unreadable(f"unexpected {parser.items[parser.at].text!r}")
    return node


# ---------------------------------------------------------------- values


def _bounded(value: Fraction) -> Fraction:
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise Unreadable("number out of bounds")
    return value


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1:
        root = exact_root(base, exponent.denominator) if exponent.denominator <= 64 else None
        return None if root is None else _power(root, Fraction(exponent.numerator))
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent.numerator) * size > MAX_BITS:
        if base in (0, 1):
            return base
        raise Unreadable("power out of bounds")
    if base == 0 and exponent < 0:
        raise Unreadable("division by zero")
    return Fraction(base**exponent.numerator)


def exact_root(value: Fraction, index: int) -> Fraction | None:
    """The rational `index`-th root of `value`, or None where there is none."""
    if value < 0:
        root = exact_root(-value, index) if index % 2 else None
        return None if root is None else -root
    parts = []
    for n in (value.numerator, value.denominator):
        guess = math.isqrt(n) if index == 2 else _integer_root(n, index)
        if guess**index != n:
            return None
        parts.append(guess)
    return Fraction(parts[0], parts[1])


def _integer_root(n: int, index: int) -> int:
    low, high = 0, 1 << (n.bit_length() // index + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**index <= n:
            low = middle
        else:
            high = middle - 1
    return low


def exact(node: Node) -> Fraction | None:
    """The rational value of a formula without symbols; None where it has symbols or is irrational."""
    kind = node.kind
    if kind == "num":
        return node.value
    if kind == "group":
        return exact(node.args[0])
    if kind in ("+", "-", "*", "/", "^"):
        left, right = exact(node.args[0]), exact(node.args[1])
        if left is None or right is None:
            return None
        if kind == "^":
            return _power(left, right)
        if kind == "/":
            if right == 0:
                raise Unreadable("division by zero")
            return _bounded(left / right)
        return _bounded(left + right if kind == "+" else left - right if kind == "-" else left * right)
    if kind in ("neg", "%", "°", "!"):
        inner = exact(node.args[0])
        if inner is None:
            return None
        if kind == "!":
            if inner.denominator != 1 or not 0 <= inner <= 400:
                raise Unreadable("factorial out of bounds")
            return Fraction(math.factorial(inner.numerator))
        return -inner if kind == "neg" else inner / 100 if kind == "%" else inner
    if kind == "fn" and node.name in ("sqrt", "abs", "floor", "ceil"):
        inner = exact(node.args[0])
        if inner is None:
            return None
        if node.name == "sqrt":
            return exact_root(inner, 2)
        return abs(inner) if node.name == "abs" else Fraction(math.floor(inner) if node.name == "floor" else math.ceil(inner))
    return None


def numeric(node: Node, at: Mapping[str, complex]) -> complex:
    """Numeric value with the symbols of `at`; raises `Unreadable` for what has none."""
    try:
        return _numeric(node, at)
    except (OverflowError, ZeroDivisionError, ValueError, TypeError) as error:
        raise Unreadable(str(error)) from error


def _numeric(node: Node, at: Mapping[str, complex]) -> complex:
    kind = node.kind
    if kind == "num":
        return complex(node.value or 0)
    if kind in ("group", "°"):
        inner = _numeric(node.args[0], at)
        return inner * math.pi / 180 if kind == "°" and at.get("°") else inner
    if kind == "sym":
        if node.name in at:
            return at[node.name]
        raise Unreadable(f"unknown symbol {node.name}")
    if kind in ("sub", "prime"):
        name = canonical(node)
        if name in at:
            return at[name]
        raise Unreadable(f"unknown symbol {name}")
    if kind == "neg":
        return -_numeric(node.args[0], at)
    if kind == "%":
        return _numeric(node.args[0], at) / 100
    if kind == "!":
        return complex(math.gamma(_numeric(node.args[0], at).real + 1))
    if kind == "fn":
        inner = _numeric(node.args[0], at)
        if node.name in ("floor", "ceil"):
            return complex(math.floor(inner.real) if node.name == "floor" else math.ceil(inner.real))
        return complex(_FUNCTIONS[node.name](inner))
    if kind in ("+", "-", "*", "/", "^"):
        left, right = _numeric(node.args[0], at), _numeric(node.args[1], at)
        if kind == "^":
            return left**right
        return left + right if kind == "+" else left - right if kind == "-" else left * right if kind == "*" else left / right
    raise Unreadable(f"no value: {kind}")


def symbols(node: Node) -> set[str]:
    """Names of the unknowns; pi, e, i and infinity are none."""
    if node.kind in ("sub", "prime"):
        return {canonical(node)}
    if node.kind == "sym":
        return set() if node.name in ("pi", "e", "i", "oo", "emptyset") else {node.name}
    return set().union(*(symbols(a) for a in node.args)) if node.args else set()


def canonical(node: Node) -> str:
    """One spelling of a formula: ``7/2``, ``x**2 + 1``, ``{1,2,5}``, ``[2,5)``, ``3:2``."""
    if node.kind not in ("tuple", "set", "list", "interval", "rel", "ratio", "matrix", "row", "∪"):
        try:
            value = exact(node)
        except Unreadable:
            value = None
        if value is not None and node.kind != "%":
            return str(value)
    args = [canonical(a) for a in node.args]
    kind = node.kind
    if kind == "num":
        return str(node.value)
    if kind in ("sym", "text"):
        return node.name + (f"({args[0]})" if args else "")
    if kind == "group":
        return f"({args[0]})"
    if kind in ("+", "-", "±", "∪", "∩", "setminus") and len(args) == 2:
        return f"{args[0]} {kind} {args[1]}"
    if kind in ("*", "/", "^"):
        sign = {"*": "*", "/": "/", "^": "**"}[kind]
        return sign.join(f"({a})" if " " in a or (kind != "*" and "/" in a) else a for a in args)
    if kind in ("neg", "±"):
        return ("-" if kind == "neg" else "±") + (f"({args[0]})" if " " in args[0] else args[0])
    if kind in ("set", "list"):
        return ("{" if kind == "set" else "") + ",".join(args) + ("}" if kind == "set" else "")
    if kind in ("tuple", "interval"):
        pair = node.name or "()"
        return pair[0] + ",".join(args) + pair[1]
    if kind == "ratio":
        return ":".join(args)
    if kind == "rel":
        return "".join(f"{a} {s} " for a, s in zip(args, node.name.split(), strict=False)) + args[-1]
    if kind == "fn":
        return f"{node.name}({args[0]})"
    if kind == "sub":
        return f"{args[0]}_{args[1]}"
    return kind + "(" + ",".join(args) + ")"
