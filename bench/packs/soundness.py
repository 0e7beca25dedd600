"""Execute a pack and prove it sound: what types alone cannot show.

Every template is drawn `SAMPLES` times in all variants, books and languages: golds lie in their domain and agree with
their second derivation, the worked anchor comes out, golds are read back by the answer reader in every notation, and a
travel item's witness meets all constraints, of which each can be turned red by a mutation.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from bench.checks.itinerary import evaluate as judge_plan
from bench.expressions import ExpressionError, evaluate
from bench.packs import draws, ladder, tables, travel
from bench.packs.compiled import Case, Solution, Template, Values
from bench.packs.loading import Pack
from bench.packs.mutations import MUTATIONS, NotApplicable
from bench.packs.sampling import Drawn, Unsatisfiable
from bench.packs.source import FieldPath
from bench.trace import analyse

SAMPLES = 200
"""Draws of each template."""
SEED = 1
READ_BACK = 8
"""Golds of each template and variant that are written in every notation and read back."""

_IN_DOMAIN: dict[str, Callable[[Fraction], bool]] = {
    "positive_integer": lambda v: v.denominator == 1 and v > 0,
    "nonnegative_integer": lambda v: v.denominator == 1 and v >= 0,
    "integer": lambda v: v.denominator == 1,
    "positive": lambda v: v > 0,
    "rational": lambda v: True,
}
Problem = tuple[FieldPath, str]


@dataclass(frozen=True)
class Finding:
    """Something that makes a pack unsound."""

    where: str
    """File, line, item and field."""
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def check(pack: Pack, *, samples: int = SAMPLES) -> list[Finding]:
    """Everything that is unsound; each kind of fault is told once per template, at its first instance."""
    findings: dict[tuple[FieldPath, str], Finding] = {}
    for number, template in enumerate(pack.templates):
        for at, what in _of_template(pack, template, samples):
            path = ("items", number, *at)
            kind = (path, what.split(":")[0])
            findings.setdefault(kind, Finding(pack.source.where(path), what))
    return list(findings.values())


def _of_template(pack: Pack, template: Template, samples: int) -> Iterator[Problem]:
    try:
        match template.spec.family:
            case "arithmetic":
                yield from _arithmetic(pack, template, samples)
            case "entity_ladder":
                yield from _ladder(pack, template, samples)
            case "travel":
                yield from _travel(pack, template, samples)
    except Unsatisfiable as error:
        yield ("where",), str(error)
    except ExpressionError as error:
        yield ("gold",), f"no value: {error}"


# ---------------------------------------------------------------- numbers


def _arithmetic(pack: Pack, template: Template, samples: int) -> Iterator[Problem]:
    yield from _anchor(template, {})
    golds: dict[str, list[Fraction]] = {}
    for instance in draws.instances(pack.id, pack.version, template, seed=SEED, count=samples):
        base = None
        for case in template.cases:
            values = draws.values(template, draws.own(template, case, instance), {})
            at: FieldPath = () if case.variant == "base" else ("variants", case.variant)
            gold, problems = _solved(case, values)
            yield from ((at, what) for what in problems)
            base = gold if case.variant == "base" else base
            if case.same_gold and gold != base:
                yield at, f"changes the gold from {base} to {gold}: it expects the same"
            golds.setdefault(case.variant, []).append(gold)
    yield from _read_back(pack, (gold for found in golds.values() for gold in found[:READ_BACK]))


def _solved(case: Case, values: Values) -> tuple[Fraction, list[str]]:
    solution = case.solution
    assert solution is not None  # compile_item saw to it
    gold = solution.value(values)
    problems = list(_gold_problems(solution, gold, values))
    for formula in case.steps.values():
        evaluate(formula, values)
    return gold, problems


def _gold_problems(solution: Solution, gold: Fraction, values: Values) -> Iterator[str]:
    drawn = ", ".join(f"{name} = {value}" for name, value in values.items())
    if not _IN_DOMAIN[solution.domain](gold):
        yield f"outside its domain: the gold is {gold} for {drawn}, which is no {solution.domain.replace('_', ' ')}"
    second = solution.second(values)
    if second is not None and second != gold:
        yield f"two derivations differ: the gold is {gold}, the check gives {second} for {drawn}"


def _anchor(template: Template, more: Values) -> Iterator[Problem]:
    anchor, base = template.spec.anchor, template.base
    if anchor is None or base.solution is None:
        return
    drawn = {name: Drawn(value, {}) for name, value in anchor.vars.items()}
    values = draws.values(template, drawn, more)
    missing = {n for n, v in template.spec.vars.items() if v.numeric} - anchor.vars.keys()
    if missing:
        yield ("anchor", "vars"), f"lacks {', '.join(sorted(missing))}"
        return
    if not base.accepts(values):
        yield ("anchor",), "does not meet `where`"
    gold = base.solution.value(values)
    if gold != Fraction(anchor.gold):
        yield ("anchor", "gold"), f"says {anchor.gold}, the formula gives {gold}"


def _read_back(pack: Pack, golds: Iterable[Fraction]) -> Iterator[Problem]:
    """Golds in every notation, through the answer reader."""
    for gold in dict.fromkeys(golds):
        for lang in pack.spec.languages:
            line = {"en": "Answer: {}", "ja": "答え：{}"}[lang]
            for written in notations(gold, lang):
                read = analyse(line.format(written), lang=lang, finish_reason="stop").answer.value
                if read != str(gold):
                    yield ("gold",), f"not read back: {written!r} is read as {read}, not as {gold}"


def notations(value: Fraction, lang: str) -> list[str]:
    """How a number may be written: 1234, 1,234, and in Japanese １２３４, 1万2,345 and 一万二千三百四十五."""
    if value.denominator != 1 or value < 0:
        return [str(value)]
    number = int(value)
    plain = [str(number), f"{number:,}"]
    if lang != "ja":
        return plain
    full_width = str(number).translate({ord("0") + i: ord("０") + i for i in range(10)})
    return [*plain, full_width, _with_man(number), kanji(number)]


def _with_man(number: int) -> str:
    parts, rest = [], number
    for unit, size in (("億", 10**8), ("万", 10**4)):
        if rest >= size:
            parts.append(f"{rest // size:,}{unit}")
            rest %= size
    return "".join([*parts, f"{rest:,}" if rest or not parts else ""])


def kanji(number: int) -> str:
    """A number below 10**12 in kanji."""
    if number == 0:
        return "〇"
    parts = []
    for unit, size in (("億", 10**8), ("万", 10**4), ("", 1)):
        digits, number = divmod(number, size)
        if digits:
            parts.append(_below_ten_thousand(digits) + unit)
    return "".join(parts)


def _below_ten_thousand(number: int) -> str:
    found = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            found += ("" if digit == 1 and unit else "〇一二三四五六七八九"[digit]) + unit
    return found


# ---------------------------------------------------------------- ladder


def _ladder(pack: Pack, template: Template, samples: int) -> Iterator[Problem]:
    table, anchor, solution = template.table, template.spec.anchor, template.base.solution
    assert table is not None
    assert solution is not None
    if anchor is not None:
        row = next(row for row in table.rows if row[table.key] == anchor.entity)
        yield from _anchor(template, tables.numbers(row))
    golds: list[Fraction] = []
    for one in ladder.asked(pack, template, SEED, samples):
        for book in template.books.values():
            supposed = ladder.suppose(pack, template, book, one, SEED)
            for row in one.rows:
                values = ladder.values_of(book, one, row, supposed)
                gold, problems = _solved(template.base, values)
                yield from (((), what) for what in problems)
                golds.append(gold)
    if template.probe is not None:
        golds += [template.probe.value(tables.numbers(row)) for row in table.rows]
    yield from _read_back(pack, golds[-40:])


# ---------------------------------------------------------------- travel


def _travel(pack: Pack, template: Template, samples: int) -> Iterator[Problem]:
    spec = template.spec
    red: set[str] = set()
    used: set[int] = set()
    seen = set()
    for instance in draws.instances(pack.id, pack.version, template, seed=SEED, count=samples):
        for case in template.cases:
            values, world = travel.world_of(template, case, instance)
            key = world.model_dump_json()
            if key in seen:
                continue
            seen.add(key)
            shown = ", ".join(f"{name} = {value}" for name, value in values.items())
            for lang in pack.spec.languages:
                plan = travel.witness(spec, world, lang)
                failed = {r.id: r.detail for r in judge_plan(plan, world) if not r.passed}
                if failed:
                    yield ("witness",), f"fails {', '.join(failed)}: {next(iter(failed.values()))} for {shown}"
                    continue
                for i, mutation in enumerate(spec.mutations):
                    ((name, given),) = mutation.args.items()
                    argument = instance.base[given].value if given in instance.base else given
                    try:
                        changed = MUTATIONS[name](plan, world, argument)
                    except NotApplicable:
                        continue
                    used.add(i)
                    broken = {r.id for r in judge_plan(changed, world) if not r.passed}
                    red |= broken
                    if broken != set(mutation.breaks):
                        got = ", ".join(sorted(broken)) or "nothing"
                        yield ("mutations", i), f"breaks {got}, not {', '.join(mutation.breaks)}: for {shown}"
    for i in range(len(spec.mutations)):
        if i not in used:
            yield ("mutations", i), "changes nothing in any witness"
    for i, constraint in enumerate(spec.constraints):
        if constraint.id not in red:
            yield ("constraints", i), "no mutation turns it red: add one, or take the constraint out"
