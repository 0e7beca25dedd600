"""The corpus as a whole: one text for a seed, true arithmetic, slips and checks in their shares, nothing leaked."""

import re
import time
from collections import Counter, defaultdict
from random import Random

import pytest
from recipe.arithmetic import SHARES
from recipe.corpus import Corpus
from recipe.example import Example, draw_manner
from recipe.prompts import ASK, write_prompt
from recipe.solution import FIRST
from recipe.words import LANGS

import bench.prompts
from bench.packs import expand, load
from bench.records import Item
from bench.resources import TASKS
from bench.trace import analyse


@pytest.fixture(scope="module")
def stream(corpus: Corpus) -> list[Example]:
    rng = Random(20)
    return [corpus.example(rng) for _ in range(6000)]


@pytest.fixture(scope="module")
def calculated(stream: list[Example]) -> list[Example]:
    return [each for each in stream if each.gold is not None]


def question(each: Example) -> str:
    """The prompt without its format."""
    text = each.prompt.split("### Instruction:\n")[-1].split("\n\n### Input")[0]
    return text.split("user\n")[-1].split("<|im_end|>")[0].strip()


def test_the_same_seed_gives_the_same_texts(corpus: Corpus) -> None:
    first, second = Random(1), Random(1)
    assert [corpus.example(first) for _ in range(50)] == [corpus.example(second) for _ in range(50)]


def test_all_kinds_come_in_both_languages(stream: list[Example], corpus: Corpus) -> None:
    kinds = {(each.family, each.template, each.manner.lang) for each in stream}
    wanted = {("arithmetic", name) for name in corpus.arithmetic.templates}
    wanted |= {("entities", each.template) for each in corpus.ladder.questions}
    wanted |= {("travel", trip.template) for trip in corpus.trips}
    wanted |= {("closed_travel", trip.template) for trip in corpus.closed_trips}
    assert {(*kind, lang) for kind in wanted for lang in LANGS} <= kinds
    books = {"probe", "closed", "open", "open_noise", "masked", "counterfactual"}
    assert {each.book for each in stream if each.family == "entities"} == books
    assert {each.manner.format for each in stream} == {"alpaca", "chat", "raw"}
    assert {each.manner.elicitation for each in stream} == {"none", "ask", "prefill"}


def test_unseen_wordings_stay_unseen(stream: list[Example], corpus: Corpus) -> None:
    assert {each.variant for each in stream if each.family == "arithmetic"} <= set(SHARES)
    assert all(problem.trained == (problem.variant != "reworded") for problem in corpus.arithmetic.problems)


def test_the_trace_states_what_the_example_says(calculated: list[Example]) -> None:
    for each in calculated:
        assert re.findall(r"\\boxed\{([0-9.]+)\}", each.response) == [str(each.stated)]
        assert re.findall(r"[0-9]+(?:\.[0-9]+)?", each.terse) == [str(each.gold)]


def test_most_but_not_all_traces_are_right_and_checked(calculated: list[Example]) -> None:
    sums = [each for each in calculated if each.family == "arithmetic"]
    wrong = sum(each.stated != each.gold for each in sums) / len(sums)
    assert 0.02 < wrong < 0.12
    outcomes = Counter(each.outcome for each in sums)
    assert outcomes["corrected"] > 3 * outcomes["broke"] / 2 > 0
    assert {each.slip for each in sums} == {"", "+", "-", "*"}
    checked = defaultdict(list)
    for each in sums:
        checked[each.template].append(each.outcome != "unchecked")
    shares = {name: sum(them) / len(them) for name, them in checked.items()}
    assert all(0.3 < share < 0.95 for share in shares.values()), shares


def test_the_analysis_reads_the_traces(calculated: list[Example]) -> None:
    """Answers are found, claims hold except planted ones, checks are seen with their outcome."""
    seen = Counter[str]()
    for each in calculated[:250]:
        trace = analyse(
            each.response,
            question=question(each),
            answer=str(each.gold),
            lang=each.manner.lang,
            prefilled=each.prefilled,
        )
        assert trace.answer.verdict == ("right" if each.stated == each.gold else "wrong"), each.response
        if not each.slip and each.outcome != "broke":
            assert [claim for claim in trace.claims if claim.holds is False] == [], each.response
        found = [episode.outcome for episode in trace.episodes if episode.kind == "verification"]
        assert bool(found) == (each.outcome != "unchecked"), each.response
        seen["as said" if found == [each.outcome] or not found else "otherwise"] += 1
    assert seen["as said"] > 0.95 * sum(seen.values())


def test_a_slip_shows_as_a_false_claim(calculated: list[Example]) -> None:
    slips = [each for each in calculated if each.slip][:40]
    assert len(slips) > 20
    for each in slips:
        trace = analyse(each.response, question=question(each), answer=str(each.gold), prefilled=each.prefilled)
        assert any(claim.holds is False for claim in trace.claims), each.response


def asked_by_bench(seed: int) -> list[Item]:
    return [
        item
        for item in expand(load(TASKS / "arithmetic" / "shop.yaml"), seed=seed, limit=4)
        if item.variant != "reworded"
    ]


def test_questions_are_written_as_the_benchmark_writes_them(corpus: Corpus) -> None:
    """A selection's item and the corpus's example of the same numbers have the same prompt."""
    templates = {name.partition("/")[2]: variants for name, variants in corpus.arithmetic.templates.items()}
    wanted = asked_by_bench(3442)
    for item in wanted[:40]:
        problem = next(each for each in templates[item.template] if each.variant == item.variant)
        fixed = re.escape(problem.text[item.lang])
        pattern = re.sub(r"\\\{[A-Za-z0-9_]+\\\}", ".{1,20}?", fixed)
        assert re.fullmatch(pattern, item.question), (pattern, item.question)
        for format in ("alpaca", "raw"):
            for elicit in ("none", "ask", "prefill"):
                theirs, begun = bench.prompts.render(item, format, lambda text: text, elicit)
                ours = write_prompt(
                    item.question,
                    lang=item.lang,  # type: ignore[arg-type]
                    format=format,  # type: ignore[arg-type]
                    elicitation=elicit,  # type: ignore[arg-type]
                    context=item.context,
                    answer_line=problem.answer_line[item.lang],  # type: ignore[index]
                )
                assert theirs == ours + begun
                assert begun == (FIRST[item.lang] if elicit == "prefill" else "")  # type: ignore[index]
    assert ASK.en == bench.prompts.ASK["en"]
    assert ASK.ja == bench.prompts.ASK["ja"]


def test_instances_of_the_selections_are_not_trained_on(stream: list[Example]) -> None:
    asked = {item.question for item in asked_by_bench(3442)}
    assert len(asked) > 100
    trained = {text for each in stream if each.family == "arithmetic" for text in question(each).split("\n")}
    assert len(trained) > 1000
    assert not asked & trained


def test_drawing_is_fast(corpus: Corpus) -> None:
    """So that a dozen processes keep a GPU busy; the limit is far below what it takes on one core."""
    rng = Random(1)
    began = time.process_time()
    for _ in range(2000):
        corpus.example(rng)
    assert 2000 / (time.process_time() - began) > 1500


def test_the_adapter_learns_bare_answers_and_begun_traces(corpus: Corpus) -> None:
    rng = Random(6)
    pairs = [corpus.adapter_pair(rng) for _ in range(2000)]
    begun = [answer for _, first, answer in pairs if first in (FIRST.en, FIRST.ja)]
    assert 40 < len(begun) < 200
    assert all("boxed" in answer for answer in begun)
    bare = [answer for prompt, first, answer in pairs if not first]
    assert all(prompt.endswith("### Response:\n") for prompt, _, _ in pairs)
    assert len(bare) + len(begun) == len(pairs)
    assert not any("boxed" in answer or " = " in answer for answer in bare)


def test_a_manner_says_how_a_response_begins() -> None:
    rng = Random(1)
    begun = draw_manner(rng, lang="ja", elicitation="prefill").begin(rng, "まず、1 + 1 = 2。")
    assert begun == ("まず、", "1 + 1 = 2。")
    plain = draw_manner(rng, lang="en", elicitation="none")
    starts = Counter(plain.begin(rng, "Step 1: 2.")[1].split(" ")[0] for _ in range(200))
    assert starts["Let"] > starts["Step"] > 10
