"""The headline metrics of every board in words, arm by arm: first all in one sentence, then one sentence each."""

from collections.abc import Iterator, Sequence

from bench.comparison import Comparison, Difference, Metric, Row, Sentence
from bench.records import Lang
from bench.verdict.calls import Call, call, ending, word
from bench.verdict.words import METRICS, Texts, change, number, place

_ORDER = ("worse", "better", "fewer", "more", "kept", "cannot tell")
"""Of the words of the summary."""
NOTABLE = 0.05
"""Share of texts cut off, in either arm, from which on the answers are told without them too."""


def plain(boards: Sequence[Row]) -> Sequence[Row]:
    """The boards that were asked plainly; all of them where the run only elicited."""
    return [row for row in boards if row.elicit == "none"] or boards


def called_arms(comparison: Comparison) -> list[str]:
    """The arms that get sentences of their own: those at full strength, without the reference."""
    between = {point.arm for curve in comparison.strengths for point in curve.points if point.strength not in (0, 1)}
    return [arm for arm in comparison.arms[1:] if arm not in between]


def told(row: Row, arm: str, metrics: dict[str, Metric]) -> Iterator[tuple[Metric, Difference]]:
    """The headline metrics of a board that have something to tell of an arm: a value, and not 0 in both."""
    for name in METRICS:
        found = row.measures[name].differences.get(arm)
        if found is None or found.n == 0 or (name != "right" and not any(found.means.values())):
            continue
        yield metrics[name], found


def boards(comparison: Comparison) -> Iterator[Sentence]:
    """Of every arm its summary, then metric by metric of every board."""
    metrics = {metric.name: metric for metric in comparison.metrics}
    rows = plain(comparison.families)
    arms = called_arms(comparison)
    for arm in arms:
        yield from _summary(comparison, arm, rows, metrics)
        for row in rows:
            for metric, found in told(row, arm, metrics):
                texts = _sentence(comparison, row, rows, metric, found)
                if len(arms) > 1:
                    texts = {lang: f"{arm} · {text}" for lang, text in texts.items()}
                yield Sentence(
                    kind=call(found, metric),
                    topic=metric.name,
                    texts=texts,
                    arm=arm,
                    family=row.family,
                    format=row.format,
                )


def _summary(comparison: Comparison, arm: str, rows: Sequence[Row], metrics: dict[str, Metric]) -> Iterator[Sentence]:
    """What is called, by word; metrics of which the same is said of the same boards stand together."""
    where: dict[tuple[str, str], list[Row]] = {}
    words: dict[str, Texts] = {}
    calls: set[Call] = set()
    for row in rows:
        for metric, difference in told(row, arm, metrics):
            said, called = word(difference, metric), call(difference, metric)
            words[said["en"]] = said
            where.setdefault((said["en"], metric.name), []).append(row)
            calls.add(called)
    if not calls:
        return
    together: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (said_en, name), members in where.items():
        together.setdefault((said_en, tuple(map(id, members))), []).append(name)
    parts: dict[Lang, list[str]] = {"en": [], "ja": []}
    for said_en in sorted(words, key=_ORDER.index):
        groups = [names for (one, _), names in together.items() if one == said_en]
        listed = [(names, [place(row, rows) for row in where[said_en, names[0]]]) for names in groups]
        en = [f"{', '.join(METRICS[n]['en'] for n in ns)} ({', '.join(p['en'] for p in at)})" for ns, at in listed]
        ja = [f"{'、'.join(METRICS[n]['ja'] for n in ns)}（{'、'.join(p['ja'] for p in at)}）" for ns, at in listed]
        parts["en"].append(f"{said_en}: {' and '.join(en)}")
        parts["ja"].append(f"{words[said_en]['ja']}：{'、'.join(ja)}")
    texts: Texts = {"en": f"{'; '.join(parts['en'])}.", "ja": f"{'；'.join(parts['ja'])}。"}
    texts["en"] = texts["en"][0].upper() + texts["en"][1:]
    if len(called_arms(comparison)) > 1:
        texts = {lang: f"{arm} · {text}" for lang, text in texts.items()}
    order: tuple[Call, ...] = ("loses", "gains", "unsure", "keeps")
    yield Sentence(kind=next(c for c in order if c in calls), topic="summary", texts=texts, arm=arm)


def _sentence(comparison: Comparison, row: Row, rows: Sequence[Row], metric: Metric, found: Difference) -> Texts:
    reference = comparison.arms[0]
    name, numbers, end = place(row, rows), change(found, reference, metric.kind), ending(found, metric)
    extra: Texts = {"en": "", "ja": ""}
    if metric.name == "self_checks":
        extra = _ends(comparison, row, found, call(found, metric))
    elif metric.name == "truncated" and max(value or 0 for value in found.means.values()) >= NOTABLE:
        extra = _whole(row, found, reference)
    within = "in " if metric.name == "self_checks" else ""
    said = METRICS[metric.name]
    return {
        "en": f"{name['en']}, {said['en']}: {within}{numbers['en']}: {end['en']}{extra['en']}.",
        "ja": f"{name['ja']}・{said['ja']}：{numbers['ja']}：{end['ja']}{extra['ja']}。",
    }


def _whole(row: Row, found: Difference, reference: str) -> Texts:
    """The answers among the texts that were not cut off."""
    means = row.measures["right_of_whole"].differences[found.arm].means
    values = [number(means.get(arm), "share") for arm in (reference, found.arm)]
    if "–" in values:
        return {"en": "", "ja": ""}
    before, after = values
    return {
        "en": f"; of the texts that were not, right: {before} → {after}",
        "ja": f"。打ち切られなかった文に限れば正解 {before} → {after}",
    }


def _ends(comparison: Comparison, row: Row, found: Difference, called: Call) -> Texts:
    """What the self-checks did: of the reference where they are lost, of the arm where they are new, else of both."""
    checks = {
        c.arm: c for c in comparison.checks if (c.family, c.format, c.elicit) == (row.family, row.format, row.elicit)
    }
    before, after = checks[comparison.arms[0]], checks[found.arm]
    if called in ("loses", "gains"):
        corrected, spoilt = ((before if called == "loses" else after).ends[end] for end in ("corrected", "broke"))
        had, past = ("had ", "いた") if called == "loses" else ("", "いる")
        if not corrected and not spoilt:
            return {"en": f"; they {had}corrected nothing", "ja": "。検算が結果を正した例はなかった"}
        return {
            "en": f"; they {had}corrected {corrected} and spoilt {spoilt}",
            "ja": f"。検算は {corrected} 件を正し、{spoilt} 件を誤らせて{past}",
        }
    ends = [(before.ends[end], after.ends[end]) for end in ("corrected", "broke")]
    if not any(map(any, ends)):
        return {"en": "", "ja": ""}
    both = (f"{first} → {second}" for first, second in ends)
    put_right, put_wrong = both
    return {
        "en": f"; they corrected {put_right} and spoilt {put_wrong}",
        "ja": f"。正した {put_right} 件、誤らせた {put_wrong} 件",
    }
