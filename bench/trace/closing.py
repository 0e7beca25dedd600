"""The answer in the closing sentence, for a text that announces none."""

import re
from fractions import Fraction

from bench.trace import numbers, split, values, wording
from bench.trace.asked import last_quantity
from bench.trace.formula import Node
from bench.trace.numerals import ORDINALS
from bench.trace.statements import Statement
from bench.trace.values import Value

_QUESTION = re.compile(r"[?？]\s*[\"”」]?\s*$|(?:ですか|ますか|しょうか|なさい|ください|求めよ)[。.]?\s*$")
_DENIES = re.compile(
    r"\b(?:is|are)(?: not|n't) (?:also )?(?:an? |the )?(?:valid |correct |possible )?"
    r"(?:solutions?|answers?|correct|equal|possible|valid|true)\b"
    r"|\b(?:does|do)(?: not|n't) (?:work|satisfy|hold|match|equal)\b"
    r"|(?:解|答え|正解)ではな|成り立たな|一致しな",
    re.I,
)
"""A sentence that says what is no answer."""
_STRUCTURE = re.compile(
    r"\\?\{[^{}\n]{1,200}\\?\}|[(\[][^()\[\]\n]{1,100}[)\]]|\\begin\{[pbv]?matrix\}.{1,600}?\\end\{[pbv]?matrix\}", re.S
)


def closing(text: str, start: int, end: int, question: str | None, folded: str) -> Statement | None:
    """The answer of the last sentence that has one, where no statement is explicit."""
    begin = max(start, end - 3000)
    quoted = re.sub(r"\s+", "", question or "")
    whole = text[start:end].strip()
    if (none := _none(whole, question)) is not None:
        return Statement(start, end, text[start:end], "closing", none)
    formula = _MATHS.search(whole)
    inside = formula is not None and formula[0] != whole and re.search(r"[A-Za-z]", formula[0]) is not None
    if not inside and len(whole) <= 400 and "\n\n" not in whole and not _QUESTION.search(whole):
        value = values.interpret(whole, question)
        words = value is not None and value.node is not None and value.node.kind == "text"
        if value is not None and (not words or (len(whole) < 30 and not _NO_NAME.search(whole))):
            return Statement(start, end, text[start:end], "closing", value)
    for a, b in reversed(split.sentences(folded, begin, end)[-6:]):
        sentence = folded[a:b]
        if _QUESTION.search(sentence) or _DENIES.search(sentence) or re.sub(r"\s+", "", text[a:b]) in quoted:
            continue
        value = _closing_value(text, folded, a, b, question)
        if value is not None:
            return Statement(a, b, text[a:b], "closing", value)
    return None


_NO_NAME = re.compile(rf"[0-9]|^(?:I|he|she|it|they|we|you|there|this|that)\b|\b(?:{'|'.join(ORDINALS)})\b", re.I)
"""Words that stand in a sentence and not in a name."""
_NOT_ANY = re.compile(r"\b(?:no (?!longer|more than|one|doubt|matter|way|need)([a-z]+)|(none|nobody|nothing)\b)", re.I)
_COUNTS = re.compile(r"how (?:many|much)|いくつ|いくら|何[個人本枚匹冊円]", re.I)


def _none(passage: str, question: str | None) -> Value | None:
    """``No apples are left``: 0, where a number is asked for."""
    if len(passage) > 200 or any(map(str.isdigit, passage)) or not _COUNTS.search(question or ""):
        return None
    m = _NOT_ANY.search(passage)
    return Value("0", Fraction(0), m[1]) if m else None


MAX_SHORT = 60
LOOK_BACK = 600


def repeated(text: str, start: int, end: int, question: str | None, folded: str) -> Statement | None:
    """A last paragraph that is nothing but a value which the prose before it has come to."""
    gap = text.rfind("\n\n", start, end)
    short = text[gap + 2 : end].strip() if gap >= 0 else ""
    if not short or len(short) > MAX_SHORT or re.search(r"[=\n]|^[0-9]{1,2}[.)]", short):
        return None
    value = values.interpret(short, question)
    words = value is not None and value.node is not None and value.node.kind == "text"
    if value is None or words or (numbers.read(wording.bare(short)) is None and re.search(r"[A-Za-z]{2} [a-z]", short)):
        return None
    before = wording.plain(text[max(start, gap - LOOK_BACK) : gap])
    known = {q.value for q in numbers.quantities(before)}
    if value.number not in known and re.sub(r"\s", "", short) not in re.sub(r"\s", "", before):
        return None
    begin = text.index(short, gap)
    return Statement(begin, end, short, "closing", value)


_NAMES = ("text", "sym", "sub", "prime")
"""Kinds of formulas that only name something."""
_MATHS = re.compile(r"(?<!\\)\$\$?([^$]{1,300})\$|\\\((.{1,300}?)\\\)|\\\[(.{1,300}?)\\\]", re.S)


def _closing_value(text: str, folded: str, a: int, b: int, question: str | None) -> Value | None:
    passage = wording.plain(text[a:b])
    maths = list(_MATHS.finditer(text, a, b))
    if maths and not numbers.quantities(folded, maths[-1].end(), b):
        value = values.interpret(next(x for x in maths[-1].groups() if x), question)
        if value is not None and value.node is not None and value.node.kind not in _NAMES and value.number is None:
            return value
    structures = list(_STRUCTURE.finditer(passage))
    if (structures and "," in structures[-1][0]) or (structures and "matrix" in structures[-1][0]):
        value = values.interpret(structures[-1][0])
        if value is not None and value.node is not None and value.node.kind in ("set", "tuple", "interval", "matrix"):
            return value
    if re.search(r"\bempty set\b|空集合", passage):
        return Value("{}", node=Node("set"))
    value = last_quantity(folded, a, b, question)
    if value is None:
        if (none := _none(passage, question)) is not None:
            return none
        ordinal = re.search(
            r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?: place)?[.!]?$", passage.strip()
        )
        if ordinal:
            n = ORDINALS[ordinal[1]]
            return Value(str(n), Fraction(n))
    return value
