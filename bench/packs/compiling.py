"""Item as written -> template: formulas parsed, texts checked, and every rule that can be seen without a draw."""

from fractions import Fraction

from bench.checks import checks
from bench.expressions import Expression
from bench.packs import books, constraints
from bench.packs.compiled import Case, Solution, Template
from bench.packs.notes import Notes, Problem, given, shown_in
from bench.packs.schema import ItemSpec, PackSpec, Variant
from bench.packs.source import FieldPath
from bench.packs.text import INSERT

RESERVED = {INSERT, "table"}
"""Placeholders that no variable may be named after."""


def compile_item(item: ItemSpec, pack: PackSpec) -> tuple[Template | None, list[Problem]]:
    """Parse and cross-check an item.

    Returns
    -------
    template : None where something is wrong.
    problems : path within the item, and what is wrong.
    """
    work = _Compiler(item, pack)
    template = work.template()
    return (None if work.notes.problems else template), work.notes.problems


class _Compiler:
    def __init__(self, item: ItemSpec, pack: PackSpec) -> None:
        self.item, self.pack = item, pack
        self.notes = Notes(pack.languages)
        self.derive: dict[str, Expression] = {}
        self.table = pack.tables.get(item.entity) if item.entity else None

    def template(self) -> Template:
        """The compiled item; what is wrong with it is in the notes."""
        item, notes, table = self.item, self.notes, self.table
        if item.judge is not None and item.family != "arithmetic":
            notes.wrong(("judge",), f"has no place in an item of the family {item.family}")
        elif item.judge is not None and item.judge not in checks():
            notes.wrong(("judge",), f"no check {item.judge!r}; there are {', '.join(checks())}")
        if item.source:
            return self._from_dataset()
        if not item.text:
            notes.wrong(("text",), "missing; write it, or name a dataset in `source`")
        self._family()
        if not item.text:
            return Template(item, ())
        if item.entity and table is None:
            return Template(item, ())  # all else would be told to be unbound
        self._names()
        names = {name for name, variable in item.vars.items() if variable.numeric}
        names |= books.entity_numbers(table) | set(item.solver) | ({"slack"} if item.slack else set())
        derive = self.derive
        for name, formula in item.derive.items():
            if expression := notes.formula(("derive", name), formula, names):
                derive[name] = expression
            names.add(name)
        words = set(item.vars) | set(item.derive) | books.entity_words(table) | ({"table"} if item.sandbox else set())
        shown = notes.text(("text",), item.text, words | {INSERT})
        if item.sandbox and "table" not in shown:
            notes.wrong(("text",), "does not show the places; put {table} into it")
        where = notes.conditions(("where",), item.where, names)
        solution = notes.solution((), item.gold, item.check, names) if item.gold else None
        base = Case("base", None, {}, where, solution, notes.steps(("steps",), item.steps, names))
        self._answerable((), solution, given(shown, derive))
        cases = [
            base,
            *(self._variant(name, v, base, names, words) for name, v in item.variants.items() if name != "base"),
        ]
        cases = [
            Case(name, None, {}, where, None, {}, Fraction(str(factor))) for name, factor in item.slack.items()
        ] or cases
        probe = books.probe(notes, item, table) if item.probe and table else None
        found = {}
        if table:
            books.entities(notes, item, table)
            found = dict(books.books(notes, item, table, solution, names, words))
        if item.family == "travel":
            constraints.constraints(notes, item, names)
        self._anchor()
        for name in item.vars:
            if name not in notes.used | RESERVED:
                notes.wrong(("vars", name), "drawn but never used; use it in the text or take it out")
        return Template(item, tuple(cases), derive, table, probe, found)

    def _from_dataset(self) -> Template:
        """Rows of a dataset bring their own questions and golds."""
        item, notes = self.item, self.notes
        for field in sorted(item.model_fields_set - {"id", "family", "instances", "source", "judge"}):
            notes.wrong((field,), "has no place beside `source`: the rows bring their own")
        if item.family != "arithmetic":
            notes.wrong(("family",), "rows of a dataset belong to the family arithmetic")
        if self.pack.provenance != "derived":
            notes.wrong(("source",), "makes the pack `provenance: derived`, with the dataset's `source` and licence")
        if item.source and item.source.lang and item.source.lang not in self.pack.languages:
            notes.wrong(("source", "lang"), f"not among the pack's `languages`: {', '.join(self.pack.languages)}")
        return Template(item, (Case("base", None, {}, (), None, {}),))

    def _answerable(self, at: FieldPath, solution: Solution | None, known: set[str]) -> None:
        """The text gives all that the gold is computed from; a ladder's books give the facts."""
        for name in sorted((solution.gold.names if solution else frozenset()) - known):
            if not name.startswith("e."):
                self.notes.wrong((*at, "gold", "expr"), f"uses {name}, which the text does not give; show {{{name}}}")

    def _names(self) -> None:
        """One name, one meaning."""
        item, taken = self.item, RESERVED | ({"slack"} if self.item.slack else set())
        for field in ("vars", "derive", "solver"):
            for name in getattr(item, field):
                if name in taken:
                    self.notes.wrong((field, name), "the name is taken; choose another")
                taken.add(name)

    def _variant(self, name: str, variant: Variant, base: Case, names: set[str], words: set[str]) -> Case:
        item, notes = self.item, self.notes
        at: FieldPath = ("variants", name)
        if variant.expect == "same_gold":
            for field in ("vars", "gold", "check"):
                if getattr(variant, field):
                    notes.wrong((*at, field), "expects the same gold, so it may bring no variables, gold or check")
        if variant.insert and variant.text:
            notes.wrong((*at, "text"), "a variant has `insert` or `text`, not both")
        if not (variant.insert or variant.text or variant.vars):
            notes.wrong(at, "changes nothing; give it `insert`, `text` or `vars`")
        plain = (variant.insert or variant.text) and not (variant.expect or variant.vars or variant.gold)
        if plain and item.family == "arithmetic":
            notes.wrong(at, "another wording of the same question says `expect: same_gold`")
        own = {word for word, variable in variant.vars.items() if variable.numeric}
        names, words = (names - set(variant.vars)) | own, words | set(variant.vars)
        if variant.insert:
            notes.text((*at, "insert"), variant.insert, words)
        if variant.text:
            self._reworded((*at, "text"), variant, words)
        shown = shown_in(variant.text) if variant.text else shown_in(item.text) | shown_in(variant.insert)
        for word in sorted(set(variant.vars) - given(shown, self.derive)):
            notes.wrong((*at, "vars", word), "drawn but never shown; put it into the clause")
        if variant.gold and not variant.check:
            notes.wrong((*at, "gold"), "a gold of its own needs a `check` of its own")
        if variant.check and not variant.gold:
            notes.wrong((*at, "check"), "a check of its own belongs to a `gold` of its own")
        solution = base.solution
        if variant.gold:
            gold = variant.gold
            if gold.unit is None and item.gold:
                gold = gold.model_copy(update={"unit": item.gold.unit})
            solution = notes.solution(at, gold, variant.check, names)
            self._answerable(at, solution, given(shown, self.derive))
            if solution and base.solution and solution.gold.same_as(base.solution.gold):
                notes.wrong((*at, "gold", "expr"), "the template's own formula; take it out, or say what changes")
        steps = base.steps if variant.steps is None else notes.steps((*at, "steps"), variant.steps, names)
        where = (*base.where, *notes.conditions((*at, "where"), variant.where, names))
        same = variant.expect is not None
        return Case(name, variant.insert, variant.vars, where, solution, steps, same_gold=same, text=variant.text)

    def _reworded(self, at: FieldPath, variant: Variant, words: set[str]) -> None:
        """Another wording tells no less of what the gold needs than the template's own."""
        item, notes = self.item, self.notes
        assert variant.text is not None
        shown = notes.text(at, variant.text, words)
        numeric = {name for name, variable in item.vars.items() if variable.numeric} | set(item.derive)
        for name in sorted((shown_in(item.text) & numeric) - shown):
            notes.wrong(at, f"leaves out {{{name}}}, which the template's text gives")

    def _family(self) -> None:
        """What a family must have, and may."""
        item, numeric, ladder = self.item, self.item.family != "travel", self.item.family == "entity_ladder"
        needed = {
            "gold": numeric,
            "check": numeric,
            "anchor": numeric,
            "entity": ladder,
            "books": ladder,
            "plan": not numeric,
            "constraints": not numeric,
            "witness": not numeric,
            "mutations": not numeric,
        }
        for field, wanted in needed.items():
            present = bool(getattr(item, field))
            if wanted and not present:
                self.notes.wrong((field,), f"missing; an item of the family {item.family} needs it")
            elif present and not wanted:
                self.notes.wrong((field,), f"has no place in an item of the family {item.family}")
        possible = {
            "steps": numeric,
            "variants": not ladder,
            "derive": not ladder,
            "probe": ladder,
            "pairing": ladder,
            "accept_if_fact_within_tolerance": ladder,
            "sandbox": not numeric,
            "solver": not numeric,
            "slack": not numeric,
        }
        for field, may in possible.items():
            if not may and field in item.model_fields_set:
                self.notes.wrong((field,), f"has no place in an item of the family {item.family}")
        if item.entity and self.table is None:
            known = ", ".join(self.pack.tables) or "none"
            self.notes.wrong(("entity",), f"no table {item.entity!r}; there are {known}")
        if not numeric and bool(item.sandbox) != bool(item.solver):
            self.notes.wrong(("solver",), "a sandbox needs `solver: {name: min_cost}`, and only a sandbox has one")
        if item.slack and (not item.sandbox or item.variants):
            self.notes.wrong(("slack",), "belongs to a sandbox without `variants`: its names are the variants")
        if "base" in item.variants and item.variants["base"].model_fields_set:
            self.notes.wrong(("variants", "base"), "the base variant is the template as it stands: `base: {}`")

    def _anchor(self) -> None:
        anchor = self.item.anchor
        if anchor is None:
            return
        numeric = {name for name, variable in self.item.vars.items() if variable.numeric}
        for name in sorted(numeric - anchor.vars.keys()):
            self.notes.wrong(("anchor", "vars"), f"lacks {name}; give every number")
        for name, value in anchor.vars.items():
            if name not in self.item.vars:
                self.notes.wrong(("anchor", "vars", name), "no such variable; take it out")
            elif name in numeric and not isinstance(value, int):
                self.notes.wrong(("anchor", "vars", name), "a whole number is wanted")
        if anchor.entity is not None and self.item.family != "entity_ladder":
            self.notes.wrong(("anchor", "entity"), "has no place outside a ladder")
