"""Reasoning moves: words that tell what a sentence does to a result: doubt it, check it, agree, give its approach up.

Two languages, one set of classes. English rules are looked up by the words of a sentence and Japanese ones by one scan,
so that a sentence without any of them costs no regular expression of its own.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bench.records import Span
from bench.trace import moves_en, moves_ja

MOVES = (
    "doubt", "hesitation", "yes", "check", "agree", "disagree", "admit", "same", "earlier", "again",
    "substitute", "understand", "recap", "other", "given_up", "restart", "denial", "turn", "maybe", "confident", "past",
)  # fmt: skip
"""Each named after what the sentence does."""

_OPENING = ("doubt", "hesitation", "yes")
_PAUSES = "、,。 「(\n"
"""A Japanese word of an opening class stands at the start of a sentence or behind one of these."""
_LETTERS = bytes(c if c in b"abcdefghijklmnopqrstuvwxyz0123456789'-" else ord(" ") for c in range(256))
_COMPILED = tuple((name, re.compile(pattern) if pattern else None, words) for name, words, pattern in moves_en.RULES)
_BY_WORD: dict[str, list[int]] = {}
for _i, (_name, _pattern, _words) in enumerate(_COMPILED):
    for _word in _words.split():
        _BY_WORD.setdefault(_word, []).append(_i)
_TRIGGERS = frozenset(_BY_WORD)
MAX_READ = 600
"""Characters of a sentence that are read: what it does is said in its beginning."""


def moves(lowered: str, start: int, end: int) -> dict[str, Span]:
    """The moves of a sentence, each with the span of the first words that tell it.

    Parameters
    ----------
    lowered : the folded text in lower case.
    start, end : the sentence.
    """
    end = min(end, start + MAX_READ)
    found: dict[str, Span] = {}
    words = _plain(lowered)[start:end].split()
    if hits := _TRIGGERS.intersection(words):
        _english(lowered, start, end, hits, found)
    for word in words[:3]:
        name = moves_en.OPENERS.get(word)
        if name is None:
            break
        if name and name not in found:
            at = lowered.index(word, start)
            found[name] = (at, at + len(word))
    if not lowered.isascii() and moves_ja.LETTER.search(lowered, start, end):
        for m in moves_ja.PATTERN.finditer(lowered, start, end):
            name = m.lastgroup or ""
            if name not in _OPENING or m.start() == start or lowered[m.start() - 1] in _PAUSES:
                found.setdefault(name, m.span())
    if "admit" in found:
        found.setdefault("disagree", found["admit"])
    return found


@lru_cache(maxsize=2)
def _plain(lowered: str) -> str:
    """The text with a space for all that belongs to no English word or number."""
    return lowered.encode("ascii", "replace").translate(_LETTERS).decode("ascii")


def _english(lowered: str, start: int, end: int, words: Iterable[str], found: dict[str, Span]) -> None:
    sentence = lowered[start:end]
    rules = {i for word in words for i in _BY_WORD[word]}
    for i in sorted(rules) if len(rules) > 1 else rules:
        name, pattern, triggers = _COMPILED[i]
        if name in found:
            continue
        if pattern is None:
            at, word = min((k, word) for word in triggers.split() if (k := sentence.find(word)) >= 0)
            found[name] = (start + at, start + at + len(word))
        elif m := pattern.search(sentence):
            found[name] = (start + m.start(), start + m.end())
