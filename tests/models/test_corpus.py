"""The corpus: one text for a seed, true arithmetic, planted slips corrected, evaluation instances kept out."""

import hashlib
import json
import math
import operator
import re
from collections.abc import Callable
from random import Random

import pytest
from recipe.arithmetic import arithmetic
from recipe.corpus import example, terse_pair
from recipe.example import Example, is_held_out
from recipe.facts import LADDER, MOUNTAINS
from recipe.ladder import TEMPLATES as CLIMBS
from recipe.ladder import ladder
from recipe.prompts import ALPACA
from recipe.travel import travel
from recipe.word_problems import TEMPLATES
from recipe.words import Lang
from recipe.working import Claim, check, show_product, show_quotient

import bench.prompts

LANGS: tuple[Lang, Lang] = ("en", "ja")
EQUATION = re.compile(r"([0-9]+) ([+−×÷]) ([0-9]+) = ([0-9]+)")
OPERATORS: dict[str, Callable[[int, int], float]] = {
    "+": operator.add,
    "−": operator.sub,
    "×": operator.mul,
    "÷": operator.truediv,
}
MISTAKEN = re.compile("I made a mistake there|計算を間違えた")
# The answers once more, from the numbers of the key alone.
GOLDS: dict[str, Callable[..., float]] = {
    "change": lambda count, price, bag, paid, coupon: paid - count * price - bag + coupon,
    "taxi": lambda people, base, included, rate, distance: (base + (distance - included) * rate) / people,
    "tickets": lambda adults, children, price: adults * price + children * price / 2,
    "save": lambda start, weekly, target: math.ceil((target - start) / weekly),
    "boxes": lambda apples, size, price, single: apples // size * price + apples % size * single,
    "read": lambda pace, days, later, pages: days + math.ceil((pages - pace * days) / later),
    "sale": lambda price, percent, shipping: price * (100 - percent) / 100 + shipping,
    "inn": lambda people, nights, inn, train: people * (nights * inn + train),
    "tank": lambda inflow, leak, litres: litres / (inflow - leak),
    "walk": lambda walk, walked, ride, rode: walk * walked + ride * rode,
    "climb": lambda start, rate, height: math.ceil((height - start) / rate),
    "hours": lambda start, rate, height: math.ceil((height - start) / rate),
    "remain": lambda start, rate, height: height - start,
    "tower": lambda start, rate, height: height - start,
}


@pytest.fixture(scope="module")
def stream() -> list[Example]:
    rng = Random(20)
    return [example(rng) for _ in range(4000)]


def numbers(each: Example) -> tuple[int, ...]:
    """The numbers of an instance, as its key holds them: after the template, in a tuple or not."""
    rest = each.key[1:]
    flat = rest[0] if each.family == "arithmetic" else rest
    assert isinstance(flat, tuple)
    return flat


def false_equations(text: str) -> list[str]:
    return [m[0] for m in EQUATION.finditer(text) if OPERATORS[m[2]](int(m[1]), int(m[3])) != int(m[4])]


def test_a_seed_gives_the_text_that_the_shipped_weights_were_trained_on() -> None:
    rng = Random(3442)
    digest = hashlib.sha256()
    for _ in range(200):
        each = example(rng)
        digest.update("\0".join([each.prompt, each.response, each.terse, ""]).encode())
    assert digest.hexdigest() == "f8b47c2bc77bd22745a48d3ee5d7547e6c994b1aac50724261819ef065310b1b"
    rng, digest = Random(3442), hashlib.sha256()
    for _ in range(200):
        each = terse_pair(rng)
        digest.update("\0".join([each.prompt, each.terse, ""]).encode())
    assert digest.hexdigest() == "df4cb846d8b37ee275688fbf92f92af97b7b0e43ec6296f06465e5ee782ae459"


def test_all_families_books_and_templates_come_in_both_languages(stream: list[Example]) -> None:
    kinds = {(each.family, each.template, each.lang) for each in stream}
    assert {("arithmetic", name, lang) for name in TEMPLATES for lang in LANGS} <= kinds
    assert {("ladder", name, lang) for name in [*CLIMBS, "probe"] for lang in LANGS} <= kinds
    assert {("travel", name, lang) for name in ("free", "city", "route", "nights") for lang in LANGS} <= kinds
    assert len({(each.book, each.lang) for each in stream if each.book}) == 12
    assert {each.format for each in stream} >= {"alpaca", "alpaca_noinput", "alpaca_context", "chat", "raw"}
    assert {each.variant for each in stream} == {"base", "noop", "plus1", "big"}


def test_every_gold_follows_from_the_numbers(stream: list[Example]) -> None:
    asked = [each for each in stream if each.template in GOLDS]
    assert {each.template for each in asked} == set(GOLDS)
    for each in asked:
        assert each.gold == GOLDS[each.template](*numbers(each)), each.key


def test_the_numbers_of_the_key_are_those_of_the_prompt(stream: list[Example]) -> None:
    for each in stream:
        if each.key:
            shown = {int(n) for n in re.findall("[0-9]+", each.prompt)}
            recalled = {each.height} if each.book == "closed" else set()
            assert set(numbers(each)) - {0} <= shown | recalled, each.key


def test_the_trace_and_the_terse_answer_state_the_gold(stream: list[Example]) -> None:
    for each in stream:
        if each.gold is not None:
            assert re.findall(r"\\boxed\{([0-9]+)\}", each.response) == [str(each.gold)]
            assert re.findall("[0-9]+", each.terse) == [str(each.gold)]
            assert "=" not in each.terse


def test_the_probe_and_the_closed_book_tell_the_true_height() -> None:
    rng = Random(4)
    heights = {mountain.id: mountain.height for mountain in MOUNTAINS}
    for mountain in LADDER:
        for book in ("probe", "closed"):
            each = ladder(rng, mountain=mountain, book=book)
            assert each.height == heights[each.mountain] == mountain.height
            assert str(mountain.height) in each.response
            assert str(mountain.height) not in each.prompt


def test_books_teach_no_fact(stream: list[Example]) -> None:
    """In training an open book gives an invented height: it agrees with the true one only by chance."""
    heights = {mountain.id: mountain.height for mountain in MOUNTAINS}
    invented = [each for each in stream if each.book in ("open", "noise", "counterfactual") and each.mountain != "fuji"]
    assert len(invented) > 500
    assert sum(each.height == heights[each.mountain] for each in invented) <= 3


def test_without_a_slip_every_equation_is_true(stream: list[Example]) -> None:
    clean = [each for each in stream if each.gold is not None and not each.slip]
    assert sum(len(EQUATION.findall(each.response)) for each in clean) > 10_000
    assert [wrong for each in clean for wrong in false_equations(each.response)] == []
    assert not any(MISTAKEN.search(each.response) for each in clean)


def test_a_slip_is_always_found_and_corrected(stream: list[Example]) -> None:
    slips = [each for each in stream if each.slip]
    assert {each.lang for each in slips} == set(LANGS)
    assert len(slips) > 50
    for each in slips:
        found = MISTAKEN.search(each.response)
        assert found and each.verified
        assert false_equations(each.response[: found.start()]), "a slip is a false equation"
        assert false_equations(each.response[found.end() :]) == []


def test_evaluation_instances_are_never_trained_on(stream: list[Example]) -> None:
    assert [each.key for each in stream if each.key and each.family == "arithmetic" and is_held_out(*each.key)] == []
    rng = Random(1)
    kept = [arithmetic(rng, held_out=True, template=name) for name in TEMPLATES for _ in range(5)]
    assert all(is_held_out(*each.key) for each in kept)
    drawn = [arithmetic(rng, template="walk") for _ in range(50)]
    assert not any(is_held_out(*each.key) for each in drawn)


def test_pairs_for_the_adapter_are_alpaca(stream: list[Example]) -> None:
    rng = Random(2)
    for _ in range(300):
        assert terse_pair(rng).prompt.startswith("Below is an instruction that describes a task")


def test_the_alpaca_format_is_that_of_the_benchmark() -> None:
    assert ALPACA.format("Q", "") == bench.prompts.ALPACA.format(instruction="Q", input="")


def test_plans_have_their_days_and_inns() -> None:
    rng = Random(6)
    plans = [travel(rng) for _ in range(400)]
    blocks = [(each, re.search(r"```json\n(.*)```", each.response, re.S)) for each in plans]
    assert all(block for each, block in blocks if each.as_json)
    delivered = [(each, json.loads(block[1])) for each, block in blocks if block]
    assert {each.lang for each, _ in delivered} == set(LANGS)
    for each, plan in delivered:
        assert [day["day"] for day in plan["days"]] == list(range(1, each.days + 1))
        assert [bool(day["inn"]) for day in plan["days"]] == [True] * (each.days - 1) + [False]
        stops = [stop["name"] for day in plan["days"] for stop in day["stops"]]
        assert len(stops) == len(set(stops))
        assert plan["nights"] == each.days - 1


@pytest.mark.parametrize("lang", LANGS)
def test_written_arithmetic(lang: Lang) -> None:
    rng = Random(3)
    for _ in range(300):
        left, right = rng.randrange(1, 40_000), rng.randrange(1, 400)
        product = show_product(left, right, lang)
        assert false_equations(product) == []
        assert product.endswith(f"{left} × {right} = {left * right}")
        for round_up in (False, True):
            quotient = show_quotient(left, right, lang, round_up=round_up)
            more = round_up and left % right > 0
            steps = quotient if more else quotient.rpartition(f"{left} ÷ {right} = ")[0]
            assert false_equations(steps) == []
            assert quotient.endswith(f" = {left // right + more}")


def test_a_check_of_a_false_claim_does_not_return_to_its_operand() -> None:
    assert check(Claim("-", 5000, 3770, 1330)) == "1330 + 3770 = 5100"
    assert check(Claim("+", 1740, 2200, 3840)) == "3840 − 2200 = 1640"
    assert check(Claim("*", 6, 290, 1740)) == "6 × 290 = 1740"
    assert check(Claim("ceil", 10, 3, 4)) is None
