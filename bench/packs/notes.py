"""Reading an item's formulas and texts, with notes of all that is wrong and of the variables that are used."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from bench.expressions import Expression, ExpressionError, parse
from bench.packs.compiled import Solution
from bench.packs.parts import Text
from bench.packs.schema import Check, Gold, Step
from bench.packs.source import FieldPath
from bench.packs.text import INSERT, TemplateError, placeholders

Problem = tuple[FieldPath, str]
"""Path within the item, and what is wrong and would be right."""


class Notes:
    """What is found in an item."""

    def __init__(self, languages: Collection[str]) -> None:
        self.languages = list(languages)
        self.problems: list[Problem] = []
        self.used: set[str] = set()
        """Names in texts and formulas, conditions apart."""

    def wrong(self, at: FieldPath, what: str) -> None:
        """Note a problem."""
        self.problems.append((at, what))

    def formula(self, at: FieldPath, text: str, names: Collection[str]) -> Expression | None:
        """A formula that yields a number."""
        expression = self._parsed(at, text, names)
        if expression and expression.is_comparison:
            self.wrong(at, "a comparison; a formula that yields a number is wanted")
            return None
        if expression:
            self.used |= expression.names
        return expression

    def conditions(self, at: FieldPath, formulas: Iterable[str], names: Collection[str]) -> tuple[Expression, ...]:
        """Comparisons."""
        found = []
        for i, formula in enumerate(formulas):
            expression = self._parsed((*at, i), formula, names)
            if expression and not expression.is_comparison:
                self.wrong((*at, i), "a condition is a comparison, like `n < p`")
            elif expression:
                found.append(expression)
        return tuple(found)

    def solution(self, at: FieldPath, gold: Gold, check: Check | None, names: set[str]) -> Solution | None:
        """A gold and its second derivation."""
        formula = self.formula((*at, "gold", "expr"), gold.expr, names)
        second, unknown = None, None
        if check and check.expr:
            second = self.formula((*at, "check", "expr"), check.expr, names)
            if second and formula and second.same_as(formula):
                self.wrong((*at, "check", "expr"), "the same formula as the gold proves nothing; derive it anew")
        elif check and check.solve:
            equation, unknown = check.solve
            place = (*at, "check", "solve")
            if unknown in names or not unknown.isidentifier() or not unknown.isascii():
                self.wrong((*place, 1), f"{unknown[:40]!r} is no name for an unknown; take one that is not in use")
                return None
            second = self._parsed((*place, 0), equation, names | {unknown})
            if second and unknown not in second.names:
                self.wrong((*place, 0), f"the equation has no {unknown}")
            self.used |= second.names if second else set()
        return Solution(formula, gold.unit, gold.domain, second, unknown) if formula else None

    def steps(self, at: FieldPath, steps: Iterable[Step], names: set[str]) -> dict[str, Expression]:
        """Named intermediate values."""
        found: dict[str, Expression] = {}
        for i, step in enumerate(steps):
            if step.name:
                self.text((*at, i, "name"), step.name, set())
            if step.id in found:
                self.wrong((*at, i, "id"), f"a second step {step.id!r}; give it another id")
            if expression := self.formula((*at, i, "expr"), step.expr, names):
                found[step.id] = expression
        return found

    def text(self, at: FieldPath, text: Text, bound: Collection[str]) -> set[str]:
        """A text in the pack's languages: the same placeholders in each, nothing unbound. Returns what it shows."""
        for lang in self.languages:
            if lang not in text:
                self.wrong(at, f"lacks a text in {lang}; there is one for each of {', '.join(self.languages)}")
        found: dict[str, set[str]] = {}
        for lang, words in text.items():
            if lang not in self.languages:
                self.wrong((*at, lang), f"a text in {lang}, which is not among the pack's `languages`")
                continue
            try:
                found[lang] = placeholders(words)
            except TemplateError as error:
                self.wrong((*at, lang), str(error))
                continue
            for name in sorted(found[lang] - set(bound)):
                known = ", ".join(sorted(set(bound) - {INSERT})) or "none"
                self.wrong((*at, lang), f"nothing is bound to {{{name}}}; placeholders here: {known}")
            self.used |= found[lang]
        everywhere = set.union(*found.values()) - {INSERT} if found else set()
        for lang, names in found.items():
            for name in sorted((everywhere - names) & set(bound)):
                others = ", ".join(other for other, shown in found.items() if name in shown)
                self.wrong((*at, lang), f"lacks the placeholder {{{name}}} that stands in {others}")
        return everywhere

    def _parsed(self, at: FieldPath, text: str, names: Collection[str]) -> Expression | None:
        try:
            return parse(text, names)
        except ExpressionError as error:
            self.wrong(at, str(error))
            return None


def shown_in(text: Text | None) -> set[str]:
    """The placeholders of a text, in whatever language; `Notes.text` tells where languages differ."""
    found: set[str] = set()
    for words in (text or {}).values():
        with suppress(TemplateError):
            found |= placeholders(words)
    return found - {INSERT}


def given(shown: Collection[str], derive: Mapping[str, Expression]) -> set[str]:
    """The names whose numbers a reader can know: those shown, and what they are computed from or lead to."""
    found = set(shown)
    for name in shown:
        if name in derive:
            found |= derive[name].names
    for name, formula in derive.items():  # in order: a derived number may rest on one before it
        if formula.names <= found:
            found.add(name)
    return found
