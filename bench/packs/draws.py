"""The draws of a template: one per instance, shared by its variants, languages, books and arms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from bench.expressions import ExpressionError, evaluate
from bench.packs.compiled import Case, Template
from bench.packs.sampling import Drawn, Stream, draw_all
from bench.packs.text import render, with_clause
from bench.records import Lang


@dataclass(frozen=True)
class Instance:
    """One draw of a template."""

    index: int
    base: Mapping[str, Drawn]
    tries: int
    """Draws that it took to meet `where`."""
    stream: Callable[[str], Stream]
    """The random stream of a name in this instance."""


def instances(pack: str, version: str, template: Template, *, seed: int, count: int) -> Iterator[Instance]:
    """The draws of a template whose conditions do not speak of an entity.

    Raises
    ------
    Unsatisfiable
        The conditions hold in no draw.
    """
    for index in range(count):
        stream = stream_of(pack, version, template, seed, index)
        drawn, tries = draw_all(template.spec.vars, stream, lambda d: accepts(template, template.base, d, {}))
        yield Instance(index, drawn, tries, stream)


def stream_of(pack: str, version: str, template: Template, seed: int, index: int) -> Callable[[str], Stream]:
    """Name -> its stream in an instance."""
    return lambda name: Stream(pack, version, template.spec.id, seed, index, name)


def own(template: Template, case: Case, instance: Instance) -> Mapping[str, Drawn]:
    """The instance's values with those that a variant draws for itself."""
    return drawn_for(template, case, instance)[0]


def drawn_for(template: Template, case: Case, instance: Instance) -> tuple[Mapping[str, Drawn], int]:
    """As `own`, with the draws that it took."""
    if not case.vars:
        return instance.base, instance.tries
    drawn, tries = draw_all(
        case.vars,
        lambda name: instance.stream(f"{case.variant}.{name}"),
        lambda d: accepts(template, case, {**instance.base, **d}, {}),
    )
    return {**instance.base, **drawn}, tries


def question(
    template: Template, case: Case, drawn: Mapping[str, Drawn], found: Mapping[str, Fraction | int], lang: Lang
) -> str:
    """The question of a draw in a variant."""
    words = shown(template, drawn, found, lang)
    clause = render(case.clause[lang], words) if case.clause else None
    return render(with_clause((case.text or template.spec.text)[lang], clause, lang), words)


def accepts(template: Template, case: Case, drawn: Mapping[str, Drawn], more: Mapping[str, Fraction | int]) -> bool:
    """Whether a draw meets a variant's conditions; a division by zero does not."""
    try:
        return case.accepts(values(template, drawn, more))
    except ExpressionError:
        return False


def values(
    template: Template, drawn: Mapping[str, Drawn], more: Mapping[str, Fraction | int]
) -> dict[str, Fraction | int]:
    """What expressions see: the drawn numbers, `more`, and what is derived from them, as far as it is known by now."""
    found = {**numbers(drawn), **more}
    for name, formula in template.derive.items():
        if formula.names <= found.keys():
            found[name] = plain(evaluate(formula, found))
    return found


def plain(number: Fraction) -> Fraction | int:
    """A whole number as an int, with which formulas are computed in a fraction of the time."""
    return int(number) if number.denominator == 1 else number


def numbers(drawn: Mapping[str, Drawn]) -> dict[str, Fraction | int]:
    """What expressions see of a draw: every value that is a number."""
    return {name: value.value for name, value in drawn.items() if isinstance(value.value, int)}


def shown(
    template: Template, drawn: Mapping[str, Drawn], found: Mapping[str, Fraction | int], lang: str
) -> dict[str, str]:
    """What a language's text shows of a draw, derived numbers included."""
    derived = {name: str(found[name]) for name in template.derive if name in found}
    return derived | {name: value.text(lang) for name, value in drawn.items()}
