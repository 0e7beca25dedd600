"""The worked study's page: `docs/study.md` and its figures, rendered from the data file and `study.md.j2`.

Every number of the page comes from the data. What its sentences claim is held against the data too: a claim that the
figures do not bear out (`Page.holds`) stops the rendering, and the sentence is to be written anew.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from study_data import Part, Study

from bench.comparison import Difference, Mean, Metric, Recovery, Row
from bench.figures.ladder import ladder
from bench.figures.record import Figure
from bench.figures.recovery import recovery
from bench.figures.svg import framed
from bench.figures.view import views
from bench.scores import Figure as Estimate
from bench.scores import Score
from bench.verdict import call, number, signed, word
from bench.verdict.elicited import recovered
from bench.verdict.words import change as in_words

DRAWN = (("ladder", ladder), ("reasoning", recovery))
"""Run -> its figure; the file is called ``study-<run>.svg``."""
FAMILIES = {"arithmetic": "Word problems", "travel": "Travel plans"}
MEASURES = {
    "right": "right",
    "truncated": "cut off",
    "steps": "steps shown",
    "self_checks": "with a self-check",
    "new_tokens": "tokens",
}
WAYS = {"none": "asked plainly", "ask": "asked for steps", "prefill": "response begun"}
BOOKS = {"probe": "the fact alone", "closed": "from memory", "open": "fact given"}
WIDTH = 120
"""Of the page's lines, in characters."""
_SEEN = 1.43
"""Smallest effect that is seen with 80 % power over half the width of a 95 % interval: (1.96 + 0.84) / 1.96."""


class Page:
    """What the template reads of the study."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.base, *self.others = study.reasoning.comparison.arms
        self.metrics: dict[str, Metric] = {m.name: m for m in study.reasoning.comparison.metrics}

    # ------------------------------------------------------------ single figures

    def row(self, family: str, elicit: str = "none") -> Row:
        """A scoreboard."""
        part = self.study.ladder if family == "entity_ladder" else self.study.reasoning
        (found,) = [r for r in part.comparison.families if (r.family, r.elicit) == (family, elicit)]
        return found

    def mean(self, family: str, metric: str, arm: str, elicit: str = "none") -> str:
        """A mean."""
        return number(self.row(family, elicit).measures[metric].means[arm].value, self.metrics[metric].kind)

    def difference(self, family: str, metric: str, arm: str) -> Difference:
        """An arm against the base, asked plainly."""
        return self.row(family).measures[metric].differences[arm]

    def change(self, family: str, metric: str, arm: str) -> str:
        """The same in words, with its interval."""
        return interval(self.difference(family, metric, arm), self.metrics[metric].kind)

    def word(self, family: str, metric: str, arm: str) -> str:
        """What the statistics allow to call it."""
        return word(self.difference(family, metric, arm), self.metrics[metric])["en"]

    def told(self, family: str, metric: str, arm: str) -> str:
        """Both means, the difference with its interval, and what it may be called, as the verdict says it."""
        found, kind = self.difference(family, metric, arm), self.metrics[metric].kind
        return f"{in_words(found, self.base, kind)['en']}: {self.word(family, metric, arm)}"

    def detectable(self, family: str, metric: str, arm: str) -> str:
        """The smallest change that the run could have seen."""
        return amount(self.difference(family, metric, arm).detectable, self.metrics[metric].kind)

    def score(self, name: str, elicit: str = "none", group: str = "") -> Score:
        """A score of the ladder, or the repair of a rung."""
        part = self.study.ladder
        (found,) = [
            s for s in (*part.comparison.scores, *part.repairs) if (s.name, s.elicit, s.group) == (name, elicit, group)
        ]
        return found

    def points(self, name: str, arm: str, elicit: str = "none", group: str = "") -> str:
        """The same of one arm, with its interval."""
        found = estimate(self.score(name, elicit, group).figures.get(arm))
        return found.replace(" (", " points, ").removesuffix(")")

    def smallest(self, name: str, arm: str) -> str:
        """The smallest gap that would have been seen."""
        found = self.score(name).figures[arm]
        return seen(found.low, found.high, "share")

    def recovery(self, family: str, metric: str, arm: str, elicit: str) -> Recovery:
        """What eliciting brings back."""
        (found,) = [
            r
            for r in self.study.reasoning.comparison.recoveries
            if (r.family, r.metric, r.arm, r.elicit) == (family, metric, arm, elicit)
        ]
        return found

    def rung(self, book: str, rung: int, arm: str, elicit: str = "none", metric: str = "right") -> Mean:
        """A mean of one rung of the ladder."""
        (found,) = [
            r for r in self.study.ladder.comparison.ladder if (r.book, r.rung, r.elicit) == (book, rung, elicit)
        ]
        return found.measures[metric].means[arm]

    def most(self, books: Sequence[str], arm: str, elicit: str) -> float:
        """Right answers on the rung that has most of them, as a share."""
        values = (self.rung(book, rung, arm, elicit).value for book in books for rung in self.rungs)
        return max(value for value in values if value is not None)

    def share(self, book: str, rung: int, arm: str) -> str:
        """Right on a rung, asked plainly."""
        return number(self.rung(book, rung, arm).value, "share")

    def tokens(self, arm: str) -> str:
        """Mean tokens of the answers to the fact alone, over all rungs."""
        means = [self.rung("probe", rung, arm, metric="new_tokens") for rung in self.rungs]
        return f"{sum((mean.value or 0) * mean.n for mean in means) / sum(mean.n for mean in means):.0f}"

    def elicits(self, family: str, metric: str, arm: str, elicit: str = "prefill") -> str:
        """A mean where the response is begun."""
        return number(self.recovery(family, metric, arm, elicit).elicited, self.metrics[metric].kind)

    def back(self, family: str, metric: str, arm: str) -> str:
        """What the best way of eliciting says of a loss."""
        lost = self.difference(family, metric, arm).difference
        return recovered(self.best(family, metric, arm), -(lost or 0))["en"]

    def best(self, family: str, metric: str, arm: str) -> Recovery:
        """The way of eliciting that brings back most."""
        ways = [self.recovery(family, metric, arm, way) for way in ("ask", "prefill")]
        return max(ways, key=lambda found: found.elicited - found.plain)

    def lost(self, family: str, metric: str, arm: str) -> str:
        """A sentence on what each way of eliciting brings back."""
        kind = self.metrics[metric].kind
        ask, begun = (number(self.recovery(family, metric, arm, way).elicited, kind) for way in ("ask", "prefill"))
        base, plain = self.mean(family, metric, self.base), self.mean(family, metric, arm)
        ways = f"{plain} asked plainly, {ask} asked for steps, {begun} with the response begun"
        return f"`{arm}` is right in {ways} (base {base})."

    def above(self, name: str, arm: str, elicit: str = "none", group: str = "") -> bool:
        """Whether the whole interval of a score is above zero."""
        found = self.score(name, elicit, group).figures.get(arm)
        return found is not None and found.low is not None and found.low > 0

    @property
    def rungs(self) -> list[int]:
        """All rungs, the best known first."""
        return sorted({row.rung for row in self.study.ladder.comparison.ladder if row.rung is not None})

    # ------------------------------------------------------------ tables

    def effects(self, arms: Sequence[str], families: Sequence[str] = tuple(FAMILIES)) -> str:
        """What these fine-tunes changed, asked plainly."""
        lines = []
        for family in families:
            for metric, measure in MEASURES.items():
                for arm in arms:
                    cells = [f"{FAMILIES[family]}, {measure}: {arm}", self.mean(family, metric, self.base)]
                    cells += [self.mean(family, metric, arm), self.change(family, metric, arm)]
                    lines.append([*cells, self.detectable(family, metric, arm), self.word(family, metric, arm)])
        return table(["", self.base, "adapter", "difference (95 %)", "smallest seen", "reading"], lines)

    def checks(self, arms: Sequence[str]) -> str:
        """What became of the self-checks."""
        lines = []
        for family, title in FAMILIES.items():
            for found in self.study.reasoning.comparison.checks:
                if (found.family, found.elicit) == (family, "none") and found.arm in arms:
                    ends = [str(found.ends[end]) for end in ("confirmed", "corrected", "broke", "changed")]
                    lines.append([f"{title}: {found.arm}", f"{found.with_check} of {found.traces}", *ends])
        return table(["", "texts with a check", "confirmed", "corrected", "spoilt", "changed"], lines)

    def elicited(self, arms: Sequence[str]) -> str:
        """Of everything that these adapters lost for certain, what comes back."""
        lines = []
        for arm in arms:
            for family, title in FAMILIES.items():
                for metric in ("right", "steps", "self_checks"):
                    lost, kind = self.difference(family, metric, arm), self.metrics[metric].kind
                    if call(lost, self.metrics[metric]) != "loses":
                        continue
                    ways = [self.recovery(family, metric, arm, way) for way in ("ask", "prefill")]
                    best = self.best(family, metric, arm)
                    cells = [f"{title}, {MEASURES[metric]}: {arm}", self.mean(family, metric, self.base)]
                    cells += [number(ways[0].plain, kind), *(number(found.elicited, kind) for found in ways)]
                    cells += [gained(best, kind), seen(best.low, best.high, kind)]
                    lines.append([*cells, self.back(family, metric, arm)])
        heads = [
            "",
            f"{self.base}, {WAYS['none']}",
            *WAYS.values(),
            "most that comes back (95 %)",
            "smallest seen",
            "reading",
        ]
        return table(heads, lines)

    def rungs_table(self) -> str:
        """Right by rung and book of every arm, asked plainly; of the elicited, where memory and fact differ."""
        lines = []
        for elicit in dict.fromkeys(row.elicit for row in self.study.ladder.comparison.ladder):
            for arm in self.study.ladder.comparison.arms:
                for book, title in BOOKS.items():
                    if elicit == "none" or book != "probe":
                        cells = [number(self.rung(book, rung, arm, elicit).value, "share") for rung in self.rungs]
                        lines.append([f"{arm}, {WAYS[elicit]}: {title}", *cells])
        return table(["right", *(f"rung {rung}" for rung in self.rungs)], lines)

    def gaps(self) -> str:
        """What falls from memory, what falls with the fact given, what the fact repairs on the lowest rung."""
        bottom = str(self.rungs[-1])
        asked = (("knowledge_gap", ""), ("reasoning_gap", ""), ("repair", bottom))
        lines = []
        for elicit in dict.fromkeys(row.elicit for row in self.study.ladder.comparison.ladder):
            for arm in self.study.ladder.comparison.arms:
                found = [self.score(name, elicit, group).figures.get(arm) for name, group in asked]
                cells = [f"{arm}, {WAYS[elicit]}"]
                for one in found:
                    cells += [estimate(one), seen(one.low, one.high, "share") if one else "–"]
                lines.append(cells)
        heads = ["points", "fall from memory (95 %)", "smallest seen", "fall with the fact (95 %)", "smallest seen"]
        return table([*heads, f"fact − memory, rung {bottom} (95 %)", "smallest seen"], lines)

    # ------------------------------------------------------------ claims

    def holds(self, claim: str, truth: bool) -> str:
        """Stop where the figures do not bear out what a sentence says; nothing to print where they do."""
        if not truth:
            raise ValueError(f"the figures do not bear out: {claim}; write benchmarks/study.md.j2 anew")
        return ""


def interval(found: Difference, kind: str) -> str:
    """A difference with its interval."""
    return _between(found.difference, found.low, found.high, kind)


def gained(found: Recovery, kind: str) -> str:
    """What came back, with its interval."""
    return _between(found.elicited - found.plain, found.low, found.high, kind)


def estimate(found: Estimate | None) -> str:
    """A gap with its interval, in points."""
    return "–" if found is None else _between(found.value, found.low, found.high, "share")


def _between(value: float | None, low: float | None, high: float | None, kind: str) -> str:
    if low is None or high is None:
        return signed(value, kind)
    if kind == "share":  # Student's interval does not know that differences of shares end there
        low, high = max(low, -1.0), min(high, 1.0)
    return f"{signed(value, kind)} ({signed(low, kind)} to {signed(high, kind)})"


def seen(low: float | None, high: float | None, kind: str) -> str:
    """The smallest effect that an interval of this width would have shown, with 80 % power."""
    return "–" if low is None or high is None else amount(_SEEN * (high - low) / 2, kind)


def amount(value: float | None, kind: str) -> str:
    """A size without a sign."""
    return signed(value, kind).lstrip("+")


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table, figures to the right."""
    rows = [heads, ["---", *["---:"] * (len(heads) - 1)], *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def total(part: Part, arm: str) -> tuple[int, int]:
    """Generations and tokens of an arm."""
    means = [row.measures["new_tokens"].means[arm] for row in part.comparison.families]
    return sum(mean.n for mean in means), round(sum((mean.value or 0) * mean.n for mean in means))


def render(study: Study) -> str:
    """The page."""
    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    template = environment.get_template("study.md.j2")
    commands = [part.manifest.command for part in (study.reasoning, study.ladder)]
    words = {"families": FAMILIES, "number": number, "total": total, "commands": commands}
    return wrapped(template.render(p=Page(study), study=study, **words))


def wrapped(text: str) -> str:
    """Paragraphs and items of lists in lines of `WIDTH`; tables, commands and headings as they are."""
    parts = []
    for part in re.split(r"\n{2,}", text.strip()):
        if not part.startswith(("|", "#", "```", "![")):
            items = re.split(r"\n(?=- )", part)
            part = "\n".join(
                textwrap.fill(" ".join(item.split()), WIDTH, subsequent_indent="  " if item.startswith("- ") else "",
                              break_long_words=False, break_on_hyphens=False)
                for item in items
            )  # fmt: skip
        parts.append(part)
    return "\n\n".join(parts) + "\n"


def drawings(study: Study) -> dict[str, Figure]:
    """Each figure by the name of its file."""
    found = {}
    for name, draw in DRAWN:
        (view,) = views(getattr(study, name).comparison, "en")
        figure = draw(view)
        assert figure is not None, name
        found[f"study-{name}.svg"] = figure
    return found


def write(study: Study, docs: Path) -> None:
    """Write the page and its figures into the folder of the documentation."""
    (docs / "study.md").write_text(render(study), "utf-8")
    for name, figure in drawings(study).items():
        (docs / name).write_text(framed(figure.svg, figure.title) + "\n", "utf-8")
