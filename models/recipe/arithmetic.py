"""Arithmetic: the packs' word problems in their own wordings, with a worked solution."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from .draws import Numbers, Unsatisfiable
from .example import Example, Manner, digest
from .prompts import write_prompt
from .solution import solve, terse_answer
from .units import unit_words
from .words import Words, words
from .working import Number, Step, compute

SHARES = {"base": 1.0, "noop": 0.08, "plus1": 0.10, "big": 0.12}
"""How often training draws a template's variants, relative to one another; one that is not named here: as noop."""
TRIES = 200


def read_steps(rows: list[dict[str, Any]]) -> tuple[Step, ...]:
    """Steps as the compiled packs hold them."""
    return tuple(
        Step(
            row["result"],
            row["operation"],
            _operand(row["left"]),
            _operand(row["right"]),
            words(row["label"]) if row["label"] else None,
        )
        for row in rows
    )


def _operand(value: int | str) -> Number | str:
    """A number or a name; a decimal is kept as text."""
    return Decimal(value) if isinstance(value, str) and value[0].isdigit() else value


@dataclass(frozen=True)
class Problem:
    """A template in one variant."""

    template: str
    """Pack and item."""
    variant: str
    trained: bool
    """Its wording may be trained on."""
    text: Words
    numbers: Numbers
    key: tuple[str, ...]
    """The numbers that tell instances apart, the same in all variants that share them."""
    steps: tuple[Step, ...]
    unit: str
    answer_line: Words


def read_problem(case: dict[str, Any]) -> Problem:
    """A compiled case."""
    return Problem(
        template=f"{case['pack']}/{case['template']}",
        variant=case["variant"],
        trained=case["trained"],
        text=words(case["text"]),
        numbers=Numbers(case),
        key=tuple(case["key"]),
        steps=read_steps(case["steps"]),
        unit=case["unit"],
        answer_line=words(case["answer_line"]),
    )


class Arithmetic:
    """The word problems, to be drawn from.

    Parameters
    ----------
    problems
        All variants of all templates.
    excluded
        Digests of instances that are never trained on, besides the tenth held out.
    """

    def __init__(self, problems: list[Problem], excluded: Collection[int]) -> None:
        self.problems = problems
        self.excluded = frozenset(excluded)
        self.templates: dict[str, list[Problem]] = {}
        for problem in problems:
            self.templates.setdefault(problem.template, []).append(problem)
        self._trained = [[p for p in variants if p.trained] for variants in self.templates.values()]
        self._weights = [[SHARES.get(p.variant, SHARES["noop"]) for p in variants] for variants in self._trained]

    def train(self, rng: Random, manner: Manner) -> Example:
        """An instance that training may see."""
        at = rng.randrange(len(self._trained))
        problem = rng.choices(self._trained[at], self._weights[at])[0]
        return self.draw(rng, manner, problem, held_out=False)

    def draw(self, rng: Random, manner: Manner, problem: Problem, *, held_out: bool) -> Example:
        """An instance of a problem, of those kept for evaluation or of the others.

        Raises
        ------
        Unsatisfiable
            None was found whose every step is a natural number.
        """
        for _ in range(TRIES):
            values, shown = problem.numbers.draw(rng)
            instance = digest(problem.template, tuple(values[name] for name in problem.key))
            kept = instance % 10 == 0 or instance in self.excluded
            if kept != held_out:
                continue
            known = {name: value for name, value in values.items() if isinstance(value, int)}
            if compute(problem.steps, known) is None:
                continue
            return self._example(rng, manner, problem, known, shown[manner.lang], held_out=held_out)
        raise Unsatisfiable(f"{problem.template} {problem.variant}: no instance in {TRIES} draws")

    def _example(
        self,
        rng: Random,
        manner: Manner,
        problem: Problem,
        known: dict[str, int],
        shown: dict[str, str],
        *,
        held_out: bool,
    ) -> Example:
        lang = manner.lang
        unit = unit_words(problem.unit)
        solution = solve(problem.steps, known, lang=lang, unit=unit, answer_line=manner.answer_line, shown=shown)
        prompt = write_prompt(
            problem.text[lang].format_map(shown),
            lang=lang,
            format=manner.format,
            elicitation=manner.elicitation,
            answer_line=problem.answer_line[lang] if manner.answer_line else "",
        )
        prefilled, response = manner.begin(rng, solution.text)
        return Example(
            family="arithmetic",
            template=problem.template,
            manner=manner,
            prompt=prompt,
            prefilled=prefilled,
            response=response,
            terse=terse_answer(solution.gold, lang, answer_line=manner.answer_line, unit=unit),
            gold=solution.gold,
            stated=solution.stated,
            outcome=solution.outcome,
            slip=solution.slip,
            steps=solution.steps,
            held_out=held_out,
            variant=problem.variant,
        )
