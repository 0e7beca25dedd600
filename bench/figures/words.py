"""Words that several figures share, in English and Japanese, and names as a drawing can hold them."""

import re
import unicodedata
from collections.abc import Iterable

from bench.records import Lang

FAMILIES: dict[Lang, dict[str, str]] = {
    "en": {
        "arithmetic": "Word problems",
        "entity_ladder": "Entities",
        "travel": "Travel plans",
        "imported": "Imported questions",
    },
    "ja": {
        "arithmetic": "文章題",
        "entity_ladder": "固有名の知識",
        "travel": "旅行計画",
        "imported": "取り込んだ問題",
    },
}
OUTCOMES: dict[Lang, dict[str, str]] = {
    "en": {
        "right": "right",
        "wrong": "wrong",
        "ambiguous": "other",
        "none": "no answer",
        "truncated": "cut off",
    },
    "ja": {"right": "正答", "wrong": "誤り", "ambiguous": "別の読み", "none": "答えなし", "truncated": "打ち切り"},
}
COMMON: dict[Lang, dict[str, str]] = {
    "en": {
        "arm": "Arm",
        "n": "Items",
        "family": "Family",
        "share": "Right",
        "comma": ", ",
        "semicolon": "; ",
        "stop": ".",
        "none": "asked plainly",
        "ask": "asked to think step by step",
        "prefill": "response begun",
    },
    "ja": {
        "arm": "条件",
        "n": "問題数",
        "family": "分野",
        "share": "正答率",
        "comma": "、",
        "semicolon": "；",
        "stop": "。",
        "none": "そのまま質問",
        "ask": "段階的に考えるよう指示",
        "prefill": "書き出しを与えた",
    },
}

_UNDRAWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Controls, breaks, invisible characters, overrides of the writing direction, and what XML cannot hold."""
LONGEST = 40


def shown(name: str, longest: int = LONGEST) -> str:
    """A name from a pack or a folder as a drawing can hold it: in one line, all visible, and not too long.

    Parameters
    ----------
    longest : letters; of a longer name the middle is left out, since names of arms differ at their ends.
    """
    clean = " ".join(_UNDRAWABLE.sub("\ufffd", name).split())
    if len(clean) <= longest:
        return clean
    tail = (longest - 1) // 2
    return f"{clean[: longest - 1 - tail]}…{clean[len(clean) - tail :]}"


def breadth(text: str) -> int:
    """How wide a text is, in Latin letters: a Japanese one is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def labels(names: Iterable[str], longest: int = LONGEST) -> dict[str, str]:
    """Name -> how it is shown, so that no two are shown alike."""
    found: dict[str, str] = {}
    for name in names:
        label, n = shown(name, longest), 1
        while label in found.values():
            n += 1
            label = f"{shown(name, longest)} ({n})"
        found[name] = label
    return found
