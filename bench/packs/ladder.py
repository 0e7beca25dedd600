"""The entity ladder: one draw asked of one entity a rung, from memory (closed) and with the fact given.

The Fuji/Tateyama pair taken apart: where closed falls with the rung and open does not, the fact is missing and not the
reasoning.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bench.expressions import evaluate
from bench.packs import draws
from bench.packs.compiled import BookCase, Solution, Template
from bench.packs.sampling import Drawn, Stream, draw_all
from bench.packs.tables import Row, Table, numbers
from bench.packs.text import render
from bench.records import Derivation, Item, Lang, Reference

if TYPE_CHECKING:
    from bench.packs.loading import Pack

MOST_FACTS = 40
"""Facts within a tolerance for which the gold is computed."""


@dataclass(frozen=True)
class Asked:
    """An instance with the entities that it is asked of."""

    index: int
    drawn: Mapping[str, Drawn]
    tries: int
    rows: tuple[Row, ...]
    """One a rung, the best known first."""
    seed: int


def asked(pack: "Pack", template: Template, seed: int, count: int) -> Iterator[Asked]:
    """The draws, each with one entity a rung: every rung goes round its entities in an order of the seed's.

    Conditions hold for all entities of a draw.
    """
    table = _table(template)
    rotation = _rotation(pack, template, table, seed)
    for index in range(count):
        rows = tuple(order[index % len(order)] for order in rotation)
        stream = draws.stream_of(pack.id, pack.version, template, seed, index)

        def fits(drawn: Mapping[str, Drawn], rows: tuple[Row, ...] = rows) -> bool:
            return all(draws.accepts(template, template.base, drawn, numbers(row)) for row in rows)

        drawn, tries = draw_all(template.spec.vars, stream, fits)
        yield Asked(index, drawn, tries, rows, seed)


def items(pack: "Pack", template: Template, seed: int, count: int) -> Iterator[Item]:
    """The items: each entity in use probed once, then every draw in every book."""
    chosen = list(asked(pack, template, seed, count))
    if template.probe is not None:
        rows = {row[_table(template).key]: row for one in chosen for row in one.rows}
        for row in sorted(rows.values(), key=lambda row: row[_table(template).rung]):
            for lang in pack.spec.languages:
                yield _probe(pack, template, row, lang)
    for one in chosen:
        for name, book in template.books.items():
            supposed = suppose(pack, template, book, one, seed)
            for row in one.rows:
                reference = reference_of(template, book, name, one, row, supposed)
                for lang in pack.spec.languages:
                    yield _item(pack, template, (name, book), one, row, supposed, lang, reference)


def suppose(pack: "Pack", template: Template, book: BookCase, one: Asked, seed: int) -> Mapping[str, Drawn]:
    """What a book draws for itself; a counterfactual changes the gold of every entity asked."""
    if not book.spec.vars:
        return {}
    solution = _solution(template)

    def changes(drawn: Mapping[str, Drawn]) -> bool:
        for row in one.rows:
            true, bound = _values(one, row, {}), values_of(book, one, row, drawn)
            if not template.base.accepts(bound) or solution.value(true) == solution.value(bound):
                return False
        return True

    stream = draws.stream_of(pack.id, pack.version, template, seed, one.index)
    return draw_all(book.spec.vars, lambda name: stream(f"{id_of(template, book)}.{name}"), changes)[0]


def reference_of(
    template: Template, book: BookCase, name: str, one: Asked, row: Row, supposed: Mapping[str, Drawn]
) -> Reference:
    """The gold of a draw about an entity, and what a tolerance or another reading of the fact makes of it."""
    table, solution = _table(template), _solution(template)
    true = _values(one, row, {})
    values = values_of(book, one, row, supposed)
    gold = solution.value(values)
    low = high = None
    if name == "closed" and template.spec.accept_if_fact_within_tolerance:
        low, high = tolerated(solution, true, table, row)
    other = (solution.value({**true, f"e.{table.number}": Fraction(also)}) for also in row.get("also", []))
    return Reference(
        gold=str(gold),
        unit=solution.unit,
        low=low,
        high=high,
        ambiguous=tuple(str(value) for value in other if value != gold) if name == "closed" else (),
        from_memory=str(solution.value(true)) if book.bind else None,
        fact=str(Fraction(row[table.number])),
        fact_unit=table.unit,
        derivation=_derivation(solution, true, f"e.{table.number}") if name == "closed" else None,
        steps={step: str(evaluate(formula, values)) for step, formula in template.base.steps.items()},
    )


def _derivation(solution: Solution, values: Mapping[str, Fraction | int], fact: str) -> Derivation:
    used = {name: str(values[name]) for name in sorted(solution.gold.names - {fact})}
    return Derivation(expr=solution.gold.text, values=used, fact=fact)


def tolerated(
    solution: Solution, values: Mapping[str, Fraction | int], table: Table, row: Row
) -> tuple[str | None, str | None]:
    """Least and greatest gold that a fact within the table's tolerance gives; (None, None) without a tolerance.

    Facts are tried at every last decimal place, at `MOST_FACTS` evenly spaced ones where these are more.
    """
    reach, fact = table.reach(row), row[table.number]
    if not reach:
        return None, None
    count = min(2 * int(reach / _resolution(fact, reach)), MOST_FACTS)
    facts = [draws.plain(Fraction(fact) - Fraction(reach) * (count - 2 * i) / count) for i in range(count + 1)]
    golds = [solution.value({**values, f"e.{table.number}": near}) for near in facts]
    return str(min(golds)), str(max(golds))


def _resolution(*values: int | Decimal) -> Decimal:
    """The last decimal place that any of the numbers has."""
    return min(Decimal(1).scaleb(int(Decimal(v).as_tuple().exponent)) for v in values)


def values_of(book: BookCase, one: Asked, row: Row, supposed: Mapping[str, Drawn]) -> dict[str, Fraction | int]:
    """What expressions see of a draw about an entity in a book."""
    return _values(one, row, _bound(book, supposed))


def id_of(template: Template, book: BookCase) -> str:
    """The name of a book in its template."""
    return next(name for name, other in template.books.items() if other is book)


def _rotation(pack: "Pack", template: Template, table: Table, seed: int) -> list[list[Row]]:
    """Of each rung the entities in the order in which they are asked of; of a minimal pair each entity alone."""
    pairing = template.spec.pairing
    if pairing.entities:
        named = [row for row in table.rows if row[table.key] in pairing.entities]
        return [[row] for row in sorted(named, key=lambda row: row[table.rung])]
    low, high = pairing.band or (-math.inf, math.inf)
    rungs: dict[int, list[Row]] = {}
    for row in table.rows:
        if low <= row[table.number] <= high:
            rungs.setdefault(row[table.rung], []).append(row)
    orders = []
    for rung in sorted(rungs):
        rows = {str(row[table.key]): row for row in rungs[rung]}
        stream = Stream(pack.id, pack.version, template.spec.id, seed, "rotation", rung)
        shuffled = stream.shuffled(sorted(rows))
        orders.append([rows[key] for key in sorted(shuffled, key=lambda key: key not in pairing.first)])
    return orders


def _probe(pack: "Pack", template: Template, row: Row, lang: Lang) -> Item:
    table, spec, probe = _table(template), template.spec, template.probe
    assert probe is not None
    assert spec.probe is not None
    low, high = tolerated(probe, numbers(row), table, row)
    gold = probe.value(numbers(row))
    return Item(
        id="/".join((pack.id, spec.id, "0", "base", "probe", str(row[table.key]), lang)),
        pack=pack.id,
        template=spec.id,
        family=spec.family,
        instance=0,
        lang=lang,
        book="probe",
        entity=str(row[table.key]),
        entity_name=row["name"][lang],
        rung=row[table.rung],
        question=render(spec.probe.text[lang], _words("e", row, lang)),
        answer_line=pack.spec.answer_line.get(lang, ""),
        check="number",
        reference=Reference(
            gold=str(gold),
            unit=probe.unit,
            low=low,
            high=high,
            ambiguous=tuple(str(value) for value in map(Fraction, row.get("also", [])) if value != gold),
            fact=str(Fraction(row[table.number])),
            fact_unit=table.unit,
        ),
    )


def _item(
    pack: "Pack",
    template: Template,
    named: tuple[str, BookCase],
    one: Asked,
    row: Row,
    supposed: Mapping[str, Drawn],
    lang: Lang,
    reference: Reference,
) -> Item:
    table, spec = _table(template), template.spec
    question, context = prompt(pack, template, named, one, row, supposed, lang)
    return Item(
        id="/".join((pack.id, spec.id, str(one.index), "base", named[0], str(row[table.key]), lang)),
        pack=pack.id,
        template=spec.id,
        family=spec.family,
        instance=one.index,
        lang=lang,
        book=named[0],
        entity=str(row[table.key]),
        entity_name=row["name"][lang],
        rung=row[table.rung],
        band=tuple(spec.pairing.band) if spec.pairing.band else None,
        question=question,
        context=context,
        answer_line=pack.spec.answer_line.get(lang, ""),
        check="number",
        reference=reference,
    )


def prompt(
    pack: "Pack",
    template: Template,
    named: tuple[str, BookCase],
    one: Asked,
    row: Row,
    supposed: Mapping[str, Drawn],
    lang: Lang,
) -> tuple[str, str]:
    """Question and context of a draw about an entity in a book."""
    book = named[1].spec
    words = draws.shown(template, {**one.drawn, **supposed}, {}, lang) | _words("e", row, lang)
    if book.context and "{o." in book.context[lang]:
        words |= _words("o", _other(pack, template, one, row), lang)
    asked_of = dict(words)
    for field, text in (("e.name", book.rename), ("e.place", book.place)):
        if text:
            asked_of[field] = text[lang]
    return render(template.spec.text[lang], asked_of), render(book.context[lang], words) if book.context else ""


def _other(pack: "Pack", template: Template, one: Asked, row: Row) -> Row:
    """Another entity for the noise: of any rung, its fact too far off to be taken for the right one's tolerance."""
    table = _table(template)
    far = [r for r in table.rows if abs(r[table.number] - row[table.number]) > 2 * table.reach(row)]
    stream = Stream(pack.id, pack.version, template.spec.id, one.seed, one.index, "noise", str(row[table.key]))
    return far[stream.below(len(far))]


def _values(one: Asked, row: Row, bound: Mapping[str, Fraction | int]) -> dict[str, Fraction | int]:
    return {**draws.numbers(one.drawn), **numbers(row), **bound}


def _bound(book: BookCase, supposed: Mapping[str, Drawn]) -> dict[str, Fraction | int]:
    return {field: evaluate(formula, draws.numbers(supposed)) for field, formula in book.bind.items()}


def _words(prefix: str, row: Row, lang: Lang) -> dict[str, str]:
    return {f"{prefix}.{column}": str(v[lang] if isinstance(v, dict) else v) for column, v in row.items()}


def _table(template: Template) -> Table:
    assert template.table is not None  # compile_item saw to it
    return template.table


def _solution(template: Template) -> Solution:
    assert template.base.solution is not None  # compile_item saw to it
    return template.base.solution
