"""Texts that are meant to cost, to be obeyed, or to break what reads them; each kind at any length."""

from collections.abc import Callable
from itertools import count, islice, takewhile


def _repeated(part: str) -> Callable[[int], str]:
    return lambda size: part * (size // len(part))


def _nested(before: str, inside: str, after: str) -> Callable[[int], str]:
    def text(size: int) -> str:
        depth = (size - len(inside)) // (len(before) + len(after))
        return before * depth + inside + after * depth

    return text


def _counted(line: Callable[[int], str]) -> Callable[[int], str]:
    def text(size: int) -> str:
        width = len(line(10**6))
        return "".join(map(line, islice(count(), size // width)))

    return text


def _surrounded(before: str, part: str, after: str) -> Callable[[int], str]:
    return lambda size: before + part * ((size - len(before) - len(after)) // len(part)) + after


KINDS: dict[str, Callable[[int], str]] = {
    "one line of letters": _repeated("a"),
    "one line of digits": _repeated("7"),
    "an answer of many digits": _surrounded("The answer is ", "7", "."),
    "an equality of many digits": lambda size: f"{'9' * (size // 2 - 4)} + 1 = {'9' * (size // 2 - 4)}",
    "towers of powers": _repeated("9**9**9 = 5\n9^9^9^9 = 3\n\\(9^{9^{9^{9}}}\\) = 1\n"),
    "factorials of factorials": _repeated("(9!)!! = 5\n170!^170! = 3\n"),
    "exponents of many digits": _repeated("2^1000000 = 5\n10^999999999 = 3\n1e999999999 = 2\n"),
    "fractions in fractions": _nested("\\frac{1}{", "2", "}"),
    "roots in roots": _nested("\\sqrt{", "4", "}"),
    "powers in powers": _nested("2^{", "2", "}"),
    "parentheses": _nested("(", "1", ")"),
    "boxes in boxes": _nested("\\boxed{", "5", "}"),
    "boxes without end": _repeated("\\boxed{"),
    "a matrix without end": _repeated("\\begin{pmatrix}1 & 2\\\\ "),
    "formulae without end": _repeated("$"),
    "formulae": _repeated("$\\frac{1}{2} + \\sqrt{x}$ "),
    "JSON in JSON": _nested('{"a":', "1", "}"),
    "lists without end": _repeated("["),
    "plans": _repeated('```json\n{"days": [{"day": 1, "stops": []}]}\n```\n'),
    "days": _repeated("Day 1: 09:00 Castle\n"),
    "claims, a line each": _counted(lambda n: f"{n} + 1 = {n + 1}\n"),
    "claims on one line": _repeated("1+1=2 "),
    "claims in words": _repeated("3 x 4 = 12, so "),
    "a chain of signs": _repeated("=1"),
    "a sum without end": _repeated("+1"),
    "quotients": _repeated("1/"),
    "thousands": _repeated("1,"),
    "per cent of per cent": _repeated("5% of "),
    "numerals": _repeated("一億"),
    "numbers in words": _repeated("twenty-one thousand "),
    "answers": _repeated("The answer is 5. "),
    "other answers": _counted(lambda n: f"Answer: {n}\n"),
    "checks": _repeated("Wait, let me check. "),
    "checks in Japanese": _repeated("検算してみると、違います。"),
    "thoughts": _repeated("<think>"),
    "thoughts that end": _repeated("<think></think>"),
    "sentences": _repeated("A. "),
    "a loop": _repeated("ab "),
    "quotation marks": _repeated("「"),
    "asterisks": _repeated("*"),
    "dashes": _repeated("- "),
    "spaces": _repeated(" "),
    "line feeds": _repeated("\n"),
    "carriage returns": _repeated("\r"),
    "NUL": _repeated("\0"),
    "escape sequences": _repeated("\x1b[31m\x1b]0;x\x07\x9b2J"),
    "directions": _repeated("\u202e\u2066\u200f"),
    "lone surrogates": _repeated("\ud800 = 1, "),
    "accents": _surrounded("e", "\u0301", ""),
    "ligatures": _repeated("\ufdfa"),
    "beyond the first plane": _repeated("𝟙+𝟙=𝟚 🗻"),
    "markup": _repeated("<script>alert(1)</script><img src=x onerror=alert(1)>"),
    "markup in formulae": _repeated("$\\href{javascript:alert(1)}{x}$"),
    "entities": _repeated("&lt;&#x202e;"),
    "placeholders": _repeated("{{ 7*7 }}{% for x in range(10**9) %}${x}"),
    "cells of a spreadsheet": _repeated("=HYPERLINK(A1)\n"),
    "every character": lambda size: "".join(map(chr, takewhile(lambda c: c < min(size, 0x110000), count()))),
}
"""Name -> a text of about so many characters."""
