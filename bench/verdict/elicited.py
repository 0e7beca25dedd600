"""Lost or only hidden: what of each loss comes back when it is asked for, or begun for the model."""

from collections.abc import Iterator

from bench.comparison import Comparison, Recovery, Row, Sentence
from bench.elicitation import METRICS as ELICITED
from bench.verdict.boards import called_arms, plain
from bench.verdict.words import METRICS, WAYS, Texts, number, place

HIDDEN = 0.5
"""Share of a loss that must come back under elicitation for it to count as hidden."""


def elicited(comparison: Comparison) -> Iterator[Sentence]:
    """One sentence for each board and arm that lost something for certain and was asked for it too."""
    for arm in called_arms(comparison):
        for row in plain(comparison.families):
            if (texts := _texts(row, arm, comparison)) is not None:
                yield Sentence(
                    kind="note", topic="elicited", texts=texts, arm=arm, family=row.family, format=row.format
                )


def _texts(row: Row, arm: str, comparison: Comparison) -> Texts | None:
    kinds = {metric.name: metric.kind for metric in comparison.metrics}
    parts: list[tuple[Texts, Texts]] = []
    for metric in ELICITED:
        lost = row.measures[metric].differences.get(arm)
        found = [
            r
            for r in comparison.recoveries
            if (r.family, r.format, r.arm, r.metric) == (row.family, row.format, arm, metric)
        ]
        if not found or lost is None or lost.difference is None or lost.high is None or lost.high >= 0:
            continue  # not asked, or not lost for certain
        kind = kinds[metric]
        before = number(found[0].plain, kind)
        numbers: Texts = {
            "en": f"{METRICS[metric]['en']} {before}"
            + "".join(f", {number(r.elicited, kind)} {WAYS[r.elicit]['en']}" for r in found),
            "ja": f"{METRICS[metric]['ja']} {before}"
            + "".join(f"、{WAYS[r.elicit]['ja']} {number(r.elicited, kind)}" for r in found),
        }
        parts.append((numbers, recovered(max(found, key=_gain), -lost.difference)))
    if not parts:
        return None
    name = place(row, comparison.families)
    same = len({end["en"] for _, end in parts}) == 1
    if same:
        end = parts[0][1]
        told: Texts = {
            "en": f"{'; '.join(n['en'] for n, _ in parts)}: {end['en']}",
            "ja": f"{'；'.join(n['ja'] for n, _ in parts)}：{end['ja']}",
        }
    else:
        told = {
            "en": "; ".join(f"{n['en']} ({e['en']})" for n, e in parts),
            "ja": "；".join(f"{n['ja']}（{e['ja']}）" for n, e in parts),
        }
    return {
        "en": f"{name['en']}, what {arm} had lost: {told['en']}.",
        "ja": f"{name['ja']}・{arm} が失ったもの：{told['ja']}。",
    }


def _gain(recovery: Recovery) -> float:
    return recovery.elicited - recovery.plain


def recovered(best: Recovery, lost: float) -> Texts:
    """What the best way of eliciting says of a loss.

    Parameters
    ----------
    lost : the loss, positive.
    """
    if best.low is None or best.high is None:
        return {"en": "too few clusters to tell lost from hidden", "ja": "失われたか隠れただけかは判断できない"}
    if best.low <= 0:
        if best.high < HIDDEN * lost:
            return {"en": "lost", "ja": "失われた"}
        return {"en": "cannot tell lost from hidden", "ja": "失われたか隠れただけかは判断できない"}
    share = _gain(best) / lost
    if share >= HIDDEN:
        return {"en": "hidden, not lost", "ja": "隠れただけで失われていない"}
    percent = f"{100 * share:.0f} %"
    return {"en": f"mostly lost, {percent} of it comes back", "ja": f"大半は失われ、戻るのは {percent}"}
