"""How strong may the adapter be before something is lost?"""

from collections.abc import Iterator

from bench.comparison import Comparison, Difference, Metric, Row, Sentence, StrengthCurve
from bench.records import Lang
from bench.verdict.boards import plain
from bench.verdict.calls import call
from bench.verdict.words import METRICS, Texts, number, place

WATCHED = ("right", "steps", "self_checks")


def strength(comparison: Comparison) -> Iterator[Sentence]:
    """One sentence for each plainly asked strength curve that has intervals."""
    metrics = {metric.name: metric for metric in comparison.metrics}
    for row in plain(comparison.families):
        for curve in comparison.strengths:
            known = row.measures["right"].differences[curve.points[-1].arm].low is not None
            if known and (curve.family, curve.format, curve.elicit) == (row.family, row.format, row.elicit):
                yield Sentence(
                    kind="note",
                    topic="strength",
                    texts=_texts(curve, row, comparison, metrics),
                    arm=curve.points[-1].arm,
                    family=row.family,
                    format=row.format,
                )


def _texts(curve: StrengthCurve, row: Row, comparison: Comparison, metrics: dict[str, Metric]) -> Texts:
    """Up to which strength nothing is lost for certain, and what is lost at the next."""
    name = place(row, comparison.families)
    kept = 0.0
    for point in curve.points[1:]:
        lost = [(metrics[m], d) for m in WATCHED if (d := _lost(row, m, point.arm, metrics[m])) is not None]
        if lost:
            en = ", ".join(_told(metric, d, comparison, "en") for metric, d in lost)
            ja = "、".join(_told(metric, d, comparison, "ja") for metric, d in lost)
            upto: Texts = {
                "en": f"up to {kept:g} nothing is lost for certain, at {point.strength:g}",
                "ja": f"{kept:g} までは確かな損失はなく、{point.strength:g} では",
            }
            if not kept:
                upto = {"en": f"already at {point.strength:g}", "ja": f"{point.strength:g} ですでに"}
            return {
                "en": f"{name['en']}, strength of {curve.adapter}: {upto['en']}: {en}.",
                "ja": f"{name['ja']}・{curve.adapter} の強さ：{upto['ja']} {ja}。",
            }
        kept = point.strength
    return {
        "en": f"{name['en']}, strength of {curve.adapter}: nothing is lost for certain at any, up to {kept:g}.",
        "ja": f"{name['ja']}・{curve.adapter} の強さ：{kept:g} まで、どの強さでも確かな損失はない。",
    }


def _lost(row: Row, name: str, arm: str, metric: Metric) -> Difference | None:
    found = row.measures[name].differences.get(arm)
    return found if found is not None and call(found, metric) == "loses" else None


def _told(metric: Metric, lost: Difference, comparison: Comparison, lang: Lang) -> str:
    before, after = (number(lost.means.get(arm), metric.kind) for arm in (comparison.arms[0], lost.arm))
    return f"{METRICS[metric.name][lang]} {before} → {after}"
