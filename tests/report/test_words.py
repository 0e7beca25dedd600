"""The page's words: both languages say the same things."""

import re
from collections.abc import Iterator
from typing import Any

from bench.comparison import METRICS
from bench.report.words import fill, words
from bench.scores import LABELS


def leaves(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, branch in tree.items():
        if isinstance(branch, dict):
            yield from leaves(branch, f"{path}/{key}")
        else:
            yield f"{path}/{key}", branch


def test_blanks_are_filled_with_values_and_with_words_for_one_or_several() -> None:
    text = "{n} {n|item|items} of {pack}"
    assert fill(text, n=1, pack="{n}") == "1 item of {n}"
    assert fill(text, n=2, pack="shop") == "2 items of shop"


def test_both_languages_have_the_same_keys_and_blanks() -> None:
    english, japanese = dict(leaves(words("en"))), dict(leaves(words("ja")))
    assert english.keys() == japanese.keys()
    for key, text in english.items():
        assert text and japanese[key], key
        assert set(re.findall(r"\{(\w+)", text)) == set(re.findall(r"\{(\w+)", japanese[key])), key


def test_every_metric_is_defined_and_every_score_named() -> None:
    assert {m.name for m in METRICS} == words("en")["definitions"].keys()
    assert LABELS.keys() <= words("en")["scores"].keys()
