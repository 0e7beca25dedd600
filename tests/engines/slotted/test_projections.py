"""Products of several layers with several adapters, against the formula."""

import pytest
import torch
from torch import nn

from bench.engines.slotted.gates import Gates
from bench.engines.slotted.lora import Factors
from bench.engines.slotted.projections import Part, Projection, install

CPU = torch.device("cpu")


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q_proj, self.k_proj, self.v_proj = nn.Linear(8, 12), nn.Linear(8, 4), nn.Linear(8, 4)
        self.o_proj = nn.Linear(12, 8, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.o_proj(self.q_proj(x) + torch.cat([self.k_proj(x), self.v_proj(x)] * 2, -1)[..., :12])


def factors(inputs: int, outputs: int, rank: int) -> Factors:
    return Factors(torch.randn(rank, inputs), torch.randn(outputs, rank))


@pytest.fixture
def adapters() -> list[dict[str, Factors]]:
    torch.manual_seed(1)
    return [
        {"q_proj": factors(8, 12, 2), "v_proj": factors(8, 4, 3), "o_proj": factors(12, 8, 2)},
        {"q_proj": factors(8, 12, 5), "k_proj": factors(8, 4, 1)},
    ]


def formula(layers: nn.Module, x: torch.Tensor, adapter: dict[str, Factors], strength: float) -> torch.Tensor:
    def tuned(name: str, x: torch.Tensor) -> torch.Tensor:
        y = getattr(layers, name)(x)
        if name in adapter:
            y = y + strength * (x @ adapter[name].down.T) @ adapter[name].up.T
        return y

    mixed = tuned("q_proj", x) + torch.cat([tuned("k_proj", x), tuned("v_proj", x)] * 2, -1)[..., :12]
    return tuned("o_proj", mixed)


def test_every_row_has_its_own_adapter_and_strength(adapters: list[dict[str, Factors]]) -> None:
    plain, fused = Attention(), Attention()
    fused.load_state_dict(plain.state_dict())
    gates = Gates(0, 2, CPU, torch.float32)
    below = nn.ModuleDict({"attention": fused})
    install(
        below,
        [{f"attention.{name}": f for name, f in adapter.items()} for adapter in adapters],
        gates,
        keep="dense",
        dtype=torch.float32,
    )
    arms: list[tuple[dict[str, Factors], float, dict[int, float]]] = [
        ({}, 0.0, {}),
        (adapters[0], 1.0, {0: 1.0}),
        (adapters[1], 0.5, {1: 0.5}),
    ]
    gates.current = gates.rows([felt for _, _, felt in arms])
    x = torch.randn(3, 5, 8)
    with torch.no_grad():
        got = fused(x)
        for row, (adapter, strength, _) in enumerate(arms):
            torch.testing.assert_close(got[row], formula(plain, x[row], adapter, strength))


def test_layers_that_read_the_same_are_one_product(adapters: list[dict[str, Factors]]) -> None:
    layers = Attention()
    gates = Gates(0, 2, CPU, torch.float32)
    install(nn.ModuleDict({"a": layers}), [], gates, keep="dense", dtype=torch.float32)
    kinds = {name: type(child) for name, child in layers.named_children()}
    assert kinds == {"q_proj": Part, "k_proj": Part, "v_proj": Part, "o_proj": Projection}
    assert layers.q_proj.whole is layers.v_proj.whole


def test_an_adapter_beside_the_linear_layers_is_refused() -> None:
    gates = Gates(0, 1, CPU, torch.float32)
    with pytest.raises(ValueError, match=r"reaches embed, which is no linear layer"):
        install(
            nn.ModuleDict({"embed": nn.Embedding(4, 4)}),
            [{"embed": factors(4, 4, 1)}],
            gates,
            keep="dense",
            dtype=torch.float32,
        )
