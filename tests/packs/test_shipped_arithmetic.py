"""The shipped word problems: how many, in which variants, and that each is worked out one operation at a time."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest

from bench import packs
from bench.expressions import Expression
from bench.packs.compiled import Case, Template
from bench.packs.loading import Pack
from bench.packs.text import placeholders

PACKS = [packs.load(path) for path in packs.find(["arithmetic"])]
TEMPLATES = [template for pack in PACKS for template in pack.templates]
VARIANTS = {"base", "noop", "plus1", "big", "reworded"}
KNOWN = {1, 2, 5, 7, 24, 30, 31, 60, 100, 1000}
"""Numbers that a problem may leave to the reader: halves, weekdays, days of a week and of June and July, hours of a
day, minutes of an hour, percent, centimetres of a metre, grams of a kilogram.
"""
ROUNDED = {"save", "translator", "orchard", "bottles", "rainwater", "rice", "tiles"}
"""Templates that round a quotient: there, one step more may leave the gold as it was."""
each_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.spec.id)
each_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.id)


def operands(tree: ast.expr) -> tuple[ast.expr, ...] | None:
    """What one operation is done to: + − × ÷, remainder, and a quotient rounded to a whole number; None for others."""
    match tree:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            return left, right
        case ast.Call(func=ast.Name(id="floor" | "ceiling"), args=[ast.BinOp(left=left, op=ast.Div(), right=right)]):
            return left, right
        case ast.Call(func=ast.Name(id="Mod"), args=[left, right]):
            return left, right
    return None


def worked(case: Case) -> list[Expression]:
    """The formulas of a worked solution, in order: the steps, and the gold where it is not the last of them."""
    assert case.solution is not None
    steps, gold = list(case.steps.values()), case.solution.gold
    return steps if steps and ast.dump(steps[-1].tree) == ast.dump(gold.tree) else [*steps, gold]


def leaves(tree: ast.expr) -> Iterator[str | float]:
    """Names and constants of a formula."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            assert isinstance(node.value, int | float)
            yield node.value
        elif isinstance(node, ast.Name) and node.id not in {"floor", "ceiling", "Mod"}:
            yield node.id


def test_there_are_enough() -> None:
    assert len(PACKS) >= 6
    assert len(TEMPLATES) >= 40
    assert all(len(pack.templates) >= 7 for pack in PACKS)


@each_template
def test_every_variant_in_both_languages(template: Template) -> None:
    spec = template.spec
    assert set(spec.variants) == VARIANTS == {case.variant for case in template.cases}
    assert set(spec.text) == {"en", "ja"}
    assert spec.variants["reworded"].text is not None
    texts = [t for v in spec.variants.values() for t in (v.insert, v.text) if t]
    assert all(set(t) == {"en", "ja"} for t in texts)
    names = [step.name for steps in (spec.steps, spec.variants["plus1"].steps or []) for step in steps]
    assert names
    assert all(name and set(name) == {"en", "ja"} for name in names)


@each_template
def test_every_step_is_one_operation(template: Template) -> None:
    for case in template.cases:
        done: set[str] = set()
        used: set[str] = set()
        for formula in worked(case):
            parts = operands(formula.tree)
            assert parts is not None, f"{case.variant}: {formula.text} is no operation"
            for part in parts:
                name = ast.dump(part)
                assert isinstance(part, ast.Constant | ast.Name) or name in done, f"{case.variant}: {formula.text}"
                used.add(name)
            assert ast.dump(formula.tree) not in done, f"{case.variant}: {formula.text} is done twice"
            done.add(ast.dump(formula.tree))
        assert case.solution is not None
        assert done - used == {ast.dump(case.solution.gold.tree)}, f"{case.variant}: a step that leads nowhere"


@each_template
def test_steps_start_from_what_the_text_says(template: Template) -> None:
    for case in template.cases:
        text = (case.text or template.spec.text)["en"] + (case.clause or {"en": ""})["en"]
        shown = placeholders(text)
        for leaf in {leaf for formula in worked(case) for leaf in leaves(formula.tree)}:
            assert leaf in shown or leaf in KNOWN or re.search(rf"(?<![\d.]){leaf}(?!\.?\d)", text), leaf


@each_template
def test_two_to_eight_steps_and_one_more(template: Template) -> None:
    length = {case.variant: len(worked(case)) for case in template.cases}
    assert 2 <= length["base"] <= 8
    assert length["plus1"] == length["base"] + 1
    assert length["noop"] == length["big"] == length["reworded"] == length["base"]


@each_pack
def test_what_the_draws_give(pack: Pack) -> None:
    """Same numbers where the gold is the same, larger ones in `big`, and no ``1 days``."""
    golds: dict[tuple[str, str], list[int]] = {}
    questions: dict[tuple[str, int, str], set[str]] = {}
    sizes: dict[tuple[str, str], float] = Counter()
    for item in packs.expand(pack, seed=11, limit=20):
        assert not re.search(r"(?<![\d.:/,])1 [a-z]+s\b", item.question), item.question
        assert not re.search(r"\s\s|[。、]{2}|\{|\}", item.question), item.question
        golds.setdefault((item.template, item.variant), []).append(int(item.reference.gold))
        worked_out = [item.reference.gold, *item.reference.steps.values()]
        sizes[item.template, item.variant] += sum(float(Fraction(value)) for value in worked_out)
        questions.setdefault((item.template, item.instance, item.lang), set()).add(item.question)
    assert all(len(asked) == len(VARIANTS) for asked in questions.values())
    for template in pack.templates:
        of = {variant: golds[template.spec.id, variant] for variant in VARIANTS}
        assert of["base"] == of["noop"] == of["reworded"]
        assert all(a != b for a, b in zip(of["base"], of["plus1"], strict=True)) or template.spec.id in ROUNDED
        assert sizes[template.spec.id, "big"] > 1.2 * sizes[template.spec.id, "base"]


def test_openings_differ() -> None:
    for lang, length in (("en", 18), ("ja", 12)):
        starts = Counter(template.spec.text[lang][:length] for template in TEMPLATES)  # type: ignore[index]
        assert starts.most_common(1)[0][1] == 1, starts.most_common(3)
