from typing import Any

import pytest

import fakes
from bench import packs
from bench.arms import Arm, arms_of
from bench.engines.base import Setup
from bench.engines.opening import open_engine
from bench.plan import owed, plan, without_room
from bench.records import Request, Sampling
from bench.selections import SELECTIONS, select

DEFAULTS: dict[str, Any] = {
    "items": [fakes.item()],
    "engine": fakes.EchoEngine(),
    "arms": arms_of(["adapter"]),
    "formats": ["alpaca"],
    "samples": 1,
    "sampling": fakes.GREEDY,
    "seed": 1,
}


def planned(**changes: Any) -> list[Request]:
    asked = {**DEFAULTS, **changes}
    return plan(asked.pop("items"), asked.pop("engine"), **asked)


def test_every_item_is_asked_in_every_arm_format_and_sample() -> None:
    requests = planned(items=[fakes.item("a"), fakes.item("b")], formats=["alpaca", "chat"], samples=3)
    places = {(r.item.id, r.arm, r.format, r.sample) for r in requests}
    assert len(requests) == len(places) == 2 * 2 * 2 * 3
    assert len({r.key for r in requests}) == len(requests)


def test_the_arms_of_an_item_differ_in_the_adapter_alone() -> None:
    base, tuned = planned(sampling=Sampling(temperature=1.0))
    assert (base.arm, base.adapter, tuned.arm, tuned.adapter) == ("base", None, "adapter", "adapter")
    assert (base.prompt, base.seed, base.sampling) == (tuned.prompt, tuned.seed, tuned.sampling)
    assert base.key != tuned.key


@pytest.mark.parametrize(
    "changes",
    [
        {"items": [fakes.item(question="What is 40 + 3?")]},
        {"engine": fakes.EchoEngine(base="c" * 64)},
        {"engine": fakes.EchoEngine(quantisation="nf4")},
        {"engine": fakes.EchoEngine(tokenizer="u" * 64)},
        {"formats": ["raw"]},
        {"sampling": Sampling(max_new_tokens=65)},
        {"sampling": Sampling(max_new_tokens=64, temperature=0.5)},
    ],
    ids=["prompt", "base", "quantisation", "tokenizer", "format", "budget", "temperature"],
)
def test_changing_a_part_of_the_identity_owes_the_work_again(changes: dict[str, Any]) -> None:
    done = {r.key for r in planned()}
    assert len(owed(planned(**changes), done)) == 2


def test_another_adapter_owes_only_its_own_arm() -> None:
    done = {r.key for r in planned()}
    assert [r.arm for r in owed(planned(engine=fakes.EchoEngine(trained="again")), done)] == ["adapter"]


def test_strength_is_part_of_the_identity() -> None:
    keys = {planned(arms=[Arm("a", "x", strength)])[0].key for strength in (0.5, 1.0)}
    assert len(keys) == 2


@pytest.mark.parametrize("changes", [{}, {"seed": 2}], ids=["nothing", "seed of a greedy run"])
def test_changing_nothing_owes_nothing(changes: dict[str, Any]) -> None:
    assert owed(planned(**changes), {r.key for r in planned()}) == []


def test_a_sampled_run_has_a_stream_for_every_prompt_and_sample() -> None:
    hot = Sampling(temperature=0.7)
    requests = planned(items=[fakes.item("a"), fakes.item("b")], samples=2, sampling=hot, arms=arms_of(()))
    assert len({r.seed for r in requests}) == 4
    again = planned(items=[fakes.item("a"), fakes.item("b")], samples=2, sampling=hot, arms=arms_of(()), seed=2)
    assert not {r.seed for r in requests} & {r.seed for r in again}


def test_a_budget_goes_no_further_than_the_context_and_where_it_does_nothing_changes() -> None:
    free, engine = planned(), fakes.EchoEngine()
    tokens = len(engine.encode(free[0].prompt))
    budgets = {}
    for room in (64, 63, 1, 0, -5):
        engine.context = tokens + room
        requests = planned(engine=engine)
        budgets[room] = [r.sampling.max_new_tokens for r in requests]
        assert ([r.key for r in requests] == [r.key for r in free]) == (room == 64)
    assert budgets == {64: [64, 64], 63: [63, 63], 1: [1, 1], 0: [0, 0], -5: [0, 0]}


def test_the_longest_shipped_prompt_gets_what_the_embedded_context_has_left() -> None:
    engine = open_engine("hf", Setup("mini", device="cpu"))
    (path,) = packs.find(["travel/regions"])
    items = [i for i in select(packs.load(path), SELECTIONS["standard"], seed=1, limit=None) if "coast-drive" in i.id]
    requests = planned(items=items, engine=engine, arms=arms_of(()), sampling=Sampling(max_new_tokens=512))
    assert len(requests) == len(items) > 0
    for request in requests:
        assert engine.context == len(engine.encode(request.prompt)) + request.sampling.max_new_tokens
        assert 0 < request.sampling.max_new_tokens < 512


def test_a_prompt_that_fills_the_context_is_a_failure_with_its_reason() -> None:
    engine = fakes.EchoEngine()
    short, long = fakes.item("a", question="Q"), fakes.item("b", question="Q" * 400)
    engine.context = 400
    requests = planned(items=[short, long], engine=engine, formats=["raw"])
    failures = list(without_room(requests, engine.context))
    assert {f.key for f in failures} == {r.key for r in requests if r.item.id == "b"}
    assert {f.reason for f in failures} == {
        "the prompt leaves no room for an answer in the model's context of 400 tokens"
    }
    assert not set(without_room(planned(), None))


def test_the_same_prompt_twice_is_asked_once() -> None:
    twice = [fakes.item("a", question="Q"), fakes.item("b", question="Q")]
    assert [r.item.id for r in planned(items=twice)] == ["a", "a"]
