"""The work that engines are measured with."""

import json
import statistics
from pathlib import Path
from typing import Any

import pytest

from bench.engines.base import Setup
from bench.engines.hf import HFEngine
from bench.engines.loading import read_config
from bench.engines.tokens import Tokens
from bench.resources import MODELS

MINI = MODELS / "mini"


@pytest.fixture
def workload() -> Any:
    import workload

    return workload


def test_long_tailed_lengths_have_the_mean_asked_for_and_a_longest_of_four_times_it_at_least(workload: Any) -> None:
    setting = workload.Setting(64, "long", "mixed", 192)
    lengths = workload.budgets(setting, 100, seed=1)
    assert len(lengths) == 192
    assert statistics.fmean(lengths) == pytest.approx(100, rel=0.03)
    assert 400 <= max(lengths) <= 800
    assert statistics.median(lengths) < 75
    assert sorted(lengths) == sorted(workload.budgets(setting, 100, seed=2))
    assert lengths != workload.budgets(setting, 100, seed=2)


def test_settings_of_a_table(workload: Any) -> None:
    cells = [(s.rows, s.lengths, s.arms, s.requests) for s in workload.settings([1, 64], 3, adapter=True)]
    assert cells == [
        (1, "equal", "adapter", 1),
        (64, "equal", "mixed", 64),
        (64, "equal", "base", 64),
        (64, "long", "mixed", 192),
    ]
    assert {s.arms for s in workload.settings([1, 64], 3, adapter=False)} == {"base"}


def test_half_of_the_requests_are_the_adapters_and_no_prompt_comes_twice(workload: Any) -> None:
    tokens = Tokens(MINI, read_config(MINI))
    setting = workload.Setting(8, "equal", "mixed", 8)
    made = [r for seed in (1, 2) for r in workload.requests(setting, 5, 40, seed, tokens.encode)]
    assert [r.adapter for r in made[:4]] == [None, "adapter", None, "adapter"]
    assert len({r.prompt for r in made}) == len({r.key for r in made}) == 16
    assert all(30 <= len(tokens.encode(r.prompt)) <= 40 for r in made)


def test_a_model_that_ends_its_texts_with_padding_makes_as_many_tokens_as_it_is_told(
    workload: Any, tmp_path: Path
) -> None:
    """The embedded adapter answers in a word and ends; in the copy it goes on to its budget."""
    copy = workload.endless(MINI, tmp_path / "endless")
    engine = HFEngine.open(Setup(model=str(copy), adapters={"adapter": "mini-terse"}, device="cpu"))
    assert engine.tokens.end == (0,)
    made = workload.requests(workload.Setting(2, "equal", "mixed", 2), 24, 30, 1, engine.encode)
    assert [(g.new_tokens, g.finish_reason) for g in engine.generate(made)] == [(24, "length")] * 2


def test_a_copy_that_says_nothing_of_4_bit(workload: Any, tmp_path: Path) -> None:
    copy = workload.plain(MINI, tmp_path / "plain")
    config = json.loads((copy / "config.json").read_text("utf-8"))
    assert "quantization_config" not in config
    assert (copy / "model.safetensors").resolve() == (MINI / "model.safetensors").resolve()
    assert workload.plain(MINI, copy) == copy
