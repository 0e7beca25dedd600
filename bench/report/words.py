"""The report's own words, in English and Japanese: ``reports/words.yaml``."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from ruamel.yaml import YAML

from bench.records import Lang
from bench.resources import REPORTS

LANGUAGES: tuple[Lang, ...] = get_args(Lang)
Words = dict[str, Any]
"""Key -> a text with blanks, or further words."""
_BLANK = re.compile(r"\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}")


def fill(text: str, **values: object) -> str:
    """A text with its blanks filled in: ``{n}`` by a value, ``{n|item|items}`` by a word for one or for several."""

    def filled(blank: re.Match[str]) -> str:
        value = values[blank[1]]
        return str(value) if blank[2] is None else blank[2] if value == 1 else blank[3]

    return _BLANK.sub(filled, text)


def words(lang: Lang) -> Words:
    """All words in one language."""
    return _in(lang, _read())


@cache
def _read() -> Mapping[str, Any]:
    found: Mapping[str, Any] = YAML(typ="safe").load((REPORTS / "words.yaml").read_text(encoding="utf-8"))
    return found


def _in(lang: Lang, tree: Mapping[str, Any]) -> Words:
    return {
        str(key): branch[lang]
        if branch.keys() == set(LANGUAGES) and isinstance(branch[lang], str)
        else _in(lang, branch)
        for key, branch in tree.items()
    }
