"""Muon: momentum, orthogonalised (Jordan et al. 2024), for the matrices of the transformer's layers."""

from collections.abc import Callable, Iterable
from typing import Any

import torch


def orthogonalise(matrices: torch.Tensor) -> torch.Tensor:
    """Bring the singular values near 1 by five Newton-Schulz iterations in bfloat16.

    Parameters
    ----------
    matrices
        Shape ``[..., rows, columns]``.
    """
    x = matrices.bfloat16()
    tall = x.size(-2) > x.size(-1)
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    result: torch.Tensor = x.mT if tall else x
    return result.float()


class Muon(torch.optim.Optimizer):
    """Muon with Nesterov momentum and weight decay, its steps scaled as AdamW's (Liu et al. 2025, arXiv:2502.16982).

    Parameters
    ----------
    params
        Stacks of matrices, ``[layers, rows, columns]``.
    lr, weight_decay
        As in AdamW.
    """

    def __init__(self, params: Iterable[torch.Tensor], *, lr: float, weight_decay: float) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "steps": 0})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """Take a step from the gradients; the momentum rises from 0.85 to 0.95 over the first 300."""
        for group in self.param_groups:
            momentum = min(0.95, 0.85 + 0.1 * group["steps"] / 300)
            group["steps"] += 1
            for weights in group["params"]:
                state = self.state[weights]
                if not state:
                    state["average"] = torch.zeros_like(weights)
                average = state["average"].lerp_(weights.grad, 1 - momentum)
                update = orthogonalise(weights.grad.lerp(average, momentum))
                scale = 0.2 * max(weights.size(-1), weights.size(-2)) ** 0.5
                weights.mul_(1 - group["lr"] * group["weight_decay"]).add_(update, alpha=-group["lr"] * scale)
