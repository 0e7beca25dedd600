"""The smallest change in answers that the run could have seen: what "cannot tell" and "kept" are worth."""

from collections.abc import Iterator

from bench.comparison import Comparison, Sentence
from bench.verdict.boards import called_arms, plain
from bench.verdict.words import Texts, place


def power(comparison: Comparison) -> Iterator[Sentence]:
    """Of every board, of the arm that is the hardest to tell from the reference."""
    rows = plain(comparison.families)
    told: dict[str, list[str]] = {"en": [], "ja": []}
    for row in rows:
        found = [row.measures["right"].differences[arm].detectable for arm in called_arms(comparison)]
        known = [100 * value for value in found if value is not None]
        if known:
            told["en"].append(f"{place(row, rows)['en'].lower()} {max(known):.0f} points")
            told["ja"].append(f"{place(row, rows)['ja']} {max(known):.0f}ポイント")
    if told["en"]:
        texts: Texts = {
            "en": f"Smallest change in answers that this run could have seen (80 % power): {', '.join(told['en'])}.",
            "ja": f"この実験で捉えられた正解率の最小の変化（検出力80 %）：{'、'.join(told['ja'])}。",
        }
        yield Sentence(kind="note", topic="power", texts=texts)
