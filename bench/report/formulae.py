r"""LaTeX in a text, as MathML of a restricted structure.

Formulae stand between ``\( \)``, ``\[ \]``, ``$$ $$`` or ``$ $``, or are a bare ``\boxed{}``. Each is converted by
latex2mathml and then copied, element by element, into a tree that names only known elements, known attributes and
harmless values; the browser builds its elements from that tree. What is too long, too deep or no LaTeX stays text.

A tree is a string for a leaf (its first letter says which: ``n3776`` a number, ``ix`` an identifier, ``o+`` an
operator, ``tand`` text), else a list: the element's name, with its attributes after bars (``table|columnalign=left``),
then its children. A leaf with attributes is such a list with one plain string.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from xml.etree.ElementTree import Element

Tree = str | list["Tree"]

LONGEST = 600
"""Code points of a formula; longer ones stay as they are."""
MOST = 200
"""Formulae of one text; what comes after stays as it is."""
BUDGET = 30_000
"""Different formulae of a report: some ten seconds of conversion."""
_DEEPEST, _MOST_ELEMENTS = 24, 400
_LEAVES = {"mn": "n", "mi": "i", "mo": "o", "mtext": "t"}
_ELEMENTS = {
    *("mfrac", "mrow", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr"),
    *("mtd", "mspace", "mstyle", "mpadded", "mphantom", "menclose", "mmultiscripts", "mprescripts", "none", "merror"),
}
_ATTRIBUTES = {
    *("mathvariant", "stretchy", "fence", "form", "separator", "accent", "accentunder", "linethickness", "columnalign"),
    *("displaystyle", "scriptlevel", "notation", "lspace", "rspace", "width", "minsize", "maxsize", "rowspacing"),
}
_VALUE = re.compile(r"[a-z][a-z -]{0,39}|-?\d{0,1}(?:\.\d{1,4})?(?:em|ex|px|pt|%)?")
"""Words, and lengths below 10 of their unit: nothing that could push the page out of its bounds."""

_DELIMITED = re.compile(
    r"(?=[\\$])(?:"
    r"\\\((?P<round>(?:[^\\]|\\[^()]){1,600}?)\\\)"
    r"|\\\[(?P<square>(?:[^\\]|\\[^\[\]]){1,600}?)\\\]"
    r"|\$\$(?P<double>[^$]{1,600})\$\$"
    r"|(?<![\\$\w])\$(?P<single>[^\s$](?:[^$\n]{0,598}[^\s$\\])?)\$(?![\d$])"
    r"|(?P<boxed>\\boxed\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]{0,80}\}){0,80}\}){0,160}\}))"
)
_COMMAND = re.compile(r"\\(?:text|textbf|mathrm|mbox|operatorname) *\{[^{}]*\}|\\[A-Za-z]+")
_WORD = re.compile(r"[a-z]{3,}")
"""What stands between the dollars of two prices, but outside commands in no formula."""


class Formula(NamedTuple):
    """A formula in a text."""

    start: int
    end: int
    """Both in code points, delimiters included."""
    latex: str
    """Without its delimiters."""
    tree: Tree
    display: bool
    """Whether it stands on a line of its own."""


class Converter:
    """Finds and converts the formulae of many texts, each formula once.

    Parameters
    ----------
    budget : different formulae that are converted; further ones stay as they are.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._left = budget
        self._known: dict[str, Tree | None] = {}

    def formulae(self, text: str) -> Iterator[Formula]:
        """The formulae of a text that can be shown as MathML, at most `MOST`, in order."""
        if "\\" in text or "$" in text:
            yield from islice(self._found(text), MOST)

    def _found(self, text: str) -> Iterator[Formula]:
        for match in _DELIMITED.finditer(text):
            kind = match.lastgroup or ""
            latex = match[kind].strip()
            if kind == "single" and _WORD.search(_COMMAND.sub("", latex)):
                continue
            tree = self._tree(latex)
            if tree is not None:
                yield Formula(match.start(), match.end(), latex, tree, kind in ("square", "double"))

    def _tree(self, latex: str) -> Tree | None:
        if latex not in self._known:
            if self._left <= 0:
                return None
            self._left -= 1
            self._known[latex] = mathml(latex)
        return self._known[latex]


def mathml(latex: str) -> Tree | None:
    """A formula as a tree; None where it is too long, too deep, or not LaTeX that the converter reads."""
    from latex2mathml.converter import convert_to_element

    if len(latex) > LONGEST or _depth(latex) > _DEEPEST:
        return None
    try:
        made = convert_to_element(latex)
        left = [_MOST_ELEMENTS]
        return _copy(made[0] if len(made) == 1 else made, left, 0)
    except Exception:  # hostile LaTeX makes the converter raise whatever it likes; then the text is shown as it is
        return None


def _depth(latex: str) -> int:
    """How deep braces, environments and pairs of delimiters nest at most."""
    depth = deepest = 0
    for token in re.findall(r"\\left|\\right|\\begin|\\end|\\.|[{}]", latex):
        if token in ("{", "\\left", "\\begin"):
            depth += 1
        elif token in ("}", "\\right", "\\end"):
            depth -= 1
        deepest = max(deepest, depth)
    return deepest


def _copy(element: Element, left: list[int], depth: int) -> Tree:
    """What is known of an element, as a tree; ValueError where it is too large, or holds what is not known."""
    left[0] -= 1
    if left[0] < 0 or depth > 2 * _DEEPEST:
        raise ValueError("too large")
    attributes = "".join(
        f"|{name}={value}"
        for name, value in sorted(element.attrib.items())
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    if letter := _LEAVES.get(element.tag):
        text = html.unescape(element.text or "")
        return [letter + attributes, text] if attributes else letter + text
    if element.tag not in _ELEMENTS and element.tag != "math":
        raise ValueError(f"unknown element {element.tag}")
    children = [_copy(child, left, depth + 1) for child in element]
    name = "row" if element.tag == "math" else element.tag.removeprefix("m")
    if name == "row" and not attributes and len(children) == 1:
        return children[0]
    return [name + attributes, *children]
