"""A Qwen2 decoder over flat batches, its layers' weights stacked, and its way into a transformers checkpoint.

The stacks let the optimizer treat all layers at once. Rows of one length lie end to end in ``[tokens, ...]`` tensors,
whose shape is the same for every batch: each function is compiled once.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from . import nf4
from .batches import COUNTED

IGNORED = -100
MATRICES = {
    "q": "self_attn.q_proj",
    "k": "self_attn.k_proj",
    "v": "self_attn.v_proj",
    "o": "self_attn.o_proj",
    "gate": "mlp.gate_proj",
    "up": "mlp.up_proj",
    "down": "mlp.down_proj",
}
"""The seven projections, all that is stored in 4 bit and tuned."""


@dataclass(frozen=True)
class Shape:
    """The size of the model, in the names of `transformers.Qwen2Config`."""

    hidden_size: int = 256
    num_hidden_layers: int = 8
    num_attention_heads: int = 8
    num_key_value_heads: int = 4
    intermediate_size: int = 768
    vocab_size: int = 3072
    max_position_embeddings: int = 1024
    rope_theta: float = 10_000.0
    rms_norm_eps: float = 1e-6

    @property
    def head(self) -> int:
        """Size of an attention head."""
        return self.hidden_size // self.num_attention_heads


def rms_norm(x: torch.Tensor, weight: torch.Tensor, epsilon: float) -> torch.Tensor:
    """Root-mean-square norm in float32, the result in bfloat16."""
    x = x.float()
    return (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * weight).bfloat16()


def rotate(x: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    """Rotary position embedding; ``x`` is ``[tokens, heads, head]``, the tables ``[tokens, 1, head / 2]``."""
    first, second = x.chunk(2, -1)
    return torch.cat((first * cosine - second * sine, second * cosine + first * sine), -1)


class Decoder(torch.nn.Module):
    """The model: float32 weights, bfloat16 arithmetic.

    Parameters
    ----------
    shape
        Its size.
    compiled
        Compile the parts between the attention calls.
    """

    def __init__(self, shape: Shape, *, compiled: bool) -> None:
        super().__init__()
        self.shape = shape
        layers, hidden, inner = shape.num_hidden_layers, shape.hidden_size, shape.intermediate_size
        queries, keys = shape.num_attention_heads * shape.head, shape.num_key_value_heads * shape.head

        def normal(*size: int, scale: float) -> torch.nn.Parameter:
            return torch.nn.Parameter(torch.randn(*size) * scale)

        self.embedding = normal(shape.vocab_size, hidden, scale=0.02)
        # Those that add to the residual stream start small.
        self.matrices = torch.nn.ParameterDict(
            {
                "q": normal(layers, queries, hidden, scale=hidden**-0.5),
                "k": normal(layers, keys, hidden, scale=hidden**-0.5),
                "v": normal(layers, keys, hidden, scale=hidden**-0.5),
                "o": normal(layers, hidden, queries, scale=0.5 * (hidden * layers) ** -0.5),
                "gate": normal(layers, inner, hidden, scale=hidden**-0.5),
                "up": normal(layers, inner, hidden, scale=hidden**-0.5),
                "down": normal(layers, hidden, inner, scale=0.5 * (inner * layers) ** -0.5),
            }
        )
        sizes = {"q": queries, "k": keys, "v": keys}
        self.biases = torch.nn.ParameterDict({name: torch.zeros(layers, size) for name, size in sizes.items()})
        self.norm_attention = torch.nn.Parameter(torch.ones(layers, hidden))
        self.norm_mlp = torch.nn.Parameter(torch.ones(layers, hidden))
        self.norm_final = torch.nn.Parameter(torch.ones(hidden))

        def build(part: Callable[..., Any]) -> Callable[..., Any]:
            return torch.compile(part, dynamic=False) if compiled else part

        self._before_attention = build(self._project)
        self._after_attention = build(self._feed_forward)
        self._loss = build(self._cross_entropy)

    def matrix_parameters(self) -> list[torch.Tensor]:
        """The stacks of the seven projections."""
        return list(self.matrices.values())

    def other_parameters(self) -> list[torch.Tensor]:
        """Embedding, biases and norms."""
        matrices = {id(weights) for weights in self.matrix_parameters()}
        return [weights for weights in self.parameters() if id(weights) not in matrices]

    def forward(self, batch: torch.Tensor, *, quantised: bool = False) -> torch.Tensor:
        """Mean cross entropy of the counted tokens.

        Parameters
        ----------
        batch
            Integers, ``[rows, length]``, as in `batches.Batch`.
        quantised
            Compute with the projections passed through NF4.
        """
        shape = self.shape
        rows, length = batch.shape
        tokens = batch & (COUNTED - 1)
        following = torch.full_like(tokens, IGNORED)
        following[:, :-1] = torch.where(batch[:, 1:] >= COUNTED, tokens[:, 1:], IGNORED)
        cosine, sine = self._rotary_tables(rows, length, batch.device)
        matrices = {
            name: (nf4.straight_through(weights) if quantised else weights).bfloat16().unbind(0)
            for name, weights in self.matrices.items()
        }
        # Unbound once: indexing inside the loop would write a whole zero gradient for every layer.
        biases = {name: weights.unbind(0) for name, weights in self.biases.items()}
        norms_attention, norms_mlp = self.norm_attention.unbind(0), self.norm_mlp.unbind(0)

        x = F.embedding(tokens.reshape(-1), self.embedding).bfloat16()
        for i in range(shape.num_hidden_layers):
            projections = [(matrices[name][i], biases[name][i]) for name in "qkv"]
            heads = self._before_attention(x, norms_attention[i], projections, cosine, sine)
            query, key, value = (each.view(rows, length, -1, shape.head).transpose(1, 2) for each in heads)
            # The padding is on the right, where a causal mask hides it from every token that counts.
            attended = F.scaled_dot_product_attention(query, key, value, is_causal=True)
            x = self._after_attention(
                x,
                attended.transpose(1, 2).reshape(rows * length, -1),
                norms_mlp[i],
                *(matrices[name][i] for name in ("o", "gate", "up", "down")),
            )
        loss: torch.Tensor = self._loss(x, following.reshape(-1))
        return loss

    def _project(
        self,
        x: torch.Tensor,
        norm: torch.Tensor,
        projections: list[tuple[torch.Tensor, torch.Tensor]],
        cosine: torch.Tensor,
        sine: torch.Tensor,
    ) -> tuple[torch.Tensor, ...]:
        """Queries, keys and values, ``[tokens, heads, head]``, keys and values repeated for their group of heads."""
        shape = self.shape
        x = rms_norm(x, norm, shape.rms_norm_eps)
        query, key, value = (F.linear(x, w, b.bfloat16()).view(len(x), -1, shape.head) for w, b in projections)
        group = shape.num_attention_heads // shape.num_key_value_heads
        key = rotate(key, cosine, sine).repeat_interleave(group, 1)
        return rotate(query, cosine, sine), key, value.repeat_interleave(group, 1)

    def _feed_forward(
        self,
        x: torch.Tensor,
        attended: torch.Tensor,
        norm: torch.Tensor,
        out: torch.Tensor,
        gate: torch.Tensor,
        up: torch.Tensor,
        down: torch.Tensor,
    ) -> torch.Tensor:
        x = x + F.linear(attended, out)
        normed = rms_norm(x, norm, self.shape.rms_norm_eps)
        return x + F.linear(F.silu(F.linear(normed, gate)) * F.linear(normed, up), down)

    def _cross_entropy(self, x: torch.Tensor, following: torch.Tensor) -> torch.Tensor:
        x = rms_norm(x, self.norm_final, self.shape.rms_norm_eps)
        logits = F.linear(x, self.embedding.bfloat16())
        return F.cross_entropy(logits.float(), following, ignore_index=IGNORED)

    def _rotary_tables(self, rows: int, length: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
        """Cosine and sine for every token of a batch, ``[rows * length, 1, head / 2]``."""
        exponents = torch.arange(0, self.shape.head, 2, device=device).float() / self.shape.head
        angles = torch.outer(torch.arange(length, device=device).float(), self.shape.rope_theta**-exponents)
        angles = angles.repeat(rows, 1).unsqueeze(1)
        return angles.cos().bfloat16(), angles.sin().bfloat16()


def save(model: Decoder, out: Path) -> None:
    """Write the weights (float16) and the configuration as transformers reads them."""
    layers = model.shape.num_hidden_layers
    tensors: dict[str, torch.Tensor] = {
        "model.embed_tokens.weight": model.embedding,
        "model.norm.weight": model.norm_final,
    }
    for i in range(layers):
        prefix = f"model.layers.{i}."
        for name, target in MATRICES.items():
            tensors[f"{prefix}{target}.weight"] = model.matrices[name].detach()[i]
        for name, biases in model.biases.items():
            tensors[f"{prefix}{MATRICES[name]}.bias"] = biases.detach()[i]
        tensors[f"{prefix}input_layernorm.weight"] = model.norm_attention.detach()[i]
        tensors[f"{prefix}post_attention_layernorm.weight"] = model.norm_mlp.detach()[i]
    halves = {name: tensor.detach().half().contiguous().cpu() for name, tensor in tensors.items()}
    save_file(halves, out / "model.safetensors", metadata={"format": "pt"})
    config = {
        **asdict(model.shape),
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "tie_word_embeddings": True,
        "hidden_act": "silu",
        "use_sliding_window": False,
        "attention_dropout": 0.0,
        "bos_token_id": None,
        "eos_token_id": 2,
        "pad_token_id": 0,
        "dtype": "float16",
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
