"""Transformers + PEFT: any causal language model and a PEFT adapter, both arms in one batch.

The base is loaded once, in full precision or in 4 bit, and the adapter beside it, never merged (merging into 4-bit
weights rounds the adapter away). Rows name their adapter (`adapter_names`, PEFT's mixed batches), so base and adapter
rows are decoded together. `generate` of transformers runs in a thread; a stopping criterion sees every new token and
hands over each row in the moment it ends, while the others go on. When half of a batch has ended, the rest is decoded
on as a smaller batch: an adapter that answers in a word does not leave its rows idle beside a base that reasons.
"""

import importlib.metadata
import queue
import random
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import torch
import transformers

from bench import fingerprint
from bench.engines.base import Setup, Tick
from bench.engines.loading import check_adapter, load_base, read_config, read_tokenizer, resolve
from bench.errors import InputError
from bench.records import Generation, Request

# PEFT asks transformers for a property by its old name, once a batch; nothing that a user could mend.
warnings.filterwarnings("ignore", "`is_gradient_checkpointing` is deprecated", FutureWarning)

_LIBRARIES = ("torch", "transformers", "peft", "bitsandbytes")


class HFEngine:
    """Base and adapter through `transformers.generate`, with static batches of mixed rows.

    Parameters
    ----------
    model : folder of the base, as `bench.engines.loading.resolve` returns it.
    adapters : key, as requests name it -> folder of a PEFT adapter.
    strengths : strengths other than 1 that requests will ask for; each is one more copy of the adapter.
    load_in_4bit : quantise a full-precision base to NF4 (double quantisation) at load.
    device : ``cuda``, ``cuda:1``, ``cpu``; None takes CUDA where there is one.
    batch_size : rows decoded together; on CUDA it is halved when memory runs out.

    Raises
    ------
    InputError
        Not a causal language model, no such device, or an adapter whose tensors do not fit the base.
    """

    name = "hf"

    def __init__(
        self,
        model: Path,
        adapters: Mapping[str, Path] | None = None,
        *,
        strengths: Sequence[float] = (),
        load_in_4bit: bool = False,
        device: str | None = None,
        batch_size: int = 64,
    ) -> None:
        if device and device.startswith("cuda") and not torch.cuda.is_available():
            raise InputError("there is no CUDA device here; leave it out to run on the CPU", f"--device {device}")
        self.model_path, self.adapters, self.strengths = model, dict(adapters or {}), tuple(strengths)
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.batch_size = batch_size
        self.load_in_4bit = load_in_4bit
        self.config = read_config(model)
        self.tokenizer = read_tokenizer(model)
        for adapter in self.adapters.values():
            check_adapter(self.config, adapter)
        self._model: Any = None
        # One thread decodes all batches, and on a CPU it loads the model too: every thread that calls OpenMP keeps a
        # pool of its own, and idle pools spin against the one at work.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="decode")
        self._identity = {
            "engine": self.name,
            "base": fingerprint.base(model),
            "tokenizer": fingerprint.tokenizer(model),
            "quantisation": self._quantisation(),
        }
        self._hashes = {key: fingerprint.adapter(folder) for key, folder in self.adapters.items()}

    @classmethod
    def open(cls, setup: Setup) -> "HFEngine":
        """Find model and adapters and check that they fit."""
        return cls(
            resolve(setup.model, "-m"),
            {key: resolve(name, "-a") for key, name in setup.adapters.items()},
            strengths=setup.strengths,
            load_in_4bit=setup.load_in_4bit,
            device=setup.device,
            batch_size=setup.batch_size or 64,
        )

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the libraries that change numbers."""
        return {name: importlib.metadata.version(name) for name in _LIBRARIES}

    @property
    def context(self) -> int | None:
        """Longest sequence the model was made for, in tokens; None where its configuration does not say."""
        return getattr(self.config, "max_position_embeddings", None)

    def identity(self, adapter: str | None) -> dict[str, str]:
        """Content hashes of the base, its tokenizer and quantisation, and of the adapter where one is applied."""
        return {**self._identity, "adapter": self._hashes[adapter]} if adapter else dict(self._identity)

    def chat(self, question: str) -> str:
        """The tokenizer's chat template around a user's turn, with the response opened."""
        if not self.tokenizer.chat_template:
            raise InputError("the tokenizer has no chat template; use --format alpaca or raw", str(self.model_path))
        turns = [{"role": "user", "content": question}]
        text = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        return str(text)

    def encode(self, prompt: str) -> list[int]:
        """Token ids; the tokenizer's own start token is added unless the prompt (a chat template's) has it."""
        start = self.tokenizer.bos_token
        ids = self.tokenizer(prompt, add_special_tokens=not (start and prompt.startswith(start)))["input_ids"]
        return list(ids)

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        """Yield generations as their rows end. Long prompts come first, so that memory runs out early or never."""
        model = self._worker.submit(self._load).result() if self.device.type == "cpu" else self._load()
        rows = [_Row(request, self.encode(request.prompt)) for request in requests]
        rows.sort(key=lambda row: (-len(row.prompt), row.request.item.id, row.request.arm))
        while rows:
            begun = [row for row in rows if row.made]
            batch, finished = (begun or rows)[: self.batch_size], set[str]()
            try:
                for generation in _decode(
                    model, self.tokenizer, batch, self._names(), self._engine_name(), tick, self._worker
                ):
                    finished.add(generation.key)
                    yield generation
            except torch.OutOfMemoryError as error:
                if self.batch_size == 1:
                    raise InputError(
                        "not enough GPU memory for one row; try --load-in-4bit or a smaller --max-new-tokens",
                        str(self.model_path),
                    ) from error
                self.batch_size = max(1, self.batch_size // 2)
                torch.cuda.empty_cache()
            rows = [row for row in rows if row.request.key not in finished]

    def _engine_name(self) -> str:
        return f"hf/transformers-{transformers.__version__}"

    def _quantisation(self) -> str:
        own = getattr(self.config, "quantization_config", None)
        if own:
            return str(own.get("bnb_4bit_quant_type") or own.get("quant_method"))
        return "nf4-at-load" if self.load_in_4bit else "none"

    def _load(self) -> Any:
        if self._model is None:
            model = load_base(self.model_path, self.config, self.device, load_in_4bit=self.load_in_4bit)
            for (key, strength), name in self._names().items():
                model = _with_adapter(model, self.adapters[key], name, strength)
            self._model = model.eval()
        return self._model

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


@dataclass
class _Row:
    """A request on its way."""

    request: Request
    prompt: list[int]
    """Its tokens."""
    made: list[int] = field(default_factory=list)
    """Tokens generated in batches that were left before the row ended."""
    started: float = 0.0
    """When it was first decoded, on the clock of `time.perf_counter`."""


FEWEST = 8
"""Rows of which a batch is not made smaller: too few to gain from it."""


class _Rows(transformers.StoppingCriteria):
    """Watches a batch: tells `generate` which rows are done, passes each on as it ends, and stops when half have."""

    def __init__(self, budgets: torch.Tensor, eos: torch.Tensor, done: Any, tick: Tick | None) -> None:
        self.budgets, self.eos, self.on_end, self.tick = budgets, eos, done, tick
        self.running = torch.ones_like(budgets, dtype=torch.bool)
        self.steps = 0
        self.stop = threading.Event()
        self.left: dict[int, list[int]] = {}
        """Row -> its tokens, of rows that were still running when half of the batch had ended."""

    def __call__(self, input_ids: torch.Tensor, scores: object, **kwargs: object) -> torch.Tensor:
        self.steps += 1
        stopped = torch.isin(input_ids[:, -1], self.eos)
        ended = self.running & (stopped | (self.budgets <= self.steps))
        if self.tick:
            self.tick(int(self.running.sum()), int(self.running.sum()))
        for row in ended.nonzero().flatten().tolist():
            self.on_end(row, input_ids[row, -self.steps :].tolist(), "stop" if stopped[row] else "length")
        self.running &= ~ended
        size, running = len(self.running), int(self.running.sum())
        if size > FEWEST and 0 < running <= size // 2:
            self.left = {i: input_ids[i, -self.steps :].tolist() for i in self.running.nonzero().flatten().tolist()}
            self.stop.set()
        return torch.full_like(self.running, True) if self.stop.is_set() else ~self.running


class _Sampler(transformers.LogitsProcessor):
    """Samples each row from its own stream by leaving only the drawn token possible.

    One uniform number a row and step, by inversion of the cumulated distribution: a row's draws depend on its seed
    alone, not on the rows that happen to share its batch, nor on the device.
    """

    def __init__(self, rows: Sequence[_Row]) -> None:
        self.streams = [random.Random(row.request.seed) for row in rows]
        for stream, row in zip(self.streams, rows, strict=True):
            for _ in row.made:
                stream.random()
        sampling = rows[0].request.sampling
        self.warpers = transformers.LogitsProcessorList([transformers.TemperatureLogitsWarper(sampling.temperature)])
        if sampling.top_k > 0:
            self.warpers.append(transformers.TopKLogitsWarper(sampling.top_k))
        if sampling.top_p < 1:
            self.warpers.append(transformers.TopPLogitsWarper(sampling.top_p))

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        weights = (
            self.warpers(cast(torch.LongTensor, input_ids), cast(torch.FloatTensor, scores))
            .double()
            .softmax(-1)
            .cumsum(-1)
        )
        draws = torch.tensor([[s.random()] for s in self.streams], dtype=weights.dtype, device=weights.device)
        token = torch.searchsorted(weights, draws * weights[:, -1:], right=True).clamp_max(scores.shape[-1] - 1)
        return torch.full_like(scores, -torch.inf).scatter_(1, token, 0.0)


def _decode(
    model: Any,
    tokenizer: Any,
    batch: Sequence[_Row],
    names: Mapping[tuple[str, float], str],
    engine: str,
    tick: Tick | None,
    worker: Executor,
) -> Iterator[Generation]:
    """Decode one batch, left-padded; yield each row when it ends. Rows left over have their tokens in `made`."""
    requests = [row.request for row in batch]
    for row in batch:
        row.started = row.started or time.perf_counter()
    ids, mask = _pad([row.prompt + row.made for row in batch], _pad_token(model, tokenizer))
    ids, mask = ids.to(model.device), mask.to(model.device)
    eos = _end_tokens(model, tokenizer)
    ended: queue.SimpleQueue[Generation | BaseException | None] = queue.SimpleQueue()

    def on_end(index: int, new: list[int], reason: Any) -> None:
        row, tokens = batch[index], batch[index].made + new
        ended.put(
            Generation(
                key=row.request.key,
                text=tokenizer.decode(tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False),
                prompt_tokens=len(row.prompt),
                new_tokens=len(tokens),
                finish_reason=reason,
                seconds=round(time.perf_counter() - row.started, 3),
                engine=engine,
            )
        )

    budgets = torch.tensor([r.request.sampling.max_new_tokens - len(r.made) for r in batch], device=ids.device)
    watch = _Rows(budgets, torch.tensor(eos, device=ids.device), on_end, tick)
    options: dict[str, Any] = {}
    if any(r.adapter for r in requests):
        options["adapter_names"] = [names[r.adapter, r.strength] if r.adapter else "__base__" for r in requests]
    elif hasattr(model, "peft_config"):
        options["adapter_names"] = ["__base__"] * len(requests)
    if requests[0].sampling.temperature > 0:
        options["logits_processor"] = transformers.LogitsProcessorList([_Sampler(batch)])
    # A fresh configuration: the checkpoint's own may sample, penalise repetitions or stop at strings.
    settings = transformers.GenerationConfig(
        max_new_tokens=int(budgets.max()),
        do_sample=False,
        eos_token_id=eos,
        pad_token_id=_pad_token(model, tokenizer),
        use_cache=True,
    )

    def work() -> None:
        try:
            with torch.inference_mode():
                model.generate(
                    input_ids=ids,
                    attention_mask=mask,
                    generation_config=settings,
                    stopping_criteria=transformers.StoppingCriteriaList([watch]),
                    **options,
                )
            ended.put(None)
        except BaseException as error:
            ended.put(error)

    working = worker.submit(work)
    try:
        while (result := ended.get()) is not None:
            if isinstance(result, BaseException):
                raise result
            yield result
        for index, tokens in watch.left.items():
            batch[index].made += tokens
    finally:
        watch.stop.set()
        wait([working])


def _pad(rows: Sequence[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Left-padded ids and attention mask, each [rows, longest]."""
    longest = max(map(len, rows))
    ids = torch.tensor([[pad] * (longest - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
    return ids, mask


def _end_tokens(model: Any, tokenizer: Any) -> list[int]:
    """Ids that end a text: the checkpoint's (several in chat models) and the tokenizer's, which may differ."""
    own = model.generation_config.eos_token_id
    ids = [*(own if isinstance(own, list) else [own]), tokenizer.eos_token_id]
    found = sorted({i for i in ids if i is not None})
    if not found:
        raise InputError("neither the model nor the tokenizer names an end-of-text token", "generation_config.json")
    return found


def _pad_token(model: Any, tokenizer: Any) -> int:
    return int(tokenizer.pad_token_id if tokenizer.pad_token_id is not None else _end_tokens(model, tokenizer)[0])
