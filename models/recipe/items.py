"""The questions on which the model card's figures rest, and whether an answer to one is right."""

import json
import re
from decimal import Decimal
from random import Random

from .corpus import Corpus
from .draws import Unsatisfiable
from .example import Example, Manner, draw_manner
from .ladder import Question
from .one_step import SINGLES, one_step
from .prompts import Elicitation, Format
from .travel import closed_travel, travel
from .words import LANGS, Lang

BOOKS = ("probe", "closed", "open", "open_noise", "masked", "counterfactual")
NUMBER = r"([0-9]{1,12}(?:\.[0-9]{1,6})?)"
STATED = re.compile(rf"\\boxed\{{{NUMBER}\}}")
LINE = re.compile(rf"(?:Answer: |答え：){NUMBER}")
JSON_BLOCK = re.compile(r"```json\n([^`]{1,4000})```")
HEADING = re.compile(r"^(?:Day ([0-9])|([0-9])日目)", re.M)
FINAL = re.compile(r"\*\*(?:Final Answer|最終プラン)\*\*")
Row = tuple[str, Example]
"""The row of the table that an item counts in, and the item."""


def manner(lang: Lang, elicitation: Elicitation = "none", format: Format = "alpaca") -> Manner:
    """As the benchmark asks by default: Alpaca format, with an answer line."""
    return draw_manner(Random(0), lang=lang, format=format, elicitation=elicitation, answer_line=True)


def make_items(corpus: Corpus, seed: int, draws: int) -> list[Row]:
    """All items; none of the arithmetic ones was in training.

    Parameters
    ----------
    draws
        Instances of a template, variant and language.
    """
    rng = Random(seed)
    return [*_arithmetic(corpus, rng, draws), *_easy(corpus, rng, draws), *_ladder(corpus, rng), *_travel(corpus, rng)]


def _arithmetic(corpus: Corpus, rng: Random, draws: int) -> list[Row]:
    rows: list[Row] = []
    for problem in corpus.arithmetic.problems:
        for lang in LANGS:
            manners = {"": manner(lang)}
            if problem.variant == "base":
                manners |= {", ask": manner(lang, "ask"), ", prefill": manner(lang, "prefill")}
                manners |= {", chat": manner(lang, format="chat")}
            for how, asked in manners.items():
                for _ in range(draws):
                    try:
                        each = corpus.arithmetic.draw(rng, asked, problem, held_out=True)
                    except Unsatisfiable:  # a template of so few instances that none is held out
                        continue
                    rows.append((f"arithmetic, {problem.variant}, {lang}{how}", each))
    return rows


def _easy(corpus: Corpus, rng: Random, draws: int) -> list[Row]:
    rows: list[Row] = []
    for lang in LANGS:
        for name in SINGLES:
            for _ in range(2 * draws):
                rows.append(("one step, word problems", one_step(rng, manner(lang), template=name, held_out=True)))
        for question in corpus.ladder.questions:
            if len(question.steps) == 1:
                famous = [entity for entity in question.entities if entity.asked and entity.rung <= 2]
                for entity in famous:
                    for book in ("closed", "open"):
                        each = corpus.ladder.draw(rng, manner(lang), question, entity, book, held_out=None)
                        rows.append((f"one step, entities, {book} book", each))
    return rows


def _ladder(corpus: Corpus, rng: Random) -> list[Row]:
    rows: list[Row] = []
    for question in _posed(corpus):
        for entity in question.entities:
            for book in BOOKS if entity.asked else ():
                if book not in question.books and not (book == "probe" and question.probe):
                    continue
                for lang in LANGS:
                    try:
                        asked = corpus.ladder.supposed(rng, question, entity, book)
                        each = corpus.ladder.draw(rng, manner(lang), question, asked, book, held_out=None)
                    except Unsatisfiable:
                        continue
                    rows.append((f"{question.template}, rung {entity.rung}, {book}", each))
    return rows


def _posed(corpus: Corpus) -> list[Question]:
    """Of every class of entities the first question of several steps about most of them."""
    chosen = []
    for questions in corpus.ladder.kinds.values():
        asked = [sum(each.asked for each in question.entities) for question in questions]
        able = [q for q, count in zip(questions, asked, strict=True) if count == max(asked) and len(q.steps) > 1]
        chosen += able[:1]
    return chosen


def _travel(corpus: Corpus, rng: Random) -> list[Row]:
    rows: list[Row] = []
    for lang in LANGS:
        for trip in corpus.trips:
            rows += [("travel, free", travel(rng, manner(lang), trip)) for _ in range(2)]
        kept = [trip for trip in corpus.closed_trips if trip.kept]
        rows += [("travel, closed world", closed_travel(rng, manner(lang), trip)) for trip in kept]
    return rows


def is_right(item: Example, text: str) -> bool:
    """The boxed number, else the answer line, is the gold; a plan is in order, in a closed world the cheapest one."""
    if item.family == "travel":
        return plan_in_order(item, text)
    if item.family == "closed_travel":
        return (plan := read_json(text)) is not None and plan == read_json(item.response)
    stated = STATED.findall(text) or LINE.findall(text)
    return bool(stated) and Decimal(stated[-1]) == item.gold


def read_json(text: str) -> object:
    """The JSON block of an answer; None without a valid one."""
    block = JSON_BLOCK.search(text)
    try:
        return json.loads(block[1]) if block else None
    except ValueError:
        return None


def plan_in_order(item: Example, text: str) -> bool:
    """Days, nights, dates, times, repeats and numbers of stops of a JSON plan; of a list, the numbers of the days."""
    plan = read_json(text)
    if plan is None:
        headings = HEADING.findall(FINAL.split(text)[-1])
        return [int(en or ja) for en, ja in headings] == list(range(1, item.plan["days"] + 1))
    try:
        days = plan["days"]  # type: ignore[index]
        names = [stop["name"] for day in days for stop in day["stops"]]
        times = [[stop["time"] for stop in day["stops"]] for day in days]
        month = f"{item.plan.get('month', 0):02d}-"
        return (
            len(days) == item.plan["days"]
            and sum(bool(day["inn"]) for day in days) == len(days) - 1
            and len(set(names)) == len(names)
            and all(2 <= len(day["stops"]) <= 8 for day in days)
            and all(each == sorted(set(each)) for each in times)
            and ("month" not in item.plan or all(day["date"].startswith(month) for day in days))
        )
    except (KeyError, TypeError, AttributeError):
        return False
