"""vLLM, in process: paged keys and values, continuous batching, an adapter for each request.

Requests go in as token ids and results come out as they finish (`LLMEngine.add_request`, `step`). vLLM takes of an
adapter's settings the rank, alpha and the rank-stabilised scaling and passes over the rest in silence: adapters that
mean more are refused here, and when the weights are there, each adapter's log-probabilities of a prompt must differ
from the base's, or the run would compare the base with itself.
"""

import gc
import json
import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# vLLM reads these while it is imported: standard output is for results, and nobody asked to be counted.
os.environ.setdefault("VLLM_LOGGING_STREAM", "ext://sys.stderr")
os.environ.setdefault("VLLM_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")
# Asking torch whether there is a GPU is enough to make CUDA useless in a forked process.
os.environ.setdefault("VLLM_WORKER_MULTIPROC_METHOD", "spawn")

import torch
import vllm
from vllm.lora.request import LoRARequest
from vllm.sampling_params import RequestOutputKind

from bench import memory
from bench.cards import USABLE
from bench.engines.base import Setup, Tick
from bench.engines.effect import refusal
from bench.engines.local import LocalEngine
from bench.engines.quiet import stdout_to_stderr
from bench.errors import InputError, first_line
from bench.records import Failure, Generation, Request

RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)
"""What vLLM takes for `max_lora_rank`."""
STREAM = 16
"""Tokens after which a running row's are handed over, for the progress bar: each time costs the scheduler."""
_PASSED_OVER = ("alpha_pattern", "rank_pattern", "use_dora", "modules_to_save", "target_parameters", "lora_bias")
_PROBE = "The quick brown fox jumps over the lazy dog. 12 + 30 = 42, 答えは42です。"


class VllmEngine(LocalEngine):
    """Base and adapters through vLLM's `LLMEngine`, over all GPUs that the model's heads can be spread on.

    Parameters are those of `LocalEngine`; `batch_size` is the most rows decoded together.

    Raises
    ------
    InputError
        No CUDA device, an adapter that vLLM cannot apply as it was trained, or one that changes nothing.
    """

    name = "vllm"
    libraries = (*LocalEngine.libraries, "vllm")

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.rows = self.batch_size
        """Most requests in flight; None leaves it to vLLM."""
        self._settings = {key: _lora_settings(folder) for key, folder in self.adapters.items()}
        self._engine: Any = None
        self._longest = 0
        self._copies: Path | None = None
        self._loras: dict[tuple[str, float], Any] = {}

    @classmethod
    def open(cls, setup: Setup) -> "VllmEngine":
        """Find model and adapters and check that they fit and that vLLM can serve them."""
        if setup.weights == "bf16":
            raise InputError("vLLM computes with 4-bit weights as they are; use --engine slots", "--weights bf16")
        if setup.device not in (None, "cuda"):
            raise InputError("vLLM takes all GPUs that CUDA_VISIBLE_DEVICES shows it", f"--device {setup.device}")
        return super().open(setup)

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation | Failure]:
        """Yield generations as they finish, longest budgets first; a request that vLLM refuses is a `Failure`."""
        encoded = [(request, self.encode(request.prompt)) for request in requests]
        if not encoded:
            return
        self.prepare(max(len(ids) + r.sampling.max_new_tokens for r, ids in encoded))
        engine = self._engine
        waiting = sorted(encoded, key=lambda e: e[0].sampling.max_new_tokens)
        running: dict[str, _Row] = {}
        try:
            while waiting or running:
                while waiting and (self.rows is None or len(running) < self.rows):
                    request, ids = waiting.pop()
                    try:
                        engine.add_request(
                            request.key,
                            vllm.TokensPrompt(prompt_token_ids=ids),
                            self._sampling(request),
                            lora_request=self._loras[request.adapter, request.strength] if request.adapter else None,
                        )
                        running[request.key] = _Row(request, len(ids))
                    except ValueError as error:
                        yield Failure(key=request.key, reason=f"vLLM refused it: {first_line(error)}")
                if not running:
                    continue  # a step without requests waits for one
                try:
                    outputs = engine.step()
                except Exception as error:  # its process is gone, and what it held with it
                    self._engine = None
                    lost = [*running, *(request.key for request, _ in waiting)]
                    running.clear()
                    yield from (Failure(key=key, reason=f"vLLM stopped: {first_line(error)}") for key in lost)
                    return
                made = 0
                ended = list[Generation | Failure]()
                for output in outputs:
                    if output.request_id not in running:
                        continue  # of one that was aborted
                    row, part = running[output.request_id], output.outputs[0]
                    row.made += part.token_ids
                    made += len(part.token_ids)
                    if output.finished:
                        del running[output.request_id]
                        ended.append(self._ended(row, part.finish_reason))
                if tick and made:
                    tick(len(running) + len(ended), made)
                yield from ended
        finally:
            if running:
                engine.abort_request(list(running))

    def arguments(self, longest: int) -> dict[str, Any]:
        """What vLLM's `EngineArgs` are made of, for sequences of up to `longest` tokens."""
        chosen: dict[str, Any] = {
            "model": str(self.model_path),
            "max_model_len": min(longest, self.context or longest),
            **_spread(self.config, gpus()),
            "stream_interval": STREAM,
            "disable_log_stats": True,
            "trust_remote_code": self.trust.code,
            "seed": 0,
        }
        if self.load_in_4bit and not getattr(self.config, "quantization_config", None):
            chosen["quantization"] = "bitsandbytes"
        if self.rows:
            chosen["max_num_seqs"] = self.rows
        if self.adapters:
            rank = max(settings["r"] for settings in self._settings.values())
            chosen |= {
                "enable_lora": True,
                "max_loras": len(self.adapters) * (1 + len(self.strengths)),
                "max_lora_rank": next(r for r in RANKS if r >= rank),
            }
        return chosen

    def prepare(self, longest: int) -> None:
        """Load the weights, with room for sequences of `longest` tokens; again where an earlier load has too little."""
        if self._engine is not None and longest <= self._longest:
            return
        if not gpus():
            raise InputError("vLLM needs a CUDA device, and there is none; use --engine auto", "--engine vllm")
        longest = max(longest, len(self.encode(_PROBE)) + 1)
        self._engine = None
        gc.collect()  # its memory comes back when it goes
        try:
            with stdout_to_stderr():
                self._engine = vllm.LLM(**self.arguments(longest)).llm_engine
        except (ValueError, RuntimeError, OSError, ImportError) as error:
            raise InputError(
                f"vLLM cannot load the model: {first_line(error)}; see kenzan doctor", str(self.model_path)
            ) from error
        self._longest = longest
        self._loras = self._requests_of_adapters()
        self._check_adapters()

    def _requests_of_adapters(self) -> dict[tuple[str, float], Any]:
        """A LoRA request for each adapter at each strength; a strength is a copy with alpha multiplied."""
        if self._copies is None:
            self._copies = Path(tempfile.mkdtemp(prefix="kenzan-lora-"))
            weakref.finalize(self, shutil.rmtree, self._copies, ignore_errors=True)
        found: dict[tuple[str, float], Any] = {}
        for key, folder in self.adapters.items():
            for strength in (1.0, *self.strengths):
                number = len(found) + 1
                place = folder
                if strength != 1.0:
                    place = _scaled(folder, self._copies / str(number), strength)
                found[key, strength] = LoRARequest(f"{key}@{strength:g}", number, str(place.resolve()))
        return found

    def _check_adapters(self) -> None:
        """Compare log-probabilities of one prompt, base against adapter: equal to the last bit means not applied."""
        if self.allow_noop:
            return
        base = self._log_probabilities(None) if self._loras else []
        for (key, _), lora in self._loras.items():
            if self._log_probabilities(lora) == base:
                why = "with it vLLM computes what the base computes, to the last bit: it is not applied, or zero"
                raise refusal(why, self.adapters[key])

    def _log_probabilities(self, lora: Any) -> list[float]:
        """Of a short text's tokens, each given those before it."""
        ids = self.encode(_PROBE)
        sampling = vllm.SamplingParams(max_tokens=1, temperature=0.0, prompt_logprobs=0, detokenize=False)
        self._engine.add_request(f"probe/{lora}", vllm.TokensPrompt(prompt_token_ids=ids), sampling, lora_request=lora)
        while True:
            for output in self._engine.step():
                if output.finished:
                    found = output.prompt_logprobs or []
                    return [place[token].logprob for place, token in zip(found[1:], ids[1:], strict=True)]

    def _sampling(self, request: Request) -> Any:
        chosen = request.sampling
        return vllm.SamplingParams(
            max_tokens=chosen.max_new_tokens,
            temperature=chosen.temperature,
            top_p=chosen.top_p,
            top_k=chosen.top_k,
            seed=request.seed,
            stop_token_ids=list(self.tokens.end),
            detokenize=False,
            output_kind=RequestOutputKind.DELTA,
        )

    def _ended(self, row: "_Row", reason: str) -> Generation | Failure:
        request = row.request
        if reason not in ("stop", "length"):
            return Failure(key=request.key, reason=f"vLLM ended it with {reason!r}")
        return Generation(
            key=request.key,
            text=self.tokens.text(row.made),
            prompt_tokens=row.prompt,
            new_tokens=len(row.made),
            finish_reason="stop" if reason == "stop" else "length",
            seconds=round(time.perf_counter() - row.started, 3),
            engine=f"vllm-{vllm.__version__}",
        )


@dataclass
class _Row:
    """A request on its way."""

    request: Request
    prompt: int
    """Tokens of its prompt."""
    made: list[int] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)
    """When vLLM got it, on the clock of `time.perf_counter`."""


def gpus() -> int:
    """How many GPUs vLLM may take: those that ``CUDA_VISIBLE_DEVICES`` shows."""
    return torch.cuda.device_count()


def _lora_settings(folder: Path) -> dict[str, Any]:
    """An adapter's settings; InputError where vLLM would apply it as something else than it was trained as."""
    file = folder / "adapter_config.json"
    settings: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if settings.get("peft_type") != "LORA":
        raise InputError(f"vLLM applies LoRA adapters only, this is {settings.get('peft_type')}", str(file))
    beyond = [name for name in _PASSED_OVER if settings.get(name)]
    if settings.get("bias", "none") != "none":
        beyond.append("bias")
    if beyond:
        raise InputError(f"vLLM does not apply {', '.join(beyond)} of an adapter; use --engine auto", str(file))
    if settings["r"] > RANKS[-1]:
        raise InputError(f"vLLM takes ranks up to {RANKS[-1]}, this is {settings['r']}", str(file))
    return settings


def _scaled(folder: Path, copy: Path, strength: float) -> Path:
    """A copy of an adapter whose contribution is multiplied: the weights are linked, alpha is changed."""
    copy.mkdir(exist_ok=True)
    settings = json.loads((folder / "adapter_config.json").read_text("utf-8"))
    settings["lora_alpha"] *= strength
    (copy / "adapter_config.json").write_text(json.dumps(settings), "utf-8")
    weights = copy / "adapter_model.safetensors"
    if not weights.exists():
        weights.symlink_to((folder / weights.name).resolve())
    return copy


def _spread(config: Any, number: int) -> dict[str, int]:
    """Over how many GPUs, and how.

    Tensor parallel over as many as the heads can be dealt to. vLLM cannot split weights that come quantised by
    bitsandbytes: those go to one GPU, or in stages of layers over all where they do not fit on one.
    """
    if (getattr(config, "quantization_config", None) or {}).get("quant_method") == "bitsandbytes":
        if number < 2:
            return {}
        room = torch.cuda.get_device_properties(0).total_memory * USABLE
        needed = memory.weights(config, kept=memory.kept_modules(config)).nf4
        return {"pipeline_parallel_size": number} if needed > room else {}
    text = config.get_text_config()
    heads = text.num_attention_heads
    kept = getattr(text, "num_key_value_heads", None) or heads
    fitting = (n for n in range(number, 0, -1) if heads % n == 0 and (kept % n == 0 or n % kept == 0))
    return {"tensor_parallel_size": next(fitting, 1)}
