"""Pack -> items: every template's draws, in all variants, books and languages."""

from collections.abc import Iterator
from itertools import islice

from bench.errors import InputError
from bench.expressions import ExpressionError, evaluate
from bench.packs import dataset, draws, ladder, travel
from bench.packs.compiled import Case, Template, Values
from bench.packs.loading import Pack
from bench.packs.sampling import Unsatisfiable
from bench.packs.schema import ItemSpec
from bench.records import Item, Lang, Reference

MAX_ITEMS = 100_000
"""Of a pack: each is asked of every arm, and held in memory."""


def expand(pack: Pack, *, seed: int, limit: int | None = None) -> list[Item]:
    """The items of a pack.

    Parameters
    ----------
    seed : of all draws; the same seed gives the same items in any process.
    limit : instances of each template; None: the pack's own number. More instances change none of the first ones.

    Raises
    ------
    InputError
        A template's conditions cannot be met, a formula has no value for a draw, or there are too many items.
    """
    found: list[Item] = []
    for template in pack.templates:
        count = limit if limit is not None else template.spec.instances
        try:
            found += islice(_of_template(pack, template, seed, count), MAX_ITEMS + 1 - len(found))
            if len(found) > MAX_ITEMS:
                place = str(pack.source.place(("items", template.number, "instances")))
                raise InputError(f"more than {MAX_ITEMS:,} items; ask for fewer instances", place)
        except (ExpressionError, Unsatisfiable) as error:
            raise InputError(str(error), str(pack.source.place(("items", template.number)))) from error
    return found


def _of_template(pack: Pack, template: Template, seed: int, count: int) -> Iterator[Item]:
    if template.spec.source:
        return dataset.items(pack, template, seed, count)
    match template.spec.family:
        case "arithmetic":
            return _arithmetic(pack, template, seed, count)
        case "entity_ladder":
            return ladder.items(pack, template, seed, count)
        case "travel":
            return travel.items(pack, template, seed, count)


def _arithmetic(pack: Pack, template: Template, seed: int, count: int) -> Iterator[Item]:
    spec = template.spec
    for instance in draws.instances(pack.id, pack.version, template, seed=seed, count=count):
        for case in template.cases:
            drawn = draws.own(template, case, instance)
            values = draws.values(template, drawn, {})
            reference = reference_of(case, values)
            for lang in pack.spec.languages:
                yield Item(
                    id=item_id(pack.id, spec, instance.index, case.variant, None, None, lang),
                    pack=pack.id,
                    template=spec.id,
                    family=spec.family,
                    instance=instance.index,
                    lang=lang,
                    variant=case.variant,
                    question=draws.question(template, case, drawn, values, lang),
                    answer_line=pack.spec.answer_line.get(lang, ""),
                    check=spec.judge or "number",
                    reference=reference,
                )


def reference_of(case: Case, values: Values) -> Reference:
    """The gold and the named steps of a draw."""
    assert case.solution is not None
    return Reference(
        gold=str(case.solution.value(values)),
        unit=case.solution.unit,
        steps={name: str(evaluate(step, values)) for name, step in case.steps.items()},
    )


def item_id(
    pack: str, spec: ItemSpec, index: int, variant: str, book: str | None, entity: str | None, lang: Lang
) -> str:
    """``pack/template/instance/variant/book/entity/lang``; ``-`` where an item has none."""
    return "/".join((pack, spec.id, str(index), variant, book or "-", entity or "-", lang))
