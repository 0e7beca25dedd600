"""Transformers + PEFT: any causal language model and a PEFT adapter, both arms in one batch.

The base is loaded once, in full precision or in 4 bit, and the adapter beside it, never merged (merging into 4-bit
weights rounds the adapter away). Rows name their adapter (`adapter_names`, PEFT's mixed batches), so base and adapter
rows are decoded together. When half of a batch has ended, the rest is decoded on as a smaller batch: an adapter that
answers in a word does not leave its rows idle beside a base that reasons.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import torch
import transformers

from bench.engines.base import Setup, Tick
from bench.engines.decoding import decode
from bench.engines.effect import PROBE, check_logits
from bench.engines.loading import load_base
from bench.engines.local import LocalEngine
from bench.engines.rows import Row
from bench.errors import InputError
from bench.records import Generation, Request

ROWS = 64
"""Rows decoded together where nobody says how many."""


class HFEngine(LocalEngine):
    """Base and adapter through `transformers.generate`, with static batches of mixed rows.

    Parameters are those of `LocalEngine`; each strength is one more copy of the adapter, and on CUDA `batch_size` is
    halved when memory runs out.
    """

    name = "hf"

    def __init__(self, model: Path, adapters: Mapping[str, Path] | None = None, **settings: Any) -> None:
        super().__init__(model, adapters, **settings)
        self.rows = self.batch_size or ROWS
        self._model: Any = None
        self._compared = False
        # One thread decodes all batches, and on a CPU it loads the model too: every thread that calls OpenMP keeps a
        # pool of its own, and idle pools spin against the one at work.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="decode")

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        """Yield generations as their rows end. Long prompts come first, so that memory runs out early or never."""
        model = self._worker.submit(self._load).result() if self.device.type == "cpu" else self._load()
        rows = [Row(request, self.encode(request.prompt)) for request in requests]
        if rows and self.adapters and not self.allow_noop and not self._compared:
            self._worker.submit(self._compare, model, rows[0]).result()
        rows.sort(key=lambda row: (-len(row.prompt), row.request.item.id, row.request.arm))
        while rows:
            batch, finished = self._batch(rows), set[str]()
            try:
                options = self._options(model, batch)
                for generation in decode(model, batch, self.tokens, options, self.signature, tick, self._worker):
                    finished.add(generation.key)
                    yield generation
            except torch.OutOfMemoryError as error:
                if self.rows == 1:
                    raise InputError(
                        "not enough GPU memory for one row; try --load-in-4bit or a smaller --max-new-tokens",
                        str(self.model_path),
                    ) from error
                self.rows = max(1, self.rows // 2)
                torch.cuda.empty_cache()
            rows = [row for row in rows if row.request.key not in finished]

    @classmethod
    def open(cls, setup: Setup) -> Self:
        """Find model and adapters and check that they fit."""
        if setup.weights == "bf16":
            raise InputError(f"{cls.name} computes with weights as they come; use --engine auto", "--weights bf16")
        return super().open(setup)

    @property
    def signature(self) -> str:
        """Name and version, as generations carry them."""
        return f"hf/transformers-{transformers.__version__}"

    def _batch(self, rows: Sequence[Row]) -> list[Row]:
        """The rows to decode together next: those of a batch that was left come first."""
        begun = [row for row in rows if row.made]
        return (begun or list(rows))[: self.rows]

    def _options(self, model: Any, batch: Sequence[Row]) -> dict[str, Any]:
        """Which adapter each row goes through, as arguments of `generate`."""
        if not hasattr(model, "peft_config"):
            return {}
        names, asked = self._names(), [row.request for row in batch]
        return {"adapter_names": [names[r.adapter, r.strength] if r.adapter else "__base__" for r in asked]}

    def _compare(self, model: Any, row: Row) -> None:
        """Refuse an adapter that leaves the logits after a row's prompt as they are."""
        base = self._logits(model, row, None)
        for key, folder in self.adapters.items():
            check_logits(base, self._logits(model, row, key), folder)
        self._compared = True

    def _logits(self, model: Any, row: Row, adapter: str | None) -> torch.Tensor:
        """Logits [1, vocabulary] after the end of a row's prompt, in one arm, on the way by which it decodes."""
        arm = row.request.model_copy(update={"adapter": adapter, "strength": 1.0 if adapter else 0.0})
        ids = torch.tensor([row.prompt[-PROBE:]], device=model.device)
        settings = transformers.GenerationConfig(
            max_new_tokens=1,
            do_sample=False,
            pad_token_id=self.tokens.pad,
            output_logits=True,
            return_dict_in_generate=True,
        )
        with torch.inference_mode():
            made = model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                generation_config=settings,
                **self._options(model, [Row(arm, row.prompt)]),
            )
        logits: torch.Tensor = made.logits[0]
        return logits

    def _load(self) -> Any:
        if self._model is None:
            base = load_base(
                self.model_path, self.config, self.device, load_in_4bit=self.load_in_4bit, trust=self.trust
            )
            self._model = self._with_adapters(base).eval()
        return self._model

    def _with_adapters(self, model: Any) -> Any:
        """The model with each adapter at each strength beside it."""
        for (key, strength), name in self._names().items():
            model = _with_adapter(model, self.adapters[key], name, strength)
        return model

    def _names(self) -> dict[tuple[str, float], str]:
        """PEFT's name of each adapter at each strength: in its modules' names a key's dots would part them."""
        pairs = [(key, strength) for key in self.adapters for strength in (1.0, *self.strengths)]
        return {pair: f"arm{n}" for n, pair in enumerate(pairs)}


def _with_adapter(model: Any, folder: Path, name: str, strength: float) -> Any:
    """The model with one more adapter, whose contribution is multiplied by `strength`."""
    from peft import PeftModel
    from peft.tuners.lora import LoraLayer

    if hasattr(model, "peft_config"):
        model.load_adapter(str(folder), adapter_name=name)
    else:
        model = PeftModel.from_pretrained(model, str(folder), adapter_name=name)
    for module in model.modules():
        if isinstance(module, LoraLayer) and name in module.scaling:
            module.scaling[name] *= strength
    return model
