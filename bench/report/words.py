"""The report's own words, in English and Japanese: ``reports/words.yaml``."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from ruamel.yaml import YAML

from bench.records import Lang
from bench.resources import REPORTS

LANGUAGES: tuple[Lang, ...] = get_args(Lang)
Words = dict[str, Any]
"""Key -> a text with ``{blanks}``, or further words."""


def words(lang: Lang) -> Words:
    """All words in one language."""
    return _in(lang, _read())


@cache
def _read() -> Mapping[str, Any]:
    found: Mapping[str, Any] = YAML(typ="safe").load((REPORTS / "words.yaml").read_text(encoding="utf-8"))
    return found


def _in(lang: Lang, tree: Mapping[str, Any]) -> Words:
    return {
        str(key): branch[lang] if branch.keys() == set(LANGUAGES) and isinstance(branch[lang], str) else _in(lang, branch)
        for key, branch in tree.items()
    }
