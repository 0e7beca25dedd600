"""The random streams and the draw; their use by engines is tested with these."""

import torch

from bench.engines.sampling import choose, drawn, uniforms
from bench.records import Sampling


def test_uniform_numbers_are_uniform_and_differ_by_seed_and_step() -> None:
    seeds, steps = torch.arange(200).repeat_interleave(50), torch.arange(50).repeat(200)
    numbers = uniforms(seeds, steps)
    assert bool(((numbers >= 0) & (numbers < 1)).all())
    assert len(numbers.unique()) == len(numbers)
    counts = torch.histc(numbers.float(), 10, 0, 1)
    # Ten bins of 10,000 numbers: chi-squared with 9 degrees of freedom stays below 27.9 in 999 of 1,000 cases.
    assert float(((counts - 1000) ** 2 / 1000).sum()) < 27.9
    along = numbers.view(200, 50)
    assert abs(float(torch.corrcoef(torch.stack([along[:, :-1].flatten(), along[:, 1:].flatten()]))[0, 1])) < 0.05


def test_a_number_does_not_depend_on_what_stands_beside_it() -> None:
    seeds = torch.tensor([7, 2**62, 0])
    together = uniforms(seeds, torch.tensor([3, 4, 5]))
    alone = [uniforms(seeds[i : i + 1], torch.tensor([3 + i])) for i in range(3)]
    assert torch.equal(together, torch.cat(alone))


def test_a_draw_inverts_the_cumulated_distribution() -> None:
    logits = torch.log(torch.tensor([[0.5, 0.25, 0.25]])).expand(4, -1)
    tokens = drawn(logits, Sampling(temperature=1.0), torch.tensor([0.0, 0.49, 0.51, 0.99], dtype=torch.float64))
    assert tokens.tolist() == [0, 0, 1, 2]


def test_greedy_takes_the_likeliest() -> None:
    logits = torch.tensor([[0.0, 2.0, 1.0]])
    assert choose(logits, Sampling(), torch.tensor([5]), torch.tensor([0])).tolist() == [1]
