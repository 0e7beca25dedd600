"""Attention over slots against attention of each row alone."""

import pytest
import torch
from torch import nn

from bench.engines.slotted.attention import Layer, Pass, attend
from bench.engines.slotted.decoder import visible

HEADS, SHARED, SIZE = 4, 2, 8


def module(current: Pass) -> nn.Module:
    made = nn.Module()
    made.slot_pass = current  # type: ignore[assignment]
    return made


def alone(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, window: int | None, softcap: float | None) -> torch.Tensor:
    """The last position of one row, [heads, size], from its own [heads, tokens, size]."""
    k, v = k.repeat_interleave(HEADS // SHARED, 0), v.repeat_interleave(HEADS // SHARED, 0)
    if window:
        k, v = k[:, -window:], v[:, -window:]
    scores = torch.einsum("hd,htd->ht", q[:, -1], k) * SIZE**-0.5
    if softcap:
        scores = softcap * torch.tanh(scores / softcap)
    return torch.einsum("ht,htd->hd", scores.softmax(-1), v)


@pytest.mark.parametrize(("window", "softcap"), [(None, None), (3, None), (None, 2.0), (3, 2.0)])
def test_prompts_and_steps_see_their_own_past(window: int | None, softcap: float | None) -> None:
    torch.manual_seed(0)
    lengths, slots = [5, 2], [2, 0]
    q, k, v = (torch.randn(2, heads, 6, SIZE) for heads in (HEADS, SHARED, SHARED))
    current = Pass()
    layer = module(current)
    options = {"scaling": SIZE**-0.5, "sliding_window": window, "softcap": softcap}

    def called(first: int, last: int, rows: list[int]) -> torch.Tensor:
        part = [t[rows, :, first:last] for t in (q, k, v)]
        return attend(layer, *part, None, **options)[0]  # type: ignore[arg-type]

    called(0, 1, [0, 1])
    assert len(current.layers) == 1 and current.windows == {window}
    current.allocate(3, 8, torch.device("cpu"), torch.float32)
    current.kind, current.slots = "prefill", torch.tensor(slots)
    out = called(0, 5, [0, 1])
    for row, length in enumerate(lengths):
        expected = alone(q[row, :, :length], k[row, :, :length], v[row, :, :length], window, softcap)
        torch.testing.assert_close(out[row, length - 1], expected)
    # One step of all three slots; row 0 lies in slot 2, row 1 in slot 0, and slot 1 is nobody's.
    positions = torch.tensor([2, 0, 5])
    current.kind, current.positions, current.length = "decode", positions, 8
    current.masks = {window: visible(positions, 8, window, torch.float32)}
    new = [torch.stack([t[1, :, 2], t[1, :, 2], t[0, :, 5]])[:, :, None] for t in (q, k, v)]
    out = attend(layer, *new, None, **options)[0]  # type: ignore[arg-type]
    torch.testing.assert_close(out[2, 0], alone(q[0], k[0], v[0], window, softcap))
    torch.testing.assert_close(out[0, 0], alone(q[1, :, :3], k[1, :, :3], v[1, :, :3], window, softcap))


def test_attention_sinks_are_refused() -> None:
    current = Pass()
    x = torch.randn(1, 2, 1, 4)
    with pytest.raises(ValueError, match="attention sinks"):
        attend(module(current), x, x, x, None, s_aux=torch.zeros(2))


def test_slots_move_and_copy_and_are_freed() -> None:
    current = Pass(layers=[Layer(2, 4, 4)])
    current.allocate(4, 6, torch.device("cpu"), torch.float32)
    keys = current.layers[0].keys
    assert keys is not None
    keys[3], keys[1] = 3.0, 1.0
    current.copy(3, torch.tensor([0]), 2)
    assert keys[0, 0, :, 0].tolist() == [3, 3, 0, 0, 0, 0]
    current.move(torch.tensor([1, 3]), 6)
    assert keys[:2, 0, 0, 0].tolist() == [1, 3]
    assert current.numbers == 2 * 8
    current.free()
    assert current.layers[0].keys is None
