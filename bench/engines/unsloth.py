"""unsloth: the 4-bit base and its adapters through `FastLanguageModel` and its fast decoding.

unsloth rewrites transformers while it is imported, so it comes first. Its fast path knows one active adapter, not one
for each row: a batch holds the rows of one arm.
"""

from collections.abc import Sequence
from typing import Any

from bench.engines.quiet import stdout_to_stderr
from bench.engines.unsloth_first import import_unsloth
from bench.errors import InputError, first_line

unsloth = import_unsloth("--engine unsloth")

import torch  # noqa: E402

from bench.engines.hf import HFEngine  # noqa: E402
from bench.engines.rows import Row  # noqa: E402

_CONTEXT = 2048
"""Longest sequence, in tokens, where the model's configuration names none."""


class UnslothEngine(HFEngine):
    """Base and adapters through unsloth, with static batches of one arm each.

    Parameters are those of `LocalEngine`. A full-precision base is loaded in 16 bit unless `load_in_4bit` is set.

    Raises
    ------
    InputError
        There is no CUDA device, or unsloth cannot load the model.
    """

    name = "unsloth"
    libraries = (*HFEngine.libraries, "unsloth", "unsloth_zoo")

    @property
    def signature(self) -> str:
        """Name and version, as generations carry them."""
        return f"unsloth-{unsloth.__version__}"

    def _batch(self, rows: Sequence[Row]) -> list[Row]:
        """Rows of one arm; those of a batch that was left come first, then the arm of the longest prompt."""
        first = next((row for row in rows if row.made), rows[0])
        arm = (first.request.adapter, first.request.strength)
        same = [row for row in rows if (row.request.adapter, row.request.strength) == arm]
        return super()._batch(same)

    def _options(self, model: Any, batch: Sequence[Row]) -> dict[str, Any]:
        """Switch the model to the batch's arm."""
        request = batch[0].request
        if hasattr(model, "peft_config"):
            if request.adapter:
                model.base_model.enable_adapter_layers()
                model.set_adapter(self._names()[request.adapter, request.strength])
            else:
                model.base_model.disable_adapter_layers()
        return {}

    def _load(self) -> Any:
        if self._model is None:
            if self.device.type != "cuda":
                raise InputError("unsloth decodes on CUDA only; use --engine auto on this device", "--engine unsloth")
            quantised = bool(getattr(self.config, "quantization_config", None))
            try:
                with stdout_to_stderr():
                    base, _ = unsloth.FastLanguageModel.from_pretrained(
                        model_name=str(self.model_path),
                        max_seq_length=self.context or _CONTEXT,
                        dtype=None,
                        load_in_4bit=self.load_in_4bit or quantised,
                        trust_remote_code=self.trust.code,
                        **({} if self.device.index is None else {"device_map": {"": self.device.index}}),
                    )
            except torch.OutOfMemoryError as error:
                raise InputError(
                    "not enough GPU memory for the model; see kenzan doctor", str(self.model_path)
                ) from error
            except (ValueError, OSError, RuntimeError, NotImplementedError) as error:
                raise InputError(f"unsloth cannot load the model: {first_line(error)}", str(self.model_path)) from error
            model = self._with_adapters(base)
            unsloth.FastLanguageModel.for_inference(model)
            self._model = model
        return self._model
