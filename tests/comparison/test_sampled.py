import pytest

import fakes
from bench.arms import arms_of
from bench.comparison import compare
from bench.plan import plan
from bench.records import Judgment
from bench.scores import Score
from test_comparison import templates


def scores(values: dict[str, list[str]], samples: int = 4) -> dict[tuple[str, str], Score]:
    """`values`: arm -> each sample's stated value; 42 is right, an empty one is none stated, ? is ambiguous."""
    requests = plan(
        templates(6, 1), fakes.EchoEngine(), arms=arms_of(("adapter",)), formats=["raw"], samples=samples,
        sampling=fakes.GREEDY.model_copy(update={"temperature": 1.0}), seed=0,
    )  # fmt: skip
    outcome = {"42": "right", "": "none", "?": "ambiguous"}
    judgments = {
        r.key: Judgment.model_validate(
            {"key": r.key, "check": "number", "outcome": outcome.get(v, "wrong"), "value": v or None}
        )
        for r in requests
        for v in [values[r.arm][r.sample]]
    }
    generations = {r.key: fakes.generation(r) for r in requests}
    traces = {r.key: fakes.trace(r.key) for r in requests}
    return {(s.name, s.group): s for s in compare(requests, generations, traces, judgments).sampled}


def test_one_of_k_and_the_majority_of_k() -> None:
    found = scores({"base": ["42", "42", "7", ""], "adapter": ["42", "7", "7", "8"]})
    assert list(found) == [(name, k) for name in ("pass_at", "maj_at") for k in ("1", "2", "4")]
    assert {arm: f.value for arm, f in found["pass_at", "1"].figures.items()} == {"base": 0.5, "adapter": 0.25}
    assert found["pass_at", "2"].figures["base"].value == pytest.approx(5 / 6)
    assert {arm: f.value for arm, f in found["maj_at", "4"].figures.items()} == {"base": 1, "adapter": 0}
    assert found["pass_at", "4"].differences["adapter"].value == 0


def test_samples_right_by_another_reading_are_left_out() -> None:
    found = scores({"base": ["42", "?", "7", "7"], "adapter": ["42"] * 4})
    assert found["pass_at", "1"].figures["base"].value == pytest.approx(1 / 3)
    assert set(found["pass_at", "4"].figures) == {"adapter"}


def test_one_sample_has_no_such_scores() -> None:
    assert scores({"base": ["42"], "adapter": ["42"]}, samples=1) == {}
