"""What a difference may be called.

It is called better or worse, more or fewer, where its 95 % interval leaves zero and its p, corrected for all headline
tests of the run, is below 5 %. It is called kept where the whole interval lies within `MARGIN`. Anything else the run
cannot tell.
"""

from typing import Literal

from bench.comparison import Difference, Metric
from bench.verdict.words import CLUSTERS, Texts

MARGIN = {"share": 0.05, "count": 0.5}
"""How far an interval may reach for a metric to count as kept: 5 points, half a step."""
LEVEL = 0.05
Call = Literal["keeps", "loses", "gains", "unsure"]

_RIGHT: dict[Call, Texts] = {"loses": {"en": "worse", "ja": "低下"}, "gains": {"en": "better", "ja": "向上"}}
_MORE: Texts = {"en": "more", "ja": "増加"}
_FEWER: Texts = {"en": "fewer", "ja": "減少"}
_OTHER: dict[Call, Texts] = {
    "keeps": {"en": "kept", "ja": "変わらない"},
    "unsure": {"en": "cannot tell", "ja": "判断できない"},
}


def call(change: Difference, metric: Metric) -> Call:
    """What the statistics allow to say. Fewer steps are a loss, and so are more texts that are cut off."""
    if change.low is None or change.high is None:
        return "unsure"
    if change.low > 0 or change.high < 0:
        if change.adjusted is not None and change.adjusted >= LEVEL:
            return "unsure"
        return "gains" if (change.low > 0) == (metric.better != "less") else "loses"
    return "keeps" if max(-change.low, change.high) <= MARGIN[metric.kind] else "unsure"


def word(change: Difference, metric: Metric) -> Texts:
    """The call in a word or two."""
    called = call(change, metric)
    if called in _OTHER:
        return _OTHER[called]
    if metric.better == "more":
        return _RIGHT[called]
    return _MORE if (change.difference or 0) > 0 else _FEWER


def ending(change: Difference, metric: Metric) -> Texts:
    """The call, with its reason where it is not in the interval that stands before it."""
    if change.low is None or change.high is None:
        kind = CLUSTERS[change.clustered_by]
        en = f"{change.clusters} {kind['en']} are too few to tell"
        if change.clusters == 1:
            en = f"one {kind['en'].removesuffix('ies').removesuffix('s')}"
            en = "one entity is too few to tell" if change.clustered_by == "entity" else f"{en} is too few to tell"
        return {"en": en, "ja": f"{kind['ja']}{change.clusters}件では判断できない"}
    said = word(change, metric)
    if (change.low > 0 or change.high < 0) and call(change, metric) == "unsure":
        p = f"p = {change.adjusted:.2f}"
        return {"en": f"{said['en']} ({p} after correction)", "ja": f"{said['ja']}（補正後 {p}）"}
    return said
