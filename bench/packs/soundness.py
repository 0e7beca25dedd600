"""Execute a pack and prove it sound: what types alone cannot show.

Every template is drawn `SAMPLES` times in all variants, books and languages: golds lie in their domain and agree with
their second derivation, the worked anchor comes out, golds are read back by the answer reader in every notation, and a
travel item's witness meets all constraints, of which each can be turned red by a mutation.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from bench.errors import InputError
from bench.expressions import ExpressionError, evaluate
from bench.packs import dataset, draws, itineraries, ladder, tables
from bench.packs.compiled import Case, Template, Values
from bench.packs.findings import Finding
from bench.packs.loading import Pack
from bench.packs.measures import Tally
from bench.packs.notes import Problem, shown_in
from bench.packs.readback import unread
from bench.packs.sampling import Drawn, Unsatisfiable
from bench.packs.source import FieldPath

SAMPLES = 200
"""Draws of each template."""
SEED = 1

_IN_DOMAIN: dict[str, Callable[[Fraction], bool]] = {
    "positive_integer": lambda v: v.denominator == 1 and v > 0,
    "nonnegative_integer": lambda v: v.denominator == 1 and v >= 0,
    "integer": lambda v: v.denominator == 1,
    "positive": lambda v: v > 0,
    "rational": lambda v: True,
}


@dataclass(frozen=True)
class Proof:
    """What executing a pack showed."""

    findings: list[Finding] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)


def prove(pack: Pack, *, samples: int = SAMPLES) -> Proof:
    """Execute a pack; each kind of fault is told once per template, at its first instance."""
    proof = Proof()
    told: set[tuple[FieldPath, str]] = set()
    for template in pack.templates:
        for at, what in _of_template(pack, template, samples, proof.tallies):
            path: FieldPath = ("items", template.number, *at)
            if (path, what.split(":")[0]) not in told:
                told.add((path, what.split(":")[0]))
                proof.findings.append(Finding(pack.source.place(path), what))
    return proof


def check(pack: Pack, *, samples: int = SAMPLES) -> list[Finding]:
    """Everything that is unsound."""
    return prove(pack, samples=samples).findings


def _of_template(pack: Pack, template: Template, samples: int, tallies: list[Tally]) -> Iterator[Problem]:
    own: list[Tally] = []
    try:
        match template.spec.family:
            case _ if template.spec.source:
                yield from dataset.prove(pack, template)
            case "arithmetic":
                yield from _arithmetic(pack, template, samples, own)
            case "entity_ladder":
                yield from _ladder(pack, template, samples, own)
            case "travel":
                yield from itineraries.prove(pack, template, samples, SEED)
    except Unsatisfiable as error:
        yield ("where",), f"{error}; widen the ranges or drop a condition"
    except ExpressionError as error:
        yield ("gold",), f"no value: {error}"
    except InputError as error:
        yield ("source",) if template.spec.source else ("sandbox",), error.what
    for tally in own:
        if tally.golds:
            tallies.append(tally)
            at = _at(template, tally.case)
            yield from (((*at, name) if name != "anchor" else (name,), what) for name, what in tally.beyond())
    golds = (gold for tally in own for gold in tally.golds)
    yield from ((("gold",), what) for what in unread(golds, pack.spec.languages))


def _at(template: Template, case: str) -> FieldPath:
    """Where a variant or book stands."""
    if case in template.books:
        return ("books", case)
    return () if case == "base" else ("variants", case)


# ---------------------------------------------------------------- arithmetic


def _arithmetic(pack: Pack, template: Template, samples: int, tallies: list[Tally]) -> Iterator[Problem]:
    yield from _anchor(template, {})
    by_case = {case.variant: Tally(template.spec.id, case.variant) for case in template.cases}
    base = by_case[template.base.variant]
    base.anchor = template.spec.anchor.exact if template.spec.anchor else None
    tallies += by_case.values()
    idle = {case.variant: set(case.steps) for case in template.cases}
    inherited: set[Problem] = set()
    """What is wrong with the template itself, and not told again of its variants."""
    shown = {c.variant: shown_in(c.text or template.spec.text) | shown_in(c.clause) for c in template.cases}
    for instance in draws.instances(pack.id, pack.version, template, seed=SEED, count=samples):
        for case in template.cases:
            at = _at(template, case.variant)
            try:
                drawn, tries = draws.drawn_for(template, case, instance)
            except Unsatisfiable as error:
                yield (*at, "where"), f"{error}; widen the ranges or drop a condition"
                return
            values = draws.values(template, drawn, {})
            gold, steps, problems = _solved(case, values)
            if case is template.base:
                inherited |= {(more, what.split(":")[0]) for more, what in problems}
            for more, what in problems:
                if case is template.base or (more, what.split(":")[0]) not in inherited:
                    yield (*at, *more), what
            if gold is None:
                continue
            if case.same_gold and base.golds and gold != base.golds[-1]:
                yield at, f"changes the gold: it expects {base.golds[-1]} and gives {gold}"
            numbers = [values[name] for name in shown[case.variant] if name in values]
            idle[case.variant] &= {name for name, value in steps.items() if value == gold or value in numbers}
            questions = (draws.question(template, case, drawn, values, lang) for lang in pack.spec.languages)
            by_case[case.variant].add(gold, numbers, tries, questions)
    yield from _compared(template, by_case, idle)


def _compared(template: Template, tallies: Mapping[str, Tally], idle: Mapping[str, set[str]]) -> Iterator[Problem]:
    """What shows only over all samples."""
    base = tallies[template.base.variant]
    for case in template.cases:
        tally, at = tallies[case.variant], _at(template, case.variant)
        if tally.golds and case.solution is not template.base.solution and tally.golds == base.golds:
            yield (*at, "gold"), "never differs from the template's gold; say `expect: same_gold`, or change something"
        if case.variant == "big" and base.golds and sum(tally.sizes) <= sum(base.sizes):
            yield (*at, "vars"), "draws numbers that are no larger than the template's; `big` has larger ones"
        own = case is template.base or case.steps is not template.base.steps
        for i, name in enumerate(case.steps):
            if own and tally.golds and name in idle[case.variant]:
                told = "is always the gold or a number of the question; name a value in between, or take it out"
                yield (*at, "steps", i), told


def _solved(case: Case, values: Values) -> tuple[Fraction | None, dict[str, Fraction], list[Problem]]:
    """The gold and the steps of a draw, and what is wrong with them."""
    solution = case.solution
    assert solution is not None  # compile_item saw to it
    problems: list[Problem] = []
    steps: dict[str, Fraction] = {}
    try:
        gold = solution.value(values)
    except ExpressionError as error:
        return None, {}, [(("gold", "expr"), f"no value: {error} for {_drawn(values)}")]
    if not _IN_DOMAIN[solution.domain](gold):
        told = f"outside its domain: {gold} for {_drawn(values)} is no {solution.domain.replace('_', ' ')}"
        problems.append((("gold",), told))
    try:
        second = solution.second(values)
        if second is not None and second != gold:
            told = f"two derivations differ: the gold is {gold}, the check gives {second} for {_drawn(values)}"
            problems.append((("check",), told))
    except ExpressionError as error:
        problems.append((("check",), f"no value: {error} for {_drawn(values)}"))
    for i, (name, formula) in enumerate(case.steps.items()):
        try:
            steps[name] = evaluate(formula, values)
        except ExpressionError as error:
            problems.append((("steps", i, "expr"), f"no value: {error} for {_drawn(values)}"))
    return gold, steps, problems


def _drawn(values: Values) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _anchor(template: Template, more: Values) -> Iterator[Problem]:
    anchor, base = template.spec.anchor, template.base
    if anchor is None or base.solution is None:
        return
    try:
        values = draws.values(template, {name: Drawn(value, {}) for name, value in anchor.vars.items()}, more)
        if not base.accepts(values):
            yield ("anchor", "vars"), "does not meet `where`; the anchor is an instance like any other"
        gold = base.solution.value(values)
    except ExpressionError as error:
        yield ("anchor", "vars"), f"no value: {error}"
        return
    if gold != anchor.exact:
        yield ("anchor", "gold"), f"says {anchor.gold}, the formula gives {gold}: one of the two is wrong"


# ---------------------------------------------------------------- ladder


def _ladder(pack: Pack, template: Template, samples: int, tallies: list[Tally]) -> Iterator[Problem]:
    table, anchor = template.table, template.spec.anchor
    assert table is not None  # compile_item saw to it
    if anchor is not None:
        row = next(row for row in table.rows if row[table.key] == anchor.entity)
        yield from _anchor(template, tables.numbers(row))
    by_book = {name: Tally(template.spec.id, name) for name in template.books}
    tallies += by_book.values()
    for one in ladder.asked(pack, template, SEED, samples):
        for name, book in template.books.items():
            at: FieldPath = ("books", name) if book.bind else ()
            try:
                supposed = ladder.suppose(pack, template, book, one, SEED)
            except Unsatisfiable:
                told = "in none of 2000 draws does the supposed value change the gold of every entity; widen its range"
                yield ("books", name, "vars"), told
                return
            for row in one.rows:
                gold, _, problems = _solved(template.base, ladder.values_of(book, one, row, supposed))
                yield from (((*at, *more), what) for more, what in problems)
                if gold is None:
                    continue
                questions = [
                    " ".join(ladder.prompt(pack, template, (name, book), one, row, supposed, lang))
                    for lang in pack.spec.languages
                ]
                numbers = draws.numbers(one.drawn).values()
                by_book[name].add(gold, numbers, one.tries if row is one.rows[0] else 1, questions)
    if template.probe is not None:
        golds = (template.probe.value(tables.numbers(row)) for row in table.rows)
        yield from ((("probe",), what) for what in unread(golds, pack.spec.languages))
