"""Drawing tokens. Batches, budgets and their handing over are tested through the engine, in test_hf."""

import torch

import fakes
from bench.engines.decoding import Sampler
from bench.engines.rows import Row
from bench.records import Sampling

CPU = torch.device("cpu")


def rows(number: int, temperature: float, **changes: float) -> list[Row]:
    """Rows that differ in their seeds alone."""
    sampling = Sampling.model_validate({"temperature": temperature, **changes})
    request = fakes.request(fakes.item()).model_copy(update={"sampling": sampling})
    return [Row(request.model_copy(update={"seed": seed}), [1]) for seed in range(number)]


def drawn(many: list[Row], scores: torch.Tensor) -> torch.Tensor:
    """Share of each token [vocabulary] among the rows' first draws."""
    left = Sampler(many, CPU)(torch.zeros(len(many), 1, dtype=torch.long), scores.repeat(len(many), 1))
    return torch.bincount(left.argmax(-1), minlength=scores.shape[-1]) / len(many)


def test_sampling_follows_the_models_distribution() -> None:
    """First tokens of 400 samples against the softmax; 4 standard errors."""
    scores = torch.tensor([[2.0, 1.0, 0.0, -torch.inf]])
    expected = (scores / 0.5).softmax(-1)[0]
    share = drawn(rows(400, 0.5), scores)
    assert torch.all((share - expected).abs() <= 4 * (expected * (1 - expected) / 400).sqrt())


def test_top_k_and_top_p_leave_out_the_unlikely() -> None:
    scores = torch.tensor([[2.0, 1.9, 0.0, -1.0]])
    assert drawn(rows(100, 1.0, top_k=2), scores)[2:].sum() == 0
    assert drawn(rows(100, 1.0, top_p=0.4), scores)[1:].sum() == 0


def test_a_row_that_goes_on_in_a_smaller_batch_draws_on_where_it_was() -> None:
    scores = torch.zeros(1, 50)
    fresh, begun = rows(1, 1.0)[0], rows(1, 1.0)[0]
    sampler, ids = Sampler([fresh], CPU), torch.zeros(1, 1, dtype=torch.long)
    draws = [int(sampler(ids, scores).argmax()) for _ in range(3)]
    begun.made = draws[:2]
    assert int(Sampler([begun], CPU)(ids, scores).argmax()) == draws[2]
