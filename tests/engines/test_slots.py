"""The slot engine on the CPU, in float32: token for token what `transformers.generate` makes of each row alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from bench.engines.base import Setup
from bench.engines.slots import SlotsEngine
from bench.engines.slotted.decoder import Decoder
from bench.errors import InputError
from bench.records import Generation, Request
from engines import shapes

ADAPTERS = tuple(shapes.ADAPTERS)


@pytest.fixture(scope="module", params=shapes.SHAPES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shapes.make(tmp_path_factory.mktemp(request.param), request.param)


@pytest.fixture(scope="module")
def qwen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shapes.make(tmp_path_factory.mktemp("qwen"), "qwen2")


def opened(folder: Path, *, adapters: Sequence[str] = ADAPTERS, **changes: Any) -> SlotsEngine:
    named = {name: str(folder / name) for name in adapters}
    return SlotsEngine.open(Setup(str(folder / "base"), named, device="cpu", **changes))


def texts(generations: Sequence[Generation]) -> dict[str, tuple[str, int, str]]:
    assert len({g.key for g in generations}) == len(generations)
    return {g.key: (g.text, g.new_tokens, g.finish_reason) for g in generations}


def expected(engine: SlotsEngine, folder: Path, request: Request) -> tuple[str, int, str]:
    tokens = shapes.alone(folder, request, engine.encode(request.prompt))
    text = engine.tokens.text(tokens)
    return text, len(tokens), "stop" if tokens[-1] in shapes.SIZES["eos_token_id"] else "length"


@pytest.mark.parametrize("slots", [1, 5, 64])
def test_every_row_is_what_it_would_be_alone(folder: Path, slots: int) -> None:
    engine = opened(folder, strengths=(0.5,), batch_size=slots)
    asked = shapes.requests(engine, 8 if slots > 1 else 3, strengths=(0.5,))
    got = texts(list(engine.generate(asked)))
    wanted = {r.key: expected(engine, folder, r) for r in asked}
    assert got == wanted
    assert slots == 1 or {reason for _, _, reason in wanted.values()} == {"stop", "length"}
    arms = {r.arm: got[r.key][0] for r in asked[:5]}
    assert len(set(arms.values())) > 1, "arms that all say the same would prove nothing"


def test_the_base_alone_needs_no_adapter(folder: Path) -> None:
    engine = opened(folder, adapters=())
    asked = shapes.requests(engine, 4, adapters=())
    assert texts(list(engine.generate(asked))) == {r.key: expected(engine, folder, r) for r in asked}


def test_the_logits_are_peft_s(folder: Path) -> None:
    engine = opened(folder)
    ready = engine._load_ready(list(range(3, 40)), 64)
    assert set(ready.apart) == {"base", *ADAPTERS}
    assert max(ready.apart.values()) < 1e-4


def test_a_sample_depends_on_its_seed_and_not_on_its_neighbours(qwen: Path) -> None:
    together = opened(qwen, batch_size=16)
    asked = shapes.requests(together, 4, samples=4, temperature=1.0)
    got = texts(list(together.generate(asked)))
    few = opened(qwen, batch_size=3)
    assert texts(list(few.generate(asked[::-1]))) == got
    same = [r.key for r in asked if (r.item.id, r.arm) == ("i3", "base")]
    assert len({got[key][0] for key in same}) > 1, "samples of one prompt differ"


def test_a_prompt_is_computed_once_for_all_of_its_samples(qwen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prefilled: list[int] = []
    prefill = Decoder._prefill

    def counted(self: Decoder, rows: Any, slots: Any) -> torch.Tensor:
        prefilled.append(len(rows))
        return prefill(self, rows, slots)

    monkeypatch.setattr(Decoder, "_prefill", counted)
    engine = opened(qwen, batch_size=8, adapters=("few",))
    asked = shapes.requests(engine, 2, samples=6, temperature=1.0, adapters=("few",))
    assert len(asked) == 24
    list(engine.generate(asked))
    assert sum(prefilled) < 24
    engine.rows, prefilled[:] = 24, []
    list(engine.generate(asked))
    assert sum(prefilled) == 4, "two prompts in two arms"


def test_out_of_memory_halves_the_slots_and_loses_nothing(qwen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened(qwen, batch_size=8)
    asked = shapes.requests(engine, 6)
    wanted = texts(list(engine.generate(asked)))
    step, sizes = Decoder.step, []

    def short(self: Decoder, rows: int, furthest: int) -> Any:
        sizes.append(self.slots)
        if self.slots > 2 and len(sizes) % 7 == 0:
            raise torch.OutOfMemoryError("no room")
        return step(self, rows, furthest)

    monkeypatch.setattr(Decoder, "step", short)
    assert texts(list(engine.generate(asked))) == wanted
    assert list(dict.fromkeys(sizes)) == [8, 4, 2]
    assert engine._decoder is not None


def test_not_even_one_row_fits(qwen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(self: Decoder, rows: int, furthest: int) -> Any:
        raise torch.OutOfMemoryError("no room")

    monkeypatch.setattr(Decoder, "step", short)
    engine = opened(qwen, batch_size=2)
    with pytest.raises(InputError, match="not enough memory for one row"):
        list(engine.generate(shapes.requests(engine, 2)))


def test_slots_are_kept_from_call_to_call_while_they_are_long_enough(qwen: Path) -> None:
    engine = opened(qwen, adapters=())
    asked = shapes.requests(engine, 4, adapters=())
    engine.prepare(200)
    list(engine.generate(asked))
    kept = engine._decoder
    list(engine.generate(asked))
    assert kept is not None
    assert engine._decoder is kept
    assert kept.length == 256
    engine.prepare(300)
    list(engine.generate(asked))
    assert engine._decoder is not kept


def test_closing_the_iterator_leaves_slots_for_the_next(qwen: Path) -> None:
    engine = opened(qwen)
    asked = shapes.requests(engine, 4)
    results = engine.generate(asked)
    first = next(results)
    results.close()  # type: ignore[attr-defined]
    rest = [r for r in asked if r.key != first.key]
    assert texts(list(engine.generate(rest))).keys() == {r.key for r in rest}


def test_progress_is_told_step_by_step(qwen: Path) -> None:
    engine, told = opened(qwen), list[tuple[int, int]]()
    asked = shapes.requests(engine, 3)
    made = sum(g.new_tokens for g in engine.generate(asked, lambda running, new: told.append((running, new))))
    assert sum(new for _, new in told) == made
    assert max(running for running, _ in told) <= len(asked)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"use_dora": True}, "DoRA"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"bias": "lora_only"}, "trained biases"),
        ({"target_modules": ["q_proj", "embed_tokens"]}, "not LoRA's"),
    ],
)
def test_more_than_plain_lora_is_refused_by_name(tmp_path: Path, settings: dict[str, Any], words: str) -> None:
    shapes.make(tmp_path, "qwen2", {"more": {"r": 2, "target_modules": ["q_proj"], **settings}})
    with pytest.raises(InputError, match=words):
        opened(tmp_path, adapters=("more",))
