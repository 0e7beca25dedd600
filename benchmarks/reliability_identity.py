"""What decides a text, changed part by part.

On a copy of the embedded pair every tensor of base and adapter (one bit), every setting of their configurations, every
file of the tokenizer, every library's version and everything that is asked is changed, one at a time. Caught is a
change after which all work that it touches is owed again and the run's directory is refused, or with which the model
cannot be opened. What changes no number must owe nothing.
"""

import copy
import importlib.metadata
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench import fingerprint
from bench.arms import Arm, arms_of
from bench.engines.base import Engine, Setup
from bench.engines.opening import open_engine
from bench.errors import InputError
from bench.pipeline import Job, _manifest
from bench.plan import owed, plan
from bench.records import Item, Reference, Request, Sampling
from bench.resources import MODELS

SEED = 3442
ARMS = arms_of(["adapter"])
HOT = Sampling(max_new_tokens=64, temperature=0.5)
WEIGHTS, LORA = "base/model.safetensors", "lora/adapter_model.safetensors"
NEUTRAL = ("transformers_version", "peft_version", "inference_mode", "base_model_name_or_path")
"""Settings that a copy of a model may have otherwise."""
ZERO = ("identity changes missed", "changes of nothing that owed work")
"""Of the figures, those that must be 0."""
ITEM = Item(
    id="demo/sum/0/base/en",
    pack="demo",
    template="sum",
    family="arithmetic",
    instance=0,
    lang="en",
    question="What is 40 + 2?",
    answer_line="End with one line: Answer: <number>",
    check="number",
    reference=Reference(gold="42"),
)


@dataclass(frozen=True)
class Change:
    """A change of the pair's files."""

    kind: str
    name: str
    file: str
    """The one that is changed, below the pair's folder."""
    make: Callable[[Path], None]
    arms: frozenset[str] = frozenset({"base", "adapter"})
    """Those whose work it touches."""


def opened(pair: Path, engine: str = "slots", **setup: Any) -> Engine:
    """The engine on the pair."""
    asked = {"model": str(pair / "base"), "adapters": {"adapter": str(pair / "lora")}, "device": "cpu", **setup}
    return open_engine(engine, Setup(**asked))


def asked(engine: Engine, item: Item = ITEM, **changes: Any) -> list[Request]:
    """The plan of one item."""
    how = {"arms": ARMS, "formats": ["chat"], "samples": 1, "sampling": HOT, "seed": 1, **changes}
    return plan([item], engine, **how)


def tensors(file: Path) -> dict[str, tuple[int, int]]:
    """Name of each tensor of a safetensors file -> first byte and end, from the file's beginning."""
    data = file.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    offsets = {name: entry["data_offsets"] for name, entry in header.items() if name != "__metadata__"}
    return {name: (start + first, start + last) for name, (first, last) in offsets.items()}


def flipped(position: int, bit: int) -> Callable[[Path], None]:
    """One bit of a file, changed in place."""

    def make(file: Path) -> None:
        with file.open("r+b") as f:
            f.seek(position)
            (byte,) = f.read(1)
            f.seek(position)
            f.write(bytes([byte ^ 1 << bit]))

    return make


def settings(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths to all single settings of a configuration."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from settings(inner, (*path, key))
    else:
        yield path


def another(value: Any) -> Any:
    """A value of the same kind that differs."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return {"other": 1} if isinstance(value, dict) else [*value, "other"] if isinstance(value, list) else f"{value}_"


def set_otherwise(path: tuple[str, ...]) -> Callable[[Path], None]:
    """One setting of a JSON file."""

    def make(file: Path) -> None:
        whole = json.loads(file.read_text("utf-8"))
        place = whole
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = another(place[path[-1]])
        file.write_text(json.dumps(whole), "utf-8")

    return make


def changes(pair: Path, every: int = 1) -> Iterator[Change]:
    """All changes of files.

    Parameters
    ----------
    every : take each n-th tensor and setting.
    """
    drawn = random.Random(SEED)
    for kind, name, arms in (("tensor of the base", WEIGHTS, None), ("tensor of the adapter", LORA, {"adapter"})):
        for tensor, (first, last) in list(tensors(pair / name).items())[::every]:
            bit = flipped(drawn.randrange(first, last), drawn.randrange(8))
            yield Change(kind, tensor, name, bit, frozenset(arms or {"base", "adapter"}))
    for name, arms in (
        ("base/config.json", None),
        ("base/generation_config.json", None),
        ("lora/adapter_config.json", {"adapter"}),
        ("base/tokenizer_config.json", None),
    ):
        for path in list(settings(json.loads((pair / name).read_text("utf-8"))))[::every]:
            if path[-1] not in NEUTRAL:
                yield Change(
                    "setting", ".".join(path), name, set_otherwise(path), frozenset(arms or {"base", "adapter"})
                )
    for name in ("base/tokenizer.json", "base/chat_template.jinja"):
        yield Change("file of the tokenizer", "end", name, lambda file: file.write_text(file.read_text("utf-8") + "\n"))


def asked_otherwise() -> dict[str, dict[str, Any]]:
    """Everything else that decides a text, each changed."""
    return {
        "a character of the question": {"item": ITEM.model_copy(update={"question": "What is 40 + 3?"})},
        "the answer line": {"item": ITEM.model_copy(update={"answer_line": "End with: Answer: <number>"})},
        "context": {"item": ITEM.model_copy(update={"context": "Read this."})},
        **{f"format {name}": {"formats": [name]} for name in ("alpaca", "raw")},
        **{f"elicitation {name}": {"elicits": [name]} for name in ("ask", "prefill")},
        "temperature": {"sampling": HOT.model_copy(update={"temperature": 0.6})},
        "top_p": {"sampling": HOT.model_copy(update={"top_p": 0.9})},
        "top_k": {"sampling": HOT.model_copy(update={"top_k": 9})},
        "token budget": {"sampling": HOT.model_copy(update={"max_new_tokens": 65})},
        "seed": {"seed": 2},
        "sample": {"samples": 2},
        "strength": {"arms": [*ARMS, Arm("adapter@0.5", "adapter", 0.5)]},
    }


@dataclass
class Known:
    """The run that is finished: what it was made with, and which work is done."""

    engine: Engine
    done: set[str]

    def owes(self, engine: Engine, **how: Any) -> frozenset[str]:
        """Arms of the work that is owed with another engine or another question."""
        return frozenset(request.arm for request in owed(asked(engine, **how), self.done))

    def refuses(self, engine: Engine) -> bool:
        """Whether the run's directory belongs to another run than this engine's."""
        job = Job(model="base", adapters=("lora",), formats=("chat",))
        now, then = (_manifest(job, e, ARMS, {"demo": "1.0.0"}) for e in (engine, self.engine))
        return then.differs(now) is not None

    def caught(self, open_it: Callable[[], Engine], arms: frozenset[str]) -> bool:
        """Whether a change is noticed: by the work that is owed and the directory, or already by the model."""
        try:
            engine = open_it()
        except InputError:
            return True
        return self.owes(engine) == arms and self.refuses(engine)


def measure(every: int = 1) -> dict[str, str]:
    """Change everything, one thing at a time; parameters as in `changes`."""
    tried, missed = Counter[str](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        pair = Path(folder)
        shutil.copytree(MODELS / "mini", pair / "base")
        shutil.copytree(MODELS / "mini-terse", pair / "lora")
        known = _known(pair)
        for change in list(changes(pair, every)):
            file = pair / change.file
            whole = file.read_bytes()
            change.make(file)
            tried[change.kind] += 1
            if not known.caught(lambda: opened(pair), change.arms):
                missed.append(f"{change.kind} {change.name} in {change.file}")
            file.write_bytes(whole)
        with patch.object(fingerprint, "READ_WHOLE", 0):
            _sampled(pair, every, tried, missed)
        _asked(pair, known, tried, missed)
        idle = _idle(pair, known)
    names = {f"identity changes tried: {kind}": str(count) for kind, count in tried.items()}
    return {
        **names,
        "identity changes tried": str(tried.total()),
        "identity changes caught": str(tried.total() - len(missed)),
        ZERO[0]: str(len(missed)) + "".join(f"; {one}" for one in missed[:5]),
        "changes of nothing tried": str(len(idle)),
        ZERO[1]: str(sum(idle.values())),
    }


def _known(pair: Path) -> Known:
    engine = opened(pair)
    return Known(engine, {request.key for request in asked(engine)})


def _sampled(pair: Path, every: int, tried: Counter[str], missed: list[str]) -> None:
    """A bit at the start, in the middle and at the end of tensors, as large bases are hashed."""
    known, file = _known(pair), pair / WEIGHTS
    for first, last in list(tensors(file).values())[::every]:
        for position in sorted({first, (first + last) // 2, last - 1}):
            make = flipped(position, 0)
            make(file)
            tried["sampled part of a tensor"] += 1
            if fingerprint.base(pair / "base") == known.engine.identity(None)["base"]:
                missed.append(f"sampled part of a tensor at {position}")
            make(file)


def _asked(pair: Path, known: Known, tried: Counter[str], missed: list[str]) -> None:
    for name, change in asked_otherwise().items():
        wanted = {"sample": ARMS, "strength": [Arm("adapter@0.5")]}.get(name, ARMS)
        tried["what is asked"] += 1
        if known.owes(known.engine, **change) != {arm.name for arm in wanted}:
            missed.append(name)
    real, versions = importlib.metadata.version, known.engine.versions
    for library in versions:
        tried["version of a library"] += 1
        other = lambda name, changed=library: real(name) + "9" * (name == changed)  # noqa: E731
        with patch.object(importlib.metadata, "version", other):
            if not known.caught(lambda: opened(pair), frozenset({"base", "adapter"})):
                missed.append(f"version of {library}")
    tried["engine"] += 1
    if not known.caught(lambda: opened(pair, "hf"), frozenset({"base", "adapter"})):
        missed.append("engine")


def _idle(pair: Path, known: Known) -> dict[str, bool]:
    """What changes no number -> whether it owed work all the same."""
    found = {"nothing": bool(known.owes(opened(pair)))}
    for name in ("base/config.json", "base/generation_config.json", "lora/adapter_config.json"):
        file, whole = pair / name, (pair / name).read_bytes()
        for key in (key for key in json.loads(whole) if key in NEUTRAL):
            value = copy.copy(json.loads(whole))
            value[key] = "9.9" if key.endswith("version") else another(value[key])
            file.write_text(json.dumps(value, indent=3), "utf-8")
            found[f"{key} of {name}"] = bool(known.owes(opened(pair)))
            file.write_bytes(whole)
    (pair / "base" / "README.md").write_text("x")
    shutil.copytree(pair, pair / "elsewhere" / "pair")
    found["another folder, with a README"] = bool(known.owes(opened(pair / "elsewhere" / "pair")))
    return found
