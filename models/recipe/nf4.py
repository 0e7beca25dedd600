"""NF4 in plain tensors, for training: what 4-bit storage will make of the weights.

The 4-bit NormalFloat of QLoRA (Dettmers et al. 2023, arXiv:2305.14314, appendix E): blocks of 64 weights, each scaled
by its absolute maximum and rounded to one of 16 values. The second quantisation, of the scales, is left out.
"""

import torch

BLOCK = 64
VALUES = (
    *(-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453),
    *(-0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0),
    *(0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224),
    *(0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0),
)


def round_trip(weights: torch.Tensor) -> torch.Tensor:
    """Quantise and dequantise; the number of weights must be a multiple of 64."""
    values = torch.tensor(VALUES, device=weights.device)
    blocks = weights.reshape(-1, BLOCK)
    scales = blocks.abs().amax(1, keepdim=True).clamp_min(1e-12)
    nearest = torch.bucketize(blocks / scales, (values[1:] + values[:-1]) / 2)
    return (values[nearest] * scales).view_as(weights)


def straight_through(weights: torch.Tensor) -> torch.Tensor:
    """The quantised weights forward, the identity backward."""
    return weights + (round_trip(weights.detach()) - weights.detach())


def pass_through(model: torch.nn.Module) -> None:
    """Round the projections of a transformers model to what 4-bit storage will make of them."""
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if name.endswith("proj.weight"):
                weights.copy_(round_trip(weights))
