"""An item of a pack with its formulas parsed and its texts checked: what drawing needs, and nothing that can fail later
for want of a name.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bench.checks.predicates import PREDICATES
from bench.expressions import Expression, ExpressionError, evaluate, holds, parse, solve
from bench.packs import sandbox
from bench.packs.mutations import MUTATIONS
from bench.packs.parts import Text
from bench.packs.schema import Book, Check, Gold, ItemSpec, PackSpec, Variable, Variant
from bench.packs.source import FieldPath
from bench.packs.tables import Table, numbers
from bench.packs.text import INSERT, TemplateError, placeholders

Values = Mapping[str, Fraction | int]


@dataclass(frozen=True)
class Solution:
    """The formula of the right answer, and a second derivation of it."""

    gold: Expression
    unit: str | None
    domain: str
    check: Expression | None
    unknown: str | None = None
    """The check is an equation in this name."""

    def value(self, values: Values) -> Fraction:
        """The right answer; ExpressionError where it cannot be computed."""
        return evaluate(self.gold, values)

    def second(self, values: Values) -> Fraction | None:
        """The second derivation; None where the pack gives none."""
        if self.check is None:
            return None
        return solve(self.check, self.unknown, values) if self.unknown else evaluate(self.check, values)


@dataclass(frozen=True)
class Case:
    """A template in one variant."""

    variant: str
    clause: Text | None
    """Goes into the text."""
    vars: Mapping[str, Variable]
    """Drawn for this variant, in place of the template's or besides them."""
    where: tuple[Expression, ...]
    solution: Solution | None
    steps: Mapping[str, Expression]
    slack: Fraction | None = None
    """Travel: the budget's factor on the cheapest plan."""
    same_gold: bool = False
    text: Text | None = None
    """In place of the template's."""

    def accepts(self, values: Values) -> bool:
        """Whether a draw meets the conditions."""
        return all(holds(condition, values) for condition in self.where)


@dataclass(frozen=True)
class BookCase:
    """A book of a ladder template."""

    spec: Book
    bind: Mapping[str, Expression]


@dataclass(frozen=True)
class Template:
    """An item of a pack, ready to be drawn from."""

    spec: ItemSpec
    cases: tuple[Case, ...]
    derive: Mapping[str, Expression] = field(default_factory=dict)
    table: Table | None = None
    probe: Solution | None = None
    books: Mapping[str, BookCase] = field(default_factory=dict)

    @property
    def base(self) -> Case:
        """The first variant: its draw is shared by all others."""
        return self.cases[0]


BOOKS = ("closed", "open", "open_noise", "masked", "counterfactual")
"""Books of a ladder template."""
Problems = list[tuple[FieldPath, str]]


def compile_item(item: ItemSpec, pack: PackSpec) -> tuple[Template | None, Problems]:
    """Parse and cross-check an item.

    Returns
    -------
    template : None where something is wrong.
    problems : path within the item, and what is wrong.
    """
    work = _Compiler(item, pack)
    template = work.template()
    return (None if work.problems else template), work.problems


class _Compiler:
    def __init__(self, item: ItemSpec, pack: PackSpec) -> None:
        self.item, self.pack = item, pack
        self.problems: Problems = []
        self.used: set[str] = set()
        self.table = pack.tables.get(item.entity) if item.entity else None

    def template(self) -> Template:
        """The compiled item; what is wrong with it is in `problems`."""
        item = self.item
        self._family()
        names = self._numbers(item.vars) | self._entity_numbers()
        names |= set(item.solver) | ({"slack"} if item.slack else set())
        derive: dict[str, Expression] = {}
        for name, formula in item.derive.items():
            if expression := self._parse(("derive", name), formula, names):
                derive[name] = expression
            names |= {name}
        words = set(item.vars) | set(item.derive) | self._entity_words("e") | ({"table"} if item.sandbox else set())
        self._text(("text",), item.text, words | {INSERT})
        base = self._base(names)
        cases = [base]
        for name, variant in item.variants.items():
            if name != "base":
                cases.append(self._variant(name, variant, base, names, words))
        cases = [
            Case(name, None, {}, base.where, None, {}, Fraction(str(factor))) for name, factor in item.slack.items()
        ] or cases
        probe = None
        if item.probe:
            self._text(("probe", "text"), item.probe.text, self._entity_words("e"))
            probe = self._solution(("probe",), item.probe.gold, None, self._entity_numbers())
        books = {name: self._book(name, book, names, words) for name, book in item.books.items()}
        self._constraints(names)
        for name in item.vars:
            if name not in self.used:
                self.problems.append((("vars", name), "drawn but never used; use it in the text or take it out"))
        return Template(item, tuple(cases), derive, self.table, probe, books)

    # ------------------------------------------------------------ parts

    def _base(self, names: set[str]) -> Case:
        item = self.item
        where = tuple(self._all(("where",), item.where, names))
        solution = self._solution((), item.gold, item.check, names) if item.gold else None
        return Case("base", None, {}, where, solution, self._steps((), item.steps, names))

    def _variant(self, name: str, variant: Variant, base: Case, names: set[str], words: set[str]) -> Case:
        at = ("variants", name)
        if variant.expect == "same_gold" and (variant.vars or variant.gold or variant.check):
            self.problems.append((at, "expects the same gold, so it may bring no variables, gold or check of its own"))
        names = (names - set(variant.vars)) | self._numbers(variant.vars)
        words = words | set(variant.vars)
        if variant.insert:
            self._text((*at, "insert"), variant.insert, words)
        if variant.text:
            self._reworded((*at, "text"), variant, words)
        shown = [*(variant.insert or {}).values(), *(variant.text or {}).values()]
        for own in set(variant.vars) - set(self.item.vars):
            if own not in {w for t in shown for w in _placeholders(t)}:
                self.problems.append(((*at, "vars", own), "drawn but never shown; put it into the clause"))
        if variant.gold and not variant.check:
            self.problems.append((at, "a gold of its own needs a check of its own"))
        solution = base.solution
        if variant.gold:
            gold = variant.gold
            if gold.unit is None and self.item.gold:
                gold = gold.model_copy(update={"unit": self.item.gold.unit})
            solution = self._solution(at, gold, variant.check, names)
        steps = base.steps if variant.steps is None else self._steps(at, variant.steps, names)
        where = (*base.where, *self._all((*at, "where"), variant.where, names))
        return Case(
            name,
            variant.insert,
            variant.vars,
            where,
            solution,
            steps,
            same_gold=variant.expect is not None,
            text=variant.text,
        )

    def _reworded(self, at: FieldPath, variant: Variant, words: set[str]) -> None:
        """Another wording tells no less of what the gold needs than the template's own."""
        assert variant.text is not None
        if variant.insert:
            self.problems.append((at, "a variant has `insert` or `text`, not both"))
        if variant.expect is None and not variant.vars and not variant.gold:
            self.problems.append((at, "another wording of the same question says `expect: same_gold`"))
        self._text(at, variant.text, words)
        numeric = self._numbers(self.item.vars) | set(self.item.derive)
        for lang, text in variant.text.items():
            needed = _placeholders(self.item.text.get(lang, "")) & numeric
            if lost := sorted(needed - _placeholders(text)):
                self.problems.append(((*at, lang), f"leaves out {', '.join(lost)}, which the template's text gives"))

    def _book(self, name: str, book: Book, names: set[str], words: set[str]) -> BookCase:
        at = ("books", name)
        if name not in BOOKS:
            self.problems.append((at, f"no such book; there are {', '.join(BOOKS)}"))
        if (name == "closed") != (book.context is None):
            self.problems.append((at, "the closed book gives no context, every other one does"))
        if (name == "counterfactual") != bool(book.bind):
            self.problems.append((at, "the counterfactual book binds the fact to another value, no other book does"))
        if book.context:
            self._text((*at, "context"), book.context, words | set(book.vars) | self._entity_words("o"))
        for field_name in ("rename", "place"):
            if text := getattr(book, field_name):
                self._text((*at, field_name), text, set())
        bind = {}
        for target, formula in book.bind.items():
            if target not in self._entity_numbers():
                self.problems.append(((*at, "bind", target), "binds no number of the entity"))
            elif expression := self._parse((*at, "bind", target), formula, names | self._numbers(book.vars)):
                bind[target] = expression
        return BookCase(book, bind)

    def _family(self) -> None:
        """What a family must have."""
        item = self.item
        numeric = item.family != "travel"
        for name, wanted in {
            "gold": numeric,
            "check": numeric,
            "anchor": numeric,
            "entity": item.family == "entity_ladder",
            "books": item.family == "entity_ladder",
            "plan": item.family == "travel",
            "constraints": item.family == "travel",
            "witness": item.family == "travel",
            "mutations": item.family == "travel",
        }.items():
            present = bool(getattr(item, name))
            if wanted and not present:
                self.problems.append(((name,), f"missing; an item of the family {item.family} needs it"))
            elif present and not wanted:
                self.problems.append(((name,), f"has no place in an item of the family {item.family}"))
        if item.entity and self.table is None:
            known = ", ".join(self.pack.tables) or "none"
            self.problems.append((("entity",), f"no table {item.entity!r}; there are {known}"))
        if item.family == "entity_ladder" and not {"closed", "open"} <= set(item.books):
            self.problems.append((("books",), "a ladder has at least the books closed and open"))
        if bool(item.sandbox) != bool(item.solver):
            self.problems.append(
                (("solver",), "a sandbox needs `solver: {name: min_cost}`, and only a sandbox has one")
            )
        if item.entity and self.table:
            self._entities(self.table)

    def _entities(self, table: Table) -> None:
        """The entities that the item names, and those that are left to ask of."""
        item, pairing = self.item, self.item.pairing
        rungs = {row[table.key]: row[table.rung] for row in table.rows}
        if item.anchor and item.anchor.entity not in rungs:
            self.problems.append((("anchor", "entity"), f"no row {item.anchor.entity!r} in the table"))
        for field_name in ("first", "entities"):
            for i, key in enumerate(getattr(pairing, field_name) or []):
                if key not in rungs:
                    self.problems.append((("pairing", field_name, i), f"no row {key!r} in the table"))
        asked = pairing.entities or [
            row[table.key]
            for row in table.rows
            if pairing.band is None or pairing.band[0] <= row[table.number] <= pairing.band[1]
        ]
        if len({rungs[key] for key in asked if key in rungs}) < (len(asked) if pairing.entities else 2):
            told = "entities stand on different rungs" if pairing.entities else "asks of two rungs at least"
            self.problems.append((("pairing",), told))

    def _constraints(self, known: set[str]) -> None:
        item = self.item
        ids = [c.id for c in item.constraints]
        stops = {stop.id for stop in item.sandbox.stops} if item.sandbox else set()
        for i, constraint in enumerate(item.constraints):
            at = ("constraints", i)
            if ids.count(constraint.id) > 1:
                self.problems.append(((*at, "id"), f"a second constraint {constraint.id!r}"))
            predicate = PREDICATES.get(constraint.check)
            if predicate is None:
                self.problems.append(((*at, "check"), f"no such check; there are {', '.join(PREDICATES)}"))
                continue
            if predicate.closed and not item.sandbox:
                self.problems.append(((*at, "check"), "needs a sandbox"))
            given = set(constraint.args)
            if given - predicate.arguments - predicate.optional or predicate.arguments - given:
                wanted = ", ".join(sorted(predicate.arguments | predicate.optional)) or "none"
                self.problems.append((at, f"wrong arguments; {constraint.check} takes: {wanted}"))
            for name, value in constraint.args.items():
                if not isinstance(value, str):
                    continue
                if value in known | set(item.vars):
                    self.used.add(value)
                elif name != "stop" or value not in stops:
                    self.problems.append(((*at, name), f"nothing is named {value!r}"))
        if item.sandbox:
            found = sandbox.problems(item.sandbox, {constraint.check for constraint in item.constraints})
            self.problems += [(("sandbox", *path), what) for path, what in found]
        for i, mutation in enumerate(item.mutations):
            (change,) = mutation.args
            if change not in MUTATIONS:
                self.problems.append((("mutations", i), f"no change {change!r}; there are {', '.join(MUTATIONS)}"))
            for broken in mutation.breaks:
                if broken not in ids:
                    self.problems.append((("mutations", i, "breaks"), f"no constraint {broken!r}"))

    # ------------------------------------------------------------ formulas and texts

    def _solution(self, at: FieldPath, gold: Gold, check: Check | None, names: set[str]) -> Solution | None:
        formula = self._parse((*at, "gold", "expr"), gold.expr, names)
        second, unknown = None, None
        if check and check.expr:
            second = self._parse((*at, "check", "expr"), check.expr, names)
            if second and formula and second.text.replace(" ", "") == formula.text.replace(" ", ""):
                self.problems.append(((*at, "check"), "the same formula as the gold proves nothing; derive it anew"))
        elif check and check.solve:
            equation, unknown = check.solve
            second = self._parse((*at, "check", "solve"), equation, names | {unknown})
            if second and unknown not in second.names:
                self.problems.append(((*at, "check", "solve"), f"the equation has no {unknown}"))
        return Solution(formula, gold.unit, gold.domain, second, unknown) if formula else None

    def _steps(self, at: FieldPath, steps: Iterable[Any], names: set[str]) -> dict[str, Expression]:
        found: dict[str, Expression] = {}
        for i, step in enumerate(steps):
            if step.name:
                self._text((*at, "steps", i, "name"), step.name, set())
            if step.id in found:
                self.problems.append(((*at, "steps", i, "id"), f"a second step {step.id!r}"))
            if expression := self._parse((*at, "steps", i, "expr"), step.expr, names):
                found[step.id] = expression
        return found

    def _all(self, at: FieldPath, formulas: Iterable[str], names: set[str]) -> Iterable[Expression]:
        for i, formula in enumerate(formulas):
            expression = self._parse((*at, i), formula, names)
            if expression and not expression.is_comparison:
                self.problems.append(((*at, i), "a condition is a comparison"))
            elif expression:
                yield expression

    def _parse(self, at: FieldPath, formula: str, names: Collection[str]) -> Expression | None:
        try:
            expression = parse(formula, names)
        except ExpressionError as error:
            self.problems.append((at, str(error)))
            return None
        self.used |= expression.names
        return expression

    def _text(self, at: FieldPath, text: Text, bound: set[str]) -> None:
        """The pack's languages, the same placeholders in each, nothing unbound."""
        if set(text) != set(self.pack.languages):
            self.problems.append((at, f"needs a text in {', '.join(self.pack.languages)}, and in no other language"))
        found = {}
        for lang, words in text.items():
            try:
                found[lang] = placeholders(words)
            except TemplateError as error:
                self.problems.append(((*at, lang), str(error)))
                continue
            for name in sorted(found[lang] - bound):
                self.problems.append(((*at, lang), f"nothing is bound to {{{name}}}"))
            self.used |= found[lang]
        first = next(iter(found.values()), set())
        for lang, names in found.items():
            if names - {INSERT} != first - {INSERT}:
                differ = ", ".join(sorted((names ^ first) - {INSERT}))
                self.problems.append(((*at, lang), f"other placeholders than in the first language: {differ}"))

    def _numbers(self, variables: Mapping[str, Variable]) -> set[str]:
        return {name for name, variable in variables.items() if variable.numeric}

    def _entity_numbers(self) -> set[str]:
        if self.table is None:
            return set()
        return set(numbers(self.table.rows[0]))

    def _entity_words(self, prefix: str) -> set[str]:
        if self.table is None:
            return set()
        return {f"{prefix}.{column}" for column in self.table.rows[0] if column != "also"}


def _placeholders(text: str) -> set[str]:
    try:
        return placeholders(text)
    except TemplateError:
        return set()
