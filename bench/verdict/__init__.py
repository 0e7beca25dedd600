"""The finding in words, English and Japanese, by rules from the statistics: what an adapter keeps, loses and gains.

What may be said is decided in `bench.verdict.calls`; each other module says one thing.
"""

from collections.abc import Iterator

from bench.comparison import Comparison, Sentence
from bench.verdict.boards import boards
from bench.verdict.calls import LEVEL, MARGIN, call, word
from bench.verdict.elicited import elicited
from bench.verdict.ladder import ladder
from bench.verdict.power import power
from bench.verdict.samples import samples
from bench.verdict.strength import strength
from bench.verdict.words import number, signed

__all__ = ["LEVEL", "MARGIN", "call", "number", "signed", "verdict", "word"]


def verdict(comparison: Comparison) -> tuple[Sentence, ...]:
    """All sentences: of every arm its summary and its metrics, then what is behind them, then what is missing."""
    found: list[Sentence] = []
    if len(comparison.arms) > 1:
        for part in (boards, ladder, elicited, strength, samples, power):
            found += part(comparison)
    return (*found, *_missing(comparison))


def _missing(comparison: Comparison) -> Iterator[Sentence]:
    """What the figures lack: another arm, an item that both arms answered, generations, their analysis."""
    arms, owed, unscored, limited = comparison.arms, comparison.owed, comparison.unscored, comparison.limited
    if len(arms) == 1:
        yield _note(
            "paired",
            f"One arm, {arms[0]}: there is nothing to compare it with; its means stand alone.",
            f"条件は {arms[0]} だけで、比べる相手がない。平均だけを示す。",
        )
    elif not any(arms[0] in pair.sides and len(pair.sides) > 1 for pair in comparison.pairs):
        yield _note(
            "paired",
            f"No item has been answered by {arms[0]} and another arm yet: nothing can be compared.",
            f"{arms[0]} と他の条件の両方が答えた問題がまだなく、何も比べられない。",
        )
    if owed:
        yield _note(
            "owed",
            f"{owed} generation{' is' if owed == 1 else 's are'} still owed; all figures are partial.",
            f"未生成が {owed} 件残っている。数値はすべて途中のもの。",
        )
    if unscored:
        yield _note(
            "owed",
            f"{unscored} generation{' is' if unscored == 1 else 's are'} not scored and in no figure; "
            "`kenzan score` does it.",
            f"未採点の生成が {unscored} 件あり、どの数値にも入っていない。`kenzan score` で採点される。",
        )
    if limited:
        yield _note(
            "limit",
            f"{limited} generation{' is' if limited == 1 else 's are'} beyond a limit of the analysis (length, claims, "
            "time or memory) and in no figure.",
            f"解析の上限（長さ、主張の数、時間、メモリー）を超えた生成が {limited} 件あり、どの数値にも入っていない。",
        )


def _note(topic: str, en: str, ja: str) -> Sentence:
    return Sentence(kind="note", topic=topic, texts={"en": en, "ja": ja})
