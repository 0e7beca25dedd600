"""What every engine that reads weights itself knows before it loads them: tokenizer, configuration, content hashes.

Opening one checks that the model and its adapters fit, from their headers alone.
"""

import importlib.metadata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import torch

from bench import fingerprint
from bench.engines.base import Setup, Verify
from bench.engines.effect import refusal, warn_of_other_base, without_effect
from bench.engines.loading import check_adapter, read_config, resolve
from bench.engines.tokens import Tokens
from bench.engines.trust import NONE, Trust, readable
from bench.errors import InputError


class LocalEngine:
    """A base and its adapters in folders of this machine. Engines derive from it and add `generate`.

    Parameters
    ----------
    model : folder of the base, as `bench.engines.loading.resolve` returns it.
    adapters : key, as requests name it -> folder of a PEFT adapter.
    strengths : strengths other than 1 that requests will ask for.
    load_in_4bit : quantise a full-precision base to NF4 (double quantisation) at load.
    device : ``cuda``, ``cuda:1``, ``cpu``; None takes CUDA where there is one.
    batch_size : rows decoded together; None leaves it to the engine.
    verify : how much of the base its content hash is of.
    allow_noop : go on with an adapter that changes nothing.
    trust : what of the model and its adapters may run code.

    Raises
    ------
    InputError
        Not a causal language model, no such device, or an adapter whose tensors do not fit the base or do nothing.
    """

    name = "local"
    libraries: tuple[str, ...] = ("kenzan", "torch", "transformers", "peft", "bitsandbytes")
    """Distributions whose versions change numbers; our own loops and kernels do, too."""

    def __init__(
        self,
        model: Path,
        adapters: Mapping[str, Path] | None = None,
        *,
        strengths: Sequence[float] = (),
        load_in_4bit: bool = False,
        device: str | None = None,
        batch_size: int | None = None,
        verify: Verify = "sampled",
        allow_noop: bool = False,
        trust: Trust = NONE,
    ) -> None:
        if device and device.startswith("cuda") and not torch.cuda.is_available():
            raise InputError("there is no CUDA device here; leave it out to run on the CPU", f"--device {device}")
        self.model_path, self.strengths, self.trust = model, tuple(strengths), trust
        self.adapters = {key: readable(folder, trust, self) for key, folder in (adapters or {}).items()}
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.batch_size = batch_size
        self.load_in_4bit, self.allow_noop = load_in_4bit, allow_noop
        self.config = read_config(model, trust)
        self.tokens = Tokens(model, self.config, trust)
        for adapter in self.adapters.values():
            check_adapter(self.config, adapter, trust)
            if not allow_noop and (why := without_effect(adapter)):
                raise refusal(why, adapter)
            warn_of_other_base(model, adapter)
        self._identity = {
            "engine": self.name,
            "base": fingerprint.base(model, full=verify == "full", code=trust.code),
            "hashed": fingerprint.hashed(model, full=verify == "full"),
            "tokenizer": fingerprint.tokenizer(model),
            "quantisation": self.quantisation,
            **self.versions,
        }
        self._hashes = {key: fingerprint.adapter(folder) for key, folder in self.adapters.items()}

    @classmethod
    def open(cls, setup: Setup) -> Self:
        """Find model and adapters and check that they fit."""
        trust = Trust(setup.allow_pickle, setup.trust_remote_code)
        return cls(
            resolve(setup.model, "-m", trust.files),
            {key: resolve(name, "-a", trust.files) for key, name in setup.adapters.items()},
            strengths=setup.strengths,
            load_in_4bit=setup.load_in_4bit,
            device=setup.device,
            batch_size=setup.batch_size,
            verify=setup.verify,
            allow_noop=setup.allow_noop,
            trust=trust,
        )

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the libraries that change numbers, of those installed."""
        found = {}
        for name in self.libraries:
            try:
                found[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                continue
        return found

    @property
    def context(self) -> int | None:
        """Longest sequence the model was made for, in tokens; None where its configuration does not say."""
        return getattr(self.config, "max_position_embeddings", None)

    @property
    def quantisation(self) -> str:
        """Of the weights: the checkpoint's own (``nf4``), ``nf4-at-load``, or ``none``."""
        own = getattr(self.config, "quantization_config", None)
        if own:
            return str(own.get("bnb_4bit_quant_type") or own.get("quant_method"))
        return "nf4-at-load" if self.load_in_4bit else "none"

    def identity(self, adapter: str | None) -> dict[str, str]:
        """Hashes of the base, its tokenizer and the adapter where one is applied; quantisation, engine, versions."""
        return {**self._identity, "adapter": self._hashes[adapter]} if adapter else dict(self._identity)

    def chat(self, question: str) -> str:
        """The tokenizer's chat template around a user's turn, with the response opened."""
        return self.tokens.chat(question)

    def encode(self, prompt: str) -> list[int]:
        """Token ids of a prompt, exactly as they will be generated from."""
        return self.tokens.encode(prompt)
