"""Patterns of words that are rare in a text, found without trying the pattern at every character.

Whatever a cue pattern matches holds one of a few words ("answer", "verif", 答え). These words are searched in the
lower-case text, where a search for plain letters runs over a hundred megabytes a second, and the pattern itself is
tried only around them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache


class Cues:
    """A pattern, regardless of case, with the words of which every match holds at least one.

    Parameters
    ----------
    pattern : regular expression.
    words : lower-case words, as alternatives of a regular expression (``answer|result``); each begins with a letter.
    before : characters that a match may have before the first of its words.
    length : characters that a match may have in all.
    """

    def __init__(self, pattern: str, words: str, *, before: int, length: int, flags: re.RegexFlag = re.I) -> None:
        self.pattern = re.compile(pattern, flags)
        self._words = re.compile(words)
        self._ahead = re.compile(rf"(?s:.){{0,{before}}}?(?={pattern})", flags)
        self._before = before
        self._reach = length + 2  # what stands behind a match may decide it

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The matches of the pattern in ``text[start:end]``, as `re.Pattern.finditer` finds them."""
        stop = len(text) if end is None else end
        at = start
        for word in self._words.finditer(lowered(text), start, stop):
            here = word.start()
            while at <= here:
                begin, limit = max(at, here - self._before), min(stop, here + self._reach)
                ahead = self._ahead.match(text, begin, limit)
                m = self.pattern.match(text, ahead.end(), limit) if ahead else None
                if m is None or m.start() > here:
                    break
                yield m
                at = max(m.end(), m.start() + 1)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match of the pattern in ``text[start:end]``."""
        return next(self.finditer(text, start, end), None)


@lru_cache(maxsize=2)
def lowered(text: str) -> str:
    """`text` in lower case, character by character; kept for the next cue that is searched in the same text."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.replace("İ", "i").lower()
