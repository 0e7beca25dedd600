"""Defaults as the notebooks have them; what makes no sense is refused by its option."""

from typing import Any

import pytest

from bench.errors import InputError
from bench.tuning.settings import TARGETS, Settings


def test_defaults_are_the_notebooks() -> None:
    found = Settings()
    assert (found.r, found.alpha, found.dropout, found.seed) == (16, 16, 0.0, 3442)
    assert found.targets == ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj") == TARGETS
    assert (found.max_seq_length, found.load_in_4bit, found.format) == (2048, True, "alpaca")
    assert (found.learning_rate, found.batch_size, found.accumulation, found.warmup_steps) == (2e-4, 2, 4, 5)
    assert (found.schedule, found.weight_decay, found.rslora, found.loftq) == ("linear", 0.01, False, False)
    assert found.checked() is found


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": "vicuna"}, "--format: unknown 'vicuna'; there are alpaca, chat"),
        ({"schedule": "steps"}, "--schedule: unknown 'steps'; there are linear, cosine, constant_with_warmup"),
        ({"learning_rate": 0.0}, "--learning-rate: 0 is no positive number"),
        ({"learning_rate": float("nan")}, "--learning-rate: nan is no positive number"),
        ({"epochs": -1.0}, "--epochs: -1 is no positive number"),
        ({"dropout": 1.0}, "--dropout: 1 is not between 0 and 1"),
        ({"keep_share": 1.0}, "--keep-share: 1 is not between 0 and 1"),
        ({"targets": ()}, "--targets: names no module"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as refused:
        Settings(**changes).checked()
    assert str(refused.value).startswith(told)
