"""The shipped packs -> one JSON file, all that drawing examples needs of them.

This stage alone imports `bench` and what it depends on; the training machine reads the file with the standard library.
"""

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Annotated, Any

from bench.packs import Pack, draws, load
from bench.packs.compiled import Case, Template
from bench.packs.text import placeholders, with_clause

from .commands import say
from .compile_numbers import formula, numbers, plain
from .compile_travel import closed_prompts, trip
from .draws import Numbers, Unsatisfiable
from .example import digest
from .facts import mountains
from .formulas import Values
from .operations import Operand, Unresolved, resolve

SELECTION_SEED = 3442
"""Seed of the shipped selections, whose instances are never trained on."""
SAMPLES = 40
"""Draws that a step's operation must agree with."""
UNWORDED = "reworded"
"""The variant whose wording is never trained on."""
_PREFIX = re.compile(r"^(?:Reference: |資料：)")


def compile_packs(
    out: Annotated[Path, "File to write."] = Path("models/recipe/packs.json"),
    tasks: Annotated[Path, "Folder of the packs."] = Path("tasks"),
    instances: Annotated[int, "Instances a template, of the shipped selections, to keep out of training."] = 16,
) -> None:
    """Compile the packs for training; needs the package ``bench`` with its dependencies."""
    material: dict[str, Any] = {"arithmetic": [], "excluded": [], "ladders": [], "trips": [], "closed": []}
    for path in sorted(tasks.rglob("*.yaml")):
        pack = load(path)
        for template in pack.templates:
            name = f"{pack.id}/{template.spec.id}"
            try:
                match template.spec.family:
                    case "arithmetic":
                        cases = [_case(pack, template, case) for case in template.cases]
                        material["arithmetic"] += cases
                        material["excluded"] += _drawn_by_selections(pack, template, instances)
                    case "entity_ladder":
                        material["ladders"].append(_ladder(pack, template))
                    case _ if template.spec.sandbox:
                        material["closed"] += closed_prompts(pack, template, SELECTION_SEED)
                    case _:
                        material["trips"].append(trip(pack, template))
            except (Unresolved, Unsatisfiable) as error:
                say(f"{name} is left out: {error}")
    material["excluded"] = sorted(set(material["excluded"]))
    out.write_text(json.dumps(material, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    counts = ", ".join(f"{len(part)} {name}" for name, part in material.items())
    say(f"{counts}; {out.stat().st_size:,} bytes")


def operations(template: Template, case: Case, shown: list[str], drawn: list[Any]) -> list[dict[str, Any]]:
    """The steps of a variant as operations, with their names."""
    assert case.solution is not None
    steps = [(name, formula(each)) for name, each in case.steps.items()]
    labels = _labels(template, case)
    found = resolve(steps, formula(case.solution.gold), shown, drawn)
    return [
        {
            "result": each.result,
            "operation": each.operation,
            "left": _written(each.left),
            "right": _written(each.right),
            "label": labels.get(each.result) if each.named else None,
        }
        for each in found
    ]


def _written(operand: Operand) -> int | str:
    return operand if isinstance(operand, int) else str(operand)


def _labels(template: Template, case: Case) -> dict[str, Any]:
    spec = template.spec
    variant = spec.variants.get(case.variant)
    steps = variant.steps if variant is not None and variant.steps is not None else spec.steps
    return {step.id: step.name for step in steps}


def _case(pack: Pack, template: Template, case: Case) -> dict[str, Any]:
    spec = template.spec
    text = case.text or {
        lang: with_clause(spec.text[lang], case.clause[lang] if case.clause else None, lang) for lang in ("en", "ja")
    }
    spec_numbers = numbers(template, case)
    numbers_of = Numbers(spec_numbers)
    rng = Random(f"{pack.id}/{spec.id}/{case.variant}")
    drawn = [numbers_of.draw(rng)[0] for _ in range(SAMPLES)]
    told = placeholders(text["en"])
    shown = [name for name in (*numbers_of.numeric, *template.derive) if name in told]
    assert case.solution is not None
    return {
        "pack": pack.id,
        "template": spec.id,
        "variant": case.variant,
        "trained": case.variant != UNWORDED,
        "text": plain(text),
        **spec_numbers,
        "key": [name for name in numbers_of.numeric if name in spec.vars],
        "steps": operations(template, case, shown, drawn),
        "unit": case.solution.unit or "",
        "answer_line": dict(pack.spec.answer_line),
    }


def _drawn_by_selections(pack: Pack, template: Template, count: int) -> Iterator[int]:
    """Digests of the instances that the shipped selections ask."""
    for instance in draws.instances(pack.id, pack.version, template, seed=SELECTION_SEED, count=count):
        for case in template.cases:
            values = draws.numbers(draws.own(template, case, instance))
            names = sorted(name for name in values if name in template.spec.vars)
            yield digest(f"{pack.id}/{template.spec.id}", tuple(int(values[name]) for name in names))


def _ladder(pack: Pack, template: Template) -> dict[str, Any]:
    spec, table, case = template.spec, template.table, template.base
    assert table is not None
    fact = f"e_{table.number}"
    rows, told = table.rows, placeholders(spec.text["en"])
    spec_numbers = numbers(template, case)
    drawing = Numbers(spec_numbers)
    rng = Random(f"{pack.id}/{spec.id}")
    drawn: list[Values] = []
    while len(drawn) < SAMPLES:
        value = {fact: Fraction(rng.choice(rows)[table.number])}
        try:
            drawn.append(drawing.draw(rng, value)[0])
        except Unsatisfiable:
            continue
    shown = [fact, *(name for name in (*drawing.numeric, *template.derive) if name in told)]
    books: dict[str, dict[str, Any]] = {
        name: {
            "context": plain(book.spec.context) if book.spec.context else None,
            "rename": book.spec.rename,
            "place": book.spec.place,
            "bound": [str(each.tree.id) for each in book.bind.values() if hasattr(each.tree, "id")],
        }
        for name, book in template.books.items()
    }
    assert case.solution is not None
    statement = books["open"]["context"] or {}
    return {
        "pack": pack.id,
        "template": spec.id,
        "class": table.number,
        "fact": fact,
        "fact_unit": table.unit or "",
        "text": plain(spec.text),
        **spec_numbers,
        "steps": operations(template, case, shown, drawn),
        "unit": case.solution.unit or "",
        "probe": plain(spec.probe.text) if spec.probe else None,
        "books": books,
        "statement": {lang: _PREFIX.sub("", words) for lang, words in statement.items()},
        "rows": [_row(row, table.key, table.rung, table.number) for row in rows] + _corpus_rows(table.number, rows),
        "answer_line": dict(pack.spec.answer_line),
    }


def _row(row: Mapping[str, Any], key: str, rung: str, number: str) -> dict[str, Any]:
    words = {
        lang: {f"e_{name}": str(value[lang]) for name, value in row.items() if isinstance(value, dict)}
        for lang in ("en", "ja")
    }
    return {
        "id": row[key],
        "rung": row[rung],
        "fact": row[number] if isinstance(row[number], int) else str(row[number]),
        "words": words,
        "asked": True,
    }


def _corpus_rows(number: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mountains that no pack asks about: the corpus has more of them than a reader can have met."""
    if number != "elevation_m":
        return []
    asked = {row["id"] for row in rows}
    return [
        {
            "id": each.id,
            "rung": each.rung,
            "fact": each.height,
            "words": {lang: {"e_name": each.name[lang], "e_place": each.place[lang]} for lang in ("en", "ja")},
            "asked": False,
        }
        for each in mountains()
        if each.id not in asked
    ]
