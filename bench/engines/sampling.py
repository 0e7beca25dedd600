"""Drawing tokens: each row from a stream of its own, that depends on the request's seed and on nothing beside it.

The stream is counter-based (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): the uniform number of
a row's step is a hash of its seed and the step, the finaliser of SplitMix64 (Steele et al. 2014, "Fast splittable
pseudorandom number generators"). So a row can be left and taken up again, neighbours do not matter, and every device
gives the same number.
"""

from typing import cast

import torch
import transformers

from bench.records import Sampling

_GOLDEN = 0x9E3779B97F4A7C15 - (1 << 64)
_MIX = (0xBF58476D1CE4E5B9 - (1 << 64), 0x94D049BB133111EB - (1 << 64))


def uniforms(seeds: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """Numbers in [0, 1), float64 [n], of int64 `seeds` [n] at int64 `steps` [n]. Integer overflow wraps, as meant."""
    z = seeds + (steps + 1) * _GOLDEN
    for shift, factor in zip((30, 27), _MIX, strict=True):
        z = (z ^ _shifted(z, shift)) * factor
    z = z ^ _shifted(z, 31)
    return _shifted(z, 11).double() * 2.0**-53


def choose(logits: torch.Tensor, sampling: Sampling, seeds: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """The next token of each row, int64 [n], from `logits` [n, vocabulary]: the likeliest, or one that is drawn."""
    if sampling.temperature <= 0:
        return logits.argmax(-1)
    return drawn(logits, sampling, uniforms(seeds, steps))


def drawn(logits: torch.Tensor, sampling: Sampling, numbers: torch.Tensor) -> torch.Tensor:
    """Tokens, int64 [n], by inversion of the distribution's cumulated sum at `numbers` [n]."""
    warpers = transformers.LogitsProcessorList([transformers.TemperatureLogitsWarper(sampling.temperature)])
    if sampling.top_k > 0:
        warpers.append(transformers.TopKLogitsWarper(sampling.top_k))
    if sampling.top_p < 1:
        warpers.append(transformers.TopPLogitsWarper(sampling.top_p))
    unused = cast(torch.LongTensor, logits)  # these three look at the scores alone
    weights = warpers(unused, cast(torch.FloatTensor, logits.float())).double().softmax(-1).cumsum(-1)
    tokens = torch.searchsorted(weights, numbers[:, None] * weights[:, -1:], right=True)
    return tokens.squeeze(-1).clamp_max(logits.shape[-1] - 1)


def _shifted(z: torch.Tensor, by: int) -> torch.Tensor:
    """Logical shift to the right: torch's own keeps the sign."""
    return (z >> by) & ((1 << (64 - by)) - 1)
