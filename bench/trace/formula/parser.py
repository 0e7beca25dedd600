"""The grammar of formulas, by recursive descent with bounds on depth and length."""

import re
from fractions import Fraction

from bench.trace.formula.lexer import IGNORED, OPERATORS, RELATIONS, SUPERSCRIPT, SYMBOLS, VULGAR, Token, number
from bench.trace.formula.tree import Node, Unreadable, exact, interval, pair

MAX_DEPTH = 40
MAX_TOKENS = 1500
_MINUS_ONE = Node("neg", (Node("num", value=Fraction(1), name="1"),))
_CLOSING = {"\\rfloor", "\\rceil", "\\rvert", "\\rangle", "\\mid"}


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, items: list[Token]) -> None:
        if len(items) > MAX_TOKENS:
            raise Unreadable("too long")
        self.items = [t for t in items if not (t.kind == "cmd" and t.text in IGNORED)]
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token | None:
        at = self.at + ahead
        return self.items[at] if at < len(self.items) else None

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise Unreadable("ends too soon")
        self.at += 1
        return token

    def operator(self) -> str:
        if self.at < len(self.items) and self.items[self.at].kind == "op":
            text = self.items[self.at].text
            return OPERATORS.get(text, text)
        return ""

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
        if token.kind == "sep":
            return True
        words = token.text
        if token.kind == "text":
            words = words[words.index("{") + 1 : -1].strip()
        return token.kind in ("text", "name") and words.lower() in ("and", "or", "または", "と")

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
            left = Node(op, (interval(left), interval(self.ratio())))
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
            elif (
                token.kind in ("num", "vulgar", "fn")
                or (token.kind == "name" and not self._separates(token))
                or (token.kind == "open" and not token.text.endswith("["))
                or (token.kind == "cmd" and (token.text in SYMBOLS or token.text.startswith("\\begin")))
                or self._letter(token)
            ):
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
        return (
            token.kind == "cmd"
            and len(token.text) > 2
            and token.text[1:].isalpha()
            and token.text not in IGNORED
            and token.text not in _CLOSING
        )

    def _mixed(self, left: Node, right: Node) -> Node | None:
        r"""``2\frac{1}{4}`` and ``3 1/2`` are sums."""
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
            digits = token.text.translate(SUPERSCRIPT)
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
            elif after and after.kind == "num" and len(after.text) > 1 and any(t.text[0] == "\\" for t in self.items):
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
        r"""One argument of a LaTeX command: a group, or a single digit (``\frac34``)."""
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
        if token.kind == "name" or (token.kind == "cmd" and text in SYMBOLS):
            name = SYMBOLS.get(text, text)
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
        if text == "\\lvert":
            inner = self.sum()
            if self.take().text != "\\rvert":
                raise Unreadable("unbalanced bars")
            return Node("fn", (inner,), "abs")
        if text == "\\langle":
            inner = self.listing()
            if self.take().text != "\\rangle":
                raise Unreadable("unbalanced brackets")
            return Node("tuple", inner.args if inner.kind == "list" else (inner,), "()")
        if text == "\\mathbb":
            return Node("sym", name="ℝ" if (inner := self.argument()).name == "R" else "mathbb" + inner.name)
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
            whole = token is not None and token.kind == "num" and name == "√"
            return Node("fn", (self.primary() if whole else self.argument(),), "sqrt")
        if name.endswith("binom"):
            return Node("fn", (self.argument(), self.argument()), "binom")
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
        inner = self.applied()
        if inner.kind == "°":
            inner = Node("/", (Node("*", (inner.args[0], Node("sym", name="pi"))), Node("num", value=Fraction(180))))
        if exponent == _MINUS_ONE and name in ("sin", "cos", "tan"):
            return Node("fn", (inner,), "arc" + name)
        node = Node("fn", (inner,), name)
        return Node("^", (node, exponent)) if exponent else node

    def applied(self) -> Node:
        r"""What a function without parentheses applies to: 2x in ``\cos 2x``."""
        token = self.peek()
        inner = self.power()
        while token and token.kind in ("num", "name") and (token := self.peek()):
            if not (token.kind == "name" and not self._separates(token)) and not (
                token.kind == "cmd" and (token.text in SYMBOLS or self._letter(token))
            ):
                break
            inner = Node("*", (inner, self.power()), "implicit")
        return inner

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
        if mark == "{" and (condition := self._condition(inner)):
            return condition
        closing = self.take()
        end = closing.text[-1]
        if closing.kind != "close" or (mark == "{") != (end == "}"):
            raise Unreadable("unbalanced brackets")
        if mark == "{":
            return (
                Node("set", inner.args if inner.kind == "list" else (inner,))
                if opening != "{" or inner.kind == "list"
                else inner
            )
        if mark + end in ("(]", "[)", "[]"):
            inner = pair(inner) or inner
        if inner.kind == "list":
            kind = "tuple" if mark + end == "()" else "interval" if len(inner.args) == 2 else "tuple"
            return Node(kind, inner.args, mark + end)
        if mark + end not in ("()", "[]", "..", "(.", ".)"):
            raise Unreadable("unbalanced brackets")
        return Node("group", (inner,))

    def _condition(self, inner: Node) -> Node | None:
        """``{x | x > 2}`` and ``{x : x > 2}`` say x > 2."""
        token = self.peek()
        if token and token.text in ("\\mid", "|"):
            self.at += 1
            inner = self.listing()
        elif inner.kind == "rel" and inner.args[0].kind == "ratio" and inner.args[0].args[0].kind == "sym":
            inner = Node("rel", (inner.args[0].args[1], *inner.args[1:]), inner.name)
        else:
            return None
        if not self.take().text.endswith("}"):
            raise Unreadable("unbalanced braces")
        return inner

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


def tree_of(items: list[Token]) -> Node:
    """The tree of all the tokens, however high; raises `Unreadable`."""
    parser = _Parser(items)
    node = parser.listing()
    if parser.at != len(parser.items):
        raise Unreadable(f"unexpected {parser.items[parser.at].text!r}")
    return node
