"""The finding in words, English and Japanese, by rules from the statistics: what an adapter keeps, loses and gains.

What may be said is decided in `bench.verdict.calls`; each other module says one thing.
"""

from collections.abc import Iterator

from bench.comparison import Comparison, Sentence
from bench.verdict.boards import boards
from bench.verdict.calls import MARGIN, call, word
from bench.verdict.elicited import elicited
from bench.verdict.ladder import ladder
from bench.verdict.power import power
from bench.verdict.samples import samples
from bench.verdict.strength import strength
from bench.verdict.words import number, signed

__all__ = ["MARGIN", "call", "number", "signed", "verdict", "word"]


def verdict(comparison: Comparison) -> tuple[Sentence, ...]:
    """All sentences: of every arm its summary and its metrics, then what is behind them, then what is missing."""
    found: list[Sentence] = []
    if len(comparison.arms) > 1:
        for part in (boards, ladder, elicited, strength, samples, power):
            found += part(comparison)
    return (*found, *_missing(comparison))


def _missing(comparison: Comparison) -> Iterator[Sentence]:
    if len(comparison.arms) == 1:
        arm = comparison.arms[0]
        texts = {
            "en": f"One arm, {arm}: there is nothing to compare it with; its means stand alone.",
            "ja": f"条件は {arm} だけで、比べる相手がない。平均だけを示す。",
        }
        yield Sentence.model_validate({"kind": "note", "topic": "paired", "texts": texts})
    if comparison.owed:
        one = comparison.owed == 1
        texts = {
            "en": f"{comparison.owed} generation{' is' if one else 's are'} still owed; all figures are partial.",
            "ja": f"未生成が {comparison.owed} 件残っている。数値はすべて途中のもの。",
        }
        yield Sentence.model_validate({"kind": "note", "topic": "owed", "texts": texts})
