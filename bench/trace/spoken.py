"""Arithmetic said in words: ``half of 30 is 15``, ``25 + 17, for a total of 42``, 12の3倍は36, 40 + 20、合計60.

The words become the tokens that stand for them; the relation is the word itself.
"""

import re

from bench.trace.formula import Token

_NUMBER = r"(?=(?: ?(?:about|approximately|roughly|約|およそ))? ?[-$£€¥\\(]{0,4}[0-9])"
VERBS = (
    r"(?:(?:for|making|giving) a (?:total|sum) of|equals?|is(?: equal to)?|are|makes?|gives?(?: us)?|yields?|totals?"
    r"|comes to)"
)
TOTALS = r"(?:で|して)?[、,]? ?(?:合計|全部で|合わせて|計)"
_ENDS = r"(?:です|だ|である|になり|となり|になる|となる|になっ|。|\n|$)"
_SAYS = re.compile(
    rf"[^\x00-\x7f、。はで]{{0,3}}"
    rf"(?:(?:, )?\b{VERBS}{_NUMBER}|{TOTALS}(?:すると|して)?(?:は|で|が)?、?{_NUMBER}"
    rf"| ?[はで](?= ?約?[¥$]?[0-9][0-9,.]{{0,15}} ?[^\s0-9]{{0,3}}?{_ENDS}))"
)
"""The words between a calculation and its result, with what is counted before them."""
_NOT_SAID = re.compile(
    r"\s?(?:[A-Za-z]+ )?(?:more|less|fewer|greater|larger|smaller|times|than|or|to|out of|of the|per)\b"
    r"|[-〜~:/]\s?[0-9]"
)
"""Behind a result these say that it is none: ``2 × 3 is 5 less than 11``."""
_PART = re.compile(
    r"(?:(?:an?|one)\s+)?(?P<one>half|third|quarter|fourth|fifth|tenth)\s+of\s+(?=[$£€¥\\(]{0,3}[0-9])"
    r"|(?P<many>two|three)[ -](?P<parts>thirds|quarters|fourths|fifths)\s+of\s+(?=[$£€¥\\(]{0,3}[0-9])"
    r"|(?P<times>twice|double|triple)\s+(?=[$£€¥\\(]{0,3}[0-9])",
    re.I,
)
_WORDS_BEFORE = frozenset(
    (
        "a",
        "an",
        "one",
        "half",
        "third",
        "quarter",
        "fourth",
        "fifth",
        "tenth",
        "two",
        "three",
        "twice",
        "double",
        "triple",
    )
)
_WORDS_BEHIND = frozenset((
    ",", "for", "making", "giving", "equal", "equals", "is", "are", "make", "makes", "give", "gives", "yield",
    "yields", "total", "totals", "comes", "percent", "per", "of",
))  # fmt: skip
_FACTORS = {
    "half": "1/2", "third": "1/3", "quarter": "1/4", "fourth": "1/4", "fifth": "1/5", "tenth": "1/10",
    "twice": "2", "double": "2", "triple": "3", "two": "2", "three": "3",
}  # fmt: skip
_BEHIND = re.compile(
    r"円?の(?:(?P<half>半分)|(?P<bottom>[0-9]{1,6})分の(?P<top>[0-9]{1,6})|(?P<times>[0-9]{1,6}(?:\.[0-9]{1,6})?)倍"
    r"|(?=[0-9]{1,6}(?:\.[0-9]{1,6})?\s?(?:%|パーセント)))"
    r"|(?P<percent>percent|per cent|パーセント)(?P<of>\s+of\s+(?=[$£€¥\\(]{0,3}[0-9]))?"
    r"|(?P<product>of\s+(?=[$£€¥\\(]{0,3}[0-9]))"
    r"|(?P<sign>足す|たす|引く|ひく|かける|掛ける|割る|わる)(?=\s?[0-9])"
)
_SIGNS = {"足す": "+", "たす": "+", "引く": "−", "ひく": "−", "かける": "×", "掛ける": "×", "割る": "÷", "わる": "÷"}


def may_begin(word: str, *, operand: bool) -> bool:
    """May what this module reads begin with a word, in front of a number or behind one (`operand`)?"""
    if not word.isascii():
        return operand
    return word in _WORDS_BEHIND if operand else word.lower() in _WORDS_BEFORE


def says(folded: str, at: int) -> int:
    """Where the words end that stand between a calculation before `at` and its result; 0 where there are none."""
    m = _SAYS.match(folded, at)
    return m.end() if m else 0


def denied(folded: str, end: int) -> bool:
    """Does the text go on so that the number before `end` is not the result?"""
    return _NOT_SAID.match(folded, end) is not None


def before(folded: str, at: int) -> tuple[list[Token], int]:
    """``half of``, ``two thirds of``, ``twice`` in front of a number, as a factor and a sign; and where they end."""
    m = _PART.match(folded, at)
    if not m:
        return [], at
    if m["many"]:
        bottom = _FACTORS[m["parts"].lower().rstrip("s")].partition("/")[2]
        factor = f"{_FACTORS[m['many'].lower()]}/{bottom}"
    else:
        factor = _FACTORS[(m["one"] or m["times"]).lower()]
    return [*_fraction(factor, at, m.end()), Token("op", "×", at, m.end())], m.end()


def behind(folded: str, at: int, *, share: bool) -> tuple[list[Token], int]:
    """の半分, の3倍, ``percent``, ``of``, 足す behind a number, as tokens; and where they end.

    Parameters
    ----------
    share : the number is a percentage or a fraction, so that ``of`` multiplies.
    """
    m = _BEHIND.match(folded, at)
    if not m or (m["product"] and not share):
        return [], at
    end = m.end()
    if m["percent"]:
        more = [Token("op", "×", m.start("of"), end)] if m["of"] else []
        return [Token("op", "%", at, m.end("percent")), *more], end
    if m["sign"]:
        return [Token("op", _SIGNS[m["sign"]], at, end)], end
    factor = "1/2" if m["half"] else f"{m['top']}/{m['bottom']}" if m["bottom"] else m["times"] or ""
    return [Token("op", "×", at, end), *(_fraction(factor, at, end) if factor else [])], end


def _fraction(written: str, start: int, end: int) -> list[Token]:
    top, slash, bottom = written.partition("/")
    if not slash:
        return [Token("num", top, start, end)]
    return [
        Token("open", "(", start, end),
        Token("num", top, start, end),
        Token("op", "/", start, end),
        Token("num", bottom, start, end),
        Token("close", ")", start, end),
    ]
