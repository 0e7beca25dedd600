"""Several samples of each item, in words: is one of them right, is their majority?"""

from collections.abc import Iterator

from bench.comparison import Comparison, Sentence
from bench.records import Lang
from bench.scores import Score
from bench.verdict.words import Texts, number, signed, titled

_WORDS: dict[str, Texts] = {
    "pass_at": {"en": "one of {k} right", "ja": "{k} 回に一つは正解"},
    "maj_at": {"en": "majority of {k} right", "ja": "{k} 回の多数決が正解"},
}


def samples(comparison: Comparison) -> Iterator[Sentence]:
    """pass@k and maj@k of the most samples, of every plainly asked place."""
    scores = [s for s in comparison.sampled if s.elicit == "none"] or list(comparison.sampled)
    several = len({s.format for s in scores}) > 1
    for place in dict.fromkeys((s.family, s.format, s.elicit) for s in scores):
        own = [s for s in scores if (s.family, s.format, s.elicit) == place]
        most = max((int(s.group) for s in own), default=0)
        parts = [s for s in own if int(s.group) == most]
        name = titled(place[0], place[1] if several else "", place[2])
        yield Sentence(
            kind="note",
            topic="samples",
            texts={
                "en": f"{name['en']}, {'; '.join(_told(s, 'en') for s in parts)}.",
                "ja": f"{name['ja']}・{'、'.join(_told(s, 'ja') for s in parts)}。",
            },
            family=place[0],
            format=place[1],
        )


def _told(score: Score, lang: Lang) -> str:
    words = _WORDS[score.name]["en" if lang == "en" else "ja"].format(k=score.group)
    values = ", ".join(f"{arm} {_value(score, arm, lang)}" for arm in score.figures)
    return f"{words}: {values}" if lang == "en" else f"{words}：{values}"


def _value(score: Score, arm: str, lang: Lang) -> str:
    """An arm's share, with its change where there is one that has an interval."""
    value, change = number(score.figures[arm].value, "share"), score.differences.get(arm)
    if change is None or change.low is None:
        return value
    by, low, high = (signed(one, "share") for one in (change.value, change.low, change.high))
    return f"{value} ({by}, {low} to {high})" if lang == "en" else f"{value}（{by}、{low}〜{high}）"
