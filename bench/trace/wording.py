r"""What is left of a stated answer without its delimiters, emphasis and filler: ``**about $12$.**`` -> ``12``."""

import re
from fractions import Fraction

from bench.trace import numbers, units

_DOLLAR = re.compile(r"(?<![\\$])\$(?!\$)(?=\S)([^$\n]{0,300}?\S)(?<!\\)\$(?![0-9])")

_MARKUP = re.compile(r"\\(?<!\\\\)[()\[\]]|\*(?<![0-9A-Za-z)]\*)\*|\*\*(?![0-9A-Za-z(])|`")


def plain(text: str) -> str:
    """Folded text with the delimiters of mathematics and emphasis blanked out; the same length.

    A dollar sign that stands before a price stays.
    """
    folded = numbers.fold(text)
    if "$" in folded:
        folded = _DOLLAR.sub(lambda m: " " + m[1] + " ", folded)
        folded = folded.replace("$$", "  ")
    return _MARKUP.sub(lambda m: " " * len(m[0]), folded)


_LEAD = re.compile(
    r"^(?:the (?:final )?answer (?:is|=)|answer:?|is|are|equals?|approximately|about|exactly"
    r"|only|just|約|およそ|ちょうど)\s+",
    re.I,
)
_TRAIL = re.compile(
    r"(?:[.。、,;:！\s]|(?:(?<=[A-Za-z]{2})|(?<=1[3-9])|(?<=[2-9][0-9])|(?<=[0-9]{3}))!|\\\\"
    r"|です|だ|である|となる|になる|になります|となります|でした)+$"
)
_REPEATED = re.compile(r"(?<=\S)\s?\(([A-Za-z][A-Za-z -]{1,40}|[ぁ-ヿ㐀-鿿㎝㎡㎞㎏]{1,6})\)$")
"""What stands in parentheses behind a number: the number in words, or its unit."""
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_REPEATING = re.compile(
    r"(?<![0-9.])([0-9]{0,20})\.([0-9]{0,20})(?:\\(?:overline|bar)\s?\{([0-9]{1,40})\}"
    r"|\\dot\{?([0-9])\}?(?:([0-9]{0,40})\\dot\{?([0-9])\}?)?)"
)
TEXT_GROUP = re.compile(r"\\(?:text|textbf|mathrm|mbox|textit|operatorname)\s*\{([^{}]{0,80})\}")
_ONLY_TEXT = re.compile(r"\\(?:text|textbf|mathrm|mbox)\s*\{([^{}]{1,200})\}")
ONLY_WORDS = re.compile(r"(?:\s*(?:[A-Za-z]{2,}+[.,]?|[ぁ-ヿ㐀-鿿]++、?))*+")


def bare(text: str) -> str:
    """The words of an answer alone: folded, without delimiters, filler, quotes and the repetition in parentheses."""
    folded = plain(text)
    found = _TRAIL.sub("", folded.strip()).strip()
    while m := _LEAD.match(found):
        found = found[m.end() :]
    found = found.strip("\"'“”「」『』<>_ ")
    if whole := _ONLY_TEXT.fullmatch(found):
        found = whole[1].strip()
    if (aside := _REPEATED.search(found)) and len(numbers.quantities(found, 0, aside.start())) == 1:
        unit = units.AFTER_NUMBER.fullmatch(aside[1])
        same = numbers.read(aside[1])
        if unit or same or not ONLY_WORDS.fullmatch(found, 0, aside.start()):
            found = found[: aside.start()] + (aside[1] if unit else "" if same else " " + aside[1])
    if len(found) == 1 and found in _CIRCLED:
        return str(_CIRCLED.index(found) + 1)
    return _REPEATING.sub(_repeating, found)


def unwrapped(text: str) -> str:
    r"""``12\text{ hours}`` -> ``12 hours``."""
    return re.sub(r"\s+", " ", TEXT_GROUP.sub(lambda m: m[1], text))


def _repeating(m: re.Match[str]) -> str:
    r"""``0.1\overline{6}`` and ``0.1\dot{6}`` as a fraction."""
    whole, fixed = m[1] or "0", m[2]
    period = m[3] or (m[4] + (m[5] or "") + (m[6] or ""))
    value = int(whole + fixed) + Fraction(int(period), 10 ** len(period) - 1)
    value /= 10 ** len(fixed)
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def tidied(bare: str) -> str:
    r"""Without doubled backslashes (``\\\\frac``, from an escaped text) and the row spacing of matrices."""
    if re.search(r"\\\\(?:left|right|frac|sqrt|pi|begin|text|cdot|infty)", bare):
        bare = bare.replace("\\\\", "\\")
    return re.sub(r"\\\\\[[0-9.]{1,6}(?:pt|em|ex|mm)\]", r"\\\\", bare)
