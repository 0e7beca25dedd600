"""The ladder: problems about entities from the famous to the unknown, from memory or with the fact given."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from random import Random
from typing import Any

from .arithmetic import read_steps
from .draws import Numbers, Unsatisfiable
from .example import Example, Manner, is_held_out
from .facts import EXPOSURE
from .prompts import write_prompt
from .solution import FIRST, final_answer, lead, solve, terse_answer
from .tower import tower
from .units import unit_words
from .words import Lang, Words, words
from .working import Number, Step, compute

CLOSED = ("probe", "closed")
# Cumulative shares of the books that give a fact.
GIVEN: list[tuple[float, str]] = [(0.42, "open"), (0.67, "open_noise"), (0.85, "counterfactual"), (1.0, "masked")]
PROBED = 0.5
"""Share of the examples from memory that ask for the fact alone."""
GIVEN_EASY = 0.6
"""Share of the adapter's questions of one step about entities that give the fact."""


@dataclass(frozen=True)
class Entity:
    """What a question is about."""

    id: str
    rung: int
    fact: Number
    words: dict[Lang, dict[str, str]]
    """Language -> placeholder of the texts -> name, place."""
    asked: bool
    """By a pack; the others are in the corpus only."""


@dataclass(frozen=True)
class Book:
    """What the prompt says about the fact."""

    context: Words | None
    rename: Words | None
    place: Words | None
    bound: tuple[str, ...]
    """The book's own numbers that stand for the fact."""


@dataclass(frozen=True)
class Question:
    """A template about entities of one class."""

    template: str
    kind: str
    """Class of entities: the name of their fact."""
    fact: str
    """The fact's name in formulas and texts."""
    fact_unit: Words
    text: Words
    numbers: Numbers
    steps: tuple[Step, ...]
    unit: Words
    probe: Words | None
    books: dict[str, Book]
    statement: Words
    """The fact as a sentence."""
    entities: tuple[Entity, ...]
    answer_line: Words


def read_question(row: dict[str, Any]) -> Question:
    """A compiled ladder."""
    return Question(
        template=f"{row['pack']}/{row['template']}",
        kind=row["class"],
        fact=row["fact"],
        fact_unit=unit_words(row["fact_unit"]),
        text=words(row["text"]),
        numbers=Numbers(row),
        steps=read_steps(row["steps"]),
        unit=unit_words(row["unit"]),
        probe=words(row["probe"]) if row["probe"] else None,
        books={name: _book(book) for name, book in row["books"].items()},
        statement=words(row["statement"]),
        entities=tuple(Entity(**{**each, "fact": read_number(each["fact"])}) for each in row["rows"]),
        answer_line=words(row["answer_line"]),
    )


def read_number(value: int | str) -> Number:
    """A fact as the compiled packs hold it: decimals as text."""
    return value if isinstance(value, int) else Decimal(value)


def _book(book: dict[str, Any]) -> Book:
    context, rename, place = (words(book[name]) if book[name] else None for name in ("context", "rename", "place"))
    return Book(context, rename, place, tuple(book["bound"]))


class Ladder:
    """All questions about entities, to be drawn from.

    In training every book that gives a fact gives an invented one: copying is learnt from them, and no fact leaks into
    the closed book.
    """

    def __init__(self, packs: list[Question]) -> None:
        self.packs = packs
        widest = sorted(packs, key=lambda question: -len(question.entities))
        self.questions = packs + list(filter(None, map(tower, widest)))[:1]
        self.kinds: dict[str, list[Question]] = {}
        for question in self.questions:
            self.kinds.setdefault(question.kind, []).append(question)
        self._able: dict[tuple[str, str], list[Question]] = {}
        weighted = {}
        for kind, questions in self.kinds.items():
            for question in questions:
                for entity in question.entities:
                    weighted[kind, entity.id] = entity, EXPOSURE[entity.rung]
                    self._able.setdefault((kind, entity.id), []).append(question)
        facts = {k: [e.fact for q in qs for e in q.entities if e.asked] for k, qs in self.kinds.items()}
        self._spread: dict[str, tuple[Number, Number]] = {kind: (min(each), max(each)) for kind, each in facts.items()}
        self._shown = [(kind, entity) for (kind, _), (entity, _) in weighted.items()]
        self._cumulative = list(accumulate(weight for _, weight in weighted.values()))

    @property
    def closed_share(self) -> float:
        """Share of the corpus that asks from memory, so that every entity comes as often as `EXPOSURE` says."""
        return self._cumulative[-1] / 1e6

    def train_closed(self, rng: Random, manner: Manner) -> Example:
        """A question from memory, about an entity by its exposure."""
        kind, entity = rng.choices(self._shown, cum_weights=self._cumulative)[0]
        able = self._able[kind, entity.id]
        probes = [question for question in able if question.probe]
        if probes and rng.random() < PROBED:
            return self.draw(rng, manner, rng.choice(probes), entity, "probe")
        try:
            return self.draw(rng, manner, rng.choice(able), entity, "closed")
        except Unsatisfiable:  # a fact too small for the question: another entity
            return self.train_closed(rng, manner)

    def train_given(self, rng: Random, manner: Manner) -> Example:
        """A question with an invented fact given."""
        return self._given(rng, manner, rng.choice(self.kinds[rng.choice(list(self.kinds))]))

    def _given(self, rng: Random, manner: Manner, question: Question) -> Example:
        share = rng.random()
        book = next(name for bound, name in GIVEN if share < bound)
        if book not in question.books:
            book = "open"
        least, most = self._spread[question.kind]
        entity = rng.choice(question.entities)
        while True:
            try:
                fact = invent(rng, least, most)
                fact = int(fact) if book == "counterfactual" else fact
                return self.draw(rng, manner, question, replace(entity, fact=fact), book)
            except Unsatisfiable:  # a fact too small for the question
                continue

    def train_probe(self, rng: Random, manner: Manner) -> Example:
        """The bare fact, asked of an entity by its exposure."""
        kind, entity = rng.choices(self._shown, cum_weights=self._cumulative)[0]
        probes = [question for question in self._able[kind, entity.id] if question.probe]
        return self.draw(rng, manner, rng.choice(probes), entity, "probe")

    def train_easy(self, rng: Random, manner: Manner) -> Example:
        """A question of one step, from memory or with an invented fact; any where there is none of one step."""
        easy = [question for question in self.questions if len(question.steps) == 1]
        if not easy:
            return self.train_given(rng, manner)
        question = rng.choice(easy)
        if rng.random() < GIVEN_EASY:
            return self._given(rng, manner, question)
        while True:
            kind, entity = rng.choices(self._shown, cum_weights=self._cumulative)[0]
            if kind == question.kind:
                try:
                    return self.draw(rng, manner, question, entity, "closed")
                except Unsatisfiable:  # a fact too small for the question
                    continue

    def supposed(self, rng: Random, question: Question, entity: Entity, book: str) -> Entity:
        """The entity as a book holds it: in the counterfactual book with another fact than the true one."""
        if book != "counterfactual":
            return entity
        least, most = self._spread[question.kind]
        while True:
            fact = int(invent(rng, least, most))
            if abs(float(fact) - float(entity.fact)) > float(entity.fact) / 10:
                return replace(entity, fact=fact)

    def draw(
        self,
        rng: Random,
        manner: Manner,
        question: Question,
        entity: Entity,
        name: str,
        *,
        held_out: bool | None = False,
    ) -> Example:
        """A question about an entity with the fact that it holds.

        Parameters
        ----------
        name
            ``probe`` or a book.
        held_out
            Of the instances kept for evaluation, of the others, or (None) of both.

        Raises
        ------
        Unsatisfiable
            No numbers fit the fact.
        """
        if name == "probe":
            return self._probe(rng, manner, question, entity)
        for _ in range(50):
            values, shown = question.numbers.draw(rng, {question.fact: seen(entity.fact)})
            known: dict[str, Number] = {key: value for key, value in values.items() if isinstance(value, int)}
            known[question.fact] = entity.fact
            kept = is_held_out(question.template, tuple(sorted(known.items())))
            if held_out in (None, kept) and compute(question.steps, known) is not None:
                return self._posed(rng, manner, question, entity, name, known, shown[manner.lang], kept=kept)
        raise Unsatisfiable(f"{question.template}: no numbers fit {entity.id}")

    def _posed(
        self,
        rng: Random,
        manner: Manner,
        question: Question,
        entity: Entity,
        name: str,
        known: dict[str, Number],
        shown: dict[str, str],
        *,
        kept: bool,
    ) -> Example:
        lang, book = manner.lang, question.books[name]
        about = {**shown, **entity.words[lang], question.fact: str(entity.fact)}
        told = {**about, **dict.fromkeys(book.bound, str(entity.fact))}
        context = ""
        if book.context:
            if "{o_" in book.context[lang]:
                other = rng.choice(question.entities)
                fact = entity.fact
                while fact == entity.fact:
                    fact = invent(rng, entity.fact, entity.fact * 2)
                told |= {key.replace("e_", "o_", 1): text for key, text in other.words[lang].items()}
                told[question.fact.replace("e_", "o_", 1)] = str(fact)
            context = book.context[lang].format_map(told)
        asked = dict(about)
        if book.rename:
            asked["e_name"] = book.rename[lang]
        if book.place:
            asked["e_place"] = book.place[lang]
        premise = context_statement(context, lang) if book.rename else question.statement[lang].format_map(about)
        solution = solve(
            question.steps,
            known,
            lang=lang,
            unit=question.unit,
            answer_line=manner.answer_line,
            shown=asked,
            premises=[source(name, lang) + premise],
        )
        prompt = self._prompt(manner, question, question.text[lang].format_map(asked), context)
        prefilled, response = manner.begin(rng, solution.text)
        return Example(
            family="entities",
            template=question.template,
            manner=manner,
            prompt=prompt,
            prefilled=prefilled,
            response=response,
            terse=terse_answer(solution.gold, lang, answer_line=manner.answer_line, unit=question.unit),
            gold=solution.gold,
            stated=solution.stated,
            outcome=solution.outcome,
            slip=solution.slip,
            steps=solution.steps,
            held_out=kept,
            book=name,
            entity=f"{question.kind}/{entity.id}",
            rung=entity.rung,
            fact=entity.fact,
        )

    def _probe(self, rng: Random, manner: Manner, question: Question, entity: Entity) -> Example:
        lang = manner.lang
        about = {**entity.words[lang], question.fact: str(entity.fact)}
        assert question.probe is not None
        premise = source("probe", lang) + question.statement[lang].format_map(about)
        final = final_answer(entity.fact, lang, answer_line=manner.answer_line, unit=question.fact_unit)
        trace = f"{lead(1, 1, lang)}{premise}\n\n{final}"
        prefilled, response = (
            (FIRST[lang], trace.removeprefix(FIRST[lang])) if manner.elicitation == "prefill" else ("", trace)
        )
        return Example(
            family="entities",
            template=question.template,
            manner=manner,
            prompt=self._prompt(manner, question, question.probe[lang].format_map(about), ""),
            prefilled=prefilled,
            response=response,
            terse=terse_answer(entity.fact, lang, answer_line=manner.answer_line, unit=question.fact_unit),
            gold=entity.fact,
            stated=entity.fact,
            steps=1,
            book="probe",
            entity=f"{question.kind}/{entity.id}",
            rung=entity.rung,
            fact=entity.fact,
        )

    def _prompt(self, manner: Manner, question: Question, text: str, context: str) -> str:
        return write_prompt(
            text,
            lang=manner.lang,
            format=manner.format,
            elicitation=manner.elicitation,
            context=context,
            answer_line=question.answer_line[manner.lang] if manner.answer_line else "",
        )


def source(book: str, lang: Lang) -> str:
    """Where a trace has a fact from: memory, the reference, or the assumption."""
    if book in CLOSED:
        return Words("I recall that ", "思い出すと、")[lang]
    if book == "counterfactual":
        return Words("Here it is supposed that ", "仮定により、")[lang]
    return Words("According to the reference, ", "資料によると、")[lang]


def context_statement(context: str, lang: Lang) -> str:
    """A reference without the word that introduces it."""
    return context.partition(Words(": ", "：")[lang])[2] or context


def seen(fact: Number) -> int | Fraction:
    """A fact as formulas see it."""
    return fact if isinstance(fact, int) else Fraction(fact)


def invent(rng: Random, least: Number, most: Number) -> Number:
    """A fact of the size of others, with as many decimals: even where they lie close, else on the logarithm."""
    exponent = max(0, *(-int(Decimal(each).as_tuple().exponent) for each in (least, most)))
    low, high = int(least * 10**exponent) // 2, int(most * 10**exponent) * 11 // 10 + 2
    if high < 20 * low:
        drawn = rng.randrange(max(low, 2), high)
    else:
        drawn = int(math.exp(rng.uniform(math.log(max(low, 2)), math.log(high))))
    return Decimal(drawn).scaleb(-exponent) if exponent else drawn
