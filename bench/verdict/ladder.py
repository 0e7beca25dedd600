"""Is it the fact that is missing, or the reasoning? What falls from a draw's best-known entity to its least-known."""

from collections.abc import Iterator

from bench.comparison import Comparison, Sentence
from bench.scores import Figure, Score
from bench.verdict.boards import called_arms
from bench.verdict.calls import MARGIN
from bench.verdict.words import Texts, number, signed

HARDLY = 0.1
"""Share of right answers for the best-known entities up to which there is nothing to fall."""


def ladder(comparison: Comparison) -> Iterator[Sentence]:
    """Of every arm the fall with and without the fact; of every arm the change against the reference, where certain."""
    scores = [s for s in comparison.scores if s.family == "entity_ladder" and s.elicit == _asked(comparison)]
    for format in dict.fromkeys(score.format for score in scores):
        found = {s.name: s for s in scores if s.format == format and not s.group}
        apart = format if len({s.format for s in scores}) > 1 else ""
        if "knowledge_gap" in found and "reasoning_gap" in found:
            for arm in (comparison.arms[0], *called_arms(comparison)):
                texts = _fall(comparison, found["knowledge_gap"], found["reasoning_gap"], arm, apart)
                if texts is not None:
                    yield _note(comparison, arm, texts, format)
            yield from _widened(comparison, found, apart)
        if "wrong_fact" in found:
            yield _note(comparison, None, _wrong_facts(found["wrong_fact"], apart), format)


def _asked(comparison: Comparison) -> str:
    plainly = any(score.elicit == "none" for score in comparison.scores)
    return "none" if plainly else next((score.elicit for score in comparison.scores), "none")


def _note(comparison: Comparison, arm: str | None, texts: Texts, format: str) -> Sentence:
    other = arm if arm != comparison.arms[0] else None
    return Sentence(kind="note", topic="ladder", texts=texts, arm=other, family="entity_ladder", format=format)


def _fall(comparison: Comparison, knowledge: Score, reasoning: Score, arm: str, apart: str) -> Texts | None:
    closed, opened = knowledge.figures.get(arm), reasoning.figures.get(arm)
    if closed is None or opened is None:
        return None
    top = best_known(comparison, knowledge, arm)
    if top is not None and top <= HARDLY:
        end: Texts = {
            "en": f"from memory hardly anything is right even for the best-known ({number(top, 'share')})",
            "ja": f"最も有名な対象でも記憶だけではほとんど正解しない（{number(top, 'share')}）",
        }
    else:
        end = _cause(closed, opened)
    head = f"{arm} ({apart})" if apart else arm
    return {
        "en": f"{head}, least-known against best-known: closed {_points(closed)['en']}, open {_points(opened)['en']}: "
        f"{end['en']}.",
        "ja": f"{head}・最も無名な対象と最も有名な対象の差：資料なし {_points(closed)['ja']}、資料あり "
        f"{_points(opened)['ja']}：{end['ja']}。",
    }


def best_known(comparison: Comparison, score: Score, arm: str) -> float | None:
    """Share of right answers from memory for the entities of the best-known rung."""
    rows = [
        row
        for row in comparison.ladder
        if (row.format, row.elicit, row.book) == (score.format, score.elicit, "closed") and row.rung is not None
    ]
    rows = [row for row in rows if row.measures["right"].means[arm].value is not None]
    first = min(rows, key=lambda row: row.rung or 0, default=None)
    return None if first is None else first.measures["right"].means[arm].value


def _cause(closed: Figure, opened: Figure) -> Texts:
    """What falls, by the intervals of both gaps."""
    if closed.low is None or opened.low is None or opened.high is None:
        return {"en": "too few draws to tell why", "ja": "出題が少なく原因は判断できない"}
    if closed.low <= 0:
        if opened.low > 0:
            return {"en": "it falls even with the fact given: the reasoning", "ja": "事実を与えても落ちる：推論の問題"}
        return {"en": "no fall for certain", "ja": "確かな低下は見られない"}
    if opened.low > 0:
        return {"en": "the fact is missing, and the reasoning falls too", "ja": "知識が欠け、推論も落ちている"}
    if opened.high <= max(MARGIN["share"], closed.value / 2):
        return {"en": "the fact is missing, not the reasoning", "ja": "欠けているのは知識で、推論ではない"}
    return {
        "en": "the fact is missing; whether the reasoning falls too, this run cannot tell",
        "ja": "知識が欠けている。推論も落ちるかは判断できない",
    }


def _points(gap: Figure) -> Texts:
    """A gap as a fall, with its interval."""
    by = signed(-gap.value or 0.0, "share")
    if gap.low is None or gap.high is None:
        return {"en": f"{by} points", "ja": f"{by}ポイント"}
    low, high = signed(-gap.high or 0.0, "share"), signed(-gap.low or 0.0, "share")
    return {"en": f"{by} points ({low} to {high})", "ja": f"{by}ポイント（{low}〜{high}）"}


_GAPS: dict[str, Texts] = {
    "knowledge_gap": {"en": "from memory", "ja": "資料なし"},
    "reasoning_gap": {"en": "with the fact given", "ja": "資料あり"},
}


def _widened(comparison: Comparison, found: dict[str, Score], apart: str) -> Iterator[Sentence]:
    """Where an arm's gap is for certain another than the reference's."""
    reference = comparison.arms[0]
    for name, words in _GAPS.items():
        for arm in called_arms(comparison):
            gap = found[name].differences.get(arm)
            if gap is None or gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
                continue
            en, ja = ("wider", "広い") if gap.low > 0 else ("narrower", "狭い")
            by, low, high = (signed(value, "share") for value in (gap.value, gap.low, gap.high))
            head = f"{arm} ({apart})" if apart else arm
            texts: Texts = {
                "en": f"{head}: this gap is {en} than {reference}'s {words['en']} ({by} points, {low} to {high}).",
                "ja": f"{head}：この差は{words['ja']}で {reference} より{ja}（{by}ポイント、{low}〜{high}）。",
            }
            yield _note(comparison, arm, texts, found[name].format)


def _wrong_facts(score: Score, apart: str) -> Texts:
    """How many of the wrong answers from memory are sound reasoning from a wrong fact."""
    told = {arm: (round(figure.value * figure.n), figure.n) for arm, figure in score.figures.items()}
    en = ", ".join(f"{arm} {sound} of {n}" for arm, (sound, n) in told.items())
    ja = "、".join(f"{arm} {n}件中{sound}件" for arm, (sound, n) in told.items())
    head = f" ({apart})" if apart else ""
    return {
        "en": f"Wrong answers from memory that follow from a wrong fact{head}: {en}.",
        "ja": f"記憶だけでの誤答のうち、誤った事実から導かれたもの{head}：{ja}。",
    }
