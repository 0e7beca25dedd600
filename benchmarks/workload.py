"""The work that `throughput.py` gives to every engine: the same prompts, the same numbers of new tokens.

Lengths are forced: each request has its own token budget, and the model is given an end-of-text token that it hardly
ever makes. Equal lengths, or long-tailed ones: the quantiles of a log-normal distribution in a drawn order, the longest
of several times the mean, as reasoning traces have them.
"""

import json
import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.records import Item, Reference, Request, Sampling

SIGMA = 1.0
"""Of the logarithm of long-tailed lengths: the longest of 64 is about seven times the mean."""
LONGEST = 8
"""Most times the mean that a length may be, so that it stays in the model's context."""
_WORDS = "Aoi walks 60 m a minute for 9 minutes, then cycles 200 m a minute for 12 minutes. How far is it in all? "


@dataclass(frozen=True)
class Setting:
    """One cell of the table."""

    rows: int
    """Rows decoded together."""
    lengths: str
    """``equal`` or ``long``."""
    arms: str
    """``mixed``: half base, half adapter; ``base``; ``adapter``."""
    requests: int
    """How many there are."""


def settings(rows: Sequence[int], waves: int, *, adapter: bool, refilled: bool = False) -> list[Setting]:
    """What is measured, for each number of rows; one row alone is the adapter's, as in the seed's loop.

    Parameters
    ----------
    waves : requests for each row with long-tailed lengths: a continuous batch refills its rows, a static one is run
        again.
    refilled : equal lengths have as many, too: several engines side by side are fed from one queue.
    """
    cells = []
    for number in rows:
        if number == 1 and not refilled:
            cells.append(Setting(1, "equal", "adapter" if adapter else "base", 1))
            continue
        arms = ("mixed", "base") if adapter else ("base",)
        cells += [Setting(number, "equal", arm, number * (waves if refilled else 1)) for arm in arms]
        cells.append(Setting(number, "long", arms[0], number * waves))
    return cells


def budgets(setting: Setting, tokens: int, seed: int) -> list[int]:
    """New tokens of each request; `tokens` is their mean, to within rounding."""
    if setting.lengths == "equal":
        return [tokens] * setting.requests
    number = setting.requests
    normal = statistics.NormalDist()
    drawn = [math.exp(SIGMA * normal.inv_cdf((i + 0.5) / number)) for i in range(number)]
    mean = statistics.fmean(drawn)
    lengths = [max(1, round(min(LONGEST, length / mean) * tokens)) for length in drawn]
    random.Random(seed).shuffle(lengths)
    return lengths


def body(tokens: int, encode: Callable[[str], list[int]]) -> str:
    """Words of about that many tokens."""
    words = _WORDS * (1 + tokens // len(encode(_WORDS)))
    while len(encode(words)) > tokens and " " in words.strip():
        words = words.strip().rpartition(" ")[0]
    return words


def requests(
    setting: Setting, tokens: int, prompt_tokens: int, seed: int, encode: Callable[[str], list[int]]
) -> list[Request]:
    """The requests of one repeat; prompts differ from the first word on, so that none is found in a prefix cache."""
    made, text = [], body(prompt_tokens - 6, encode)
    for index, budget in enumerate(budgets(setting, tokens, seed)):
        tuned = setting.arms == "adapter" or (setting.arms == "mixed" and index % 2 == 1)
        name = f"{seed}/{index}"
        made.append(
            Request(
                key=f"{setting.rows}/{setting.lengths}/{setting.arms}/{name}",
                item=_item(name),
                arm="adapter" if tuned else "base",
                adapter="adapter" if tuned else None,
                strength=1.0 if tuned else 0.0,
                format="raw",
                prompt=f"{seed * 10_000 + index}. {text}",
                sampling=Sampling(max_new_tokens=budget),
            )
        )
    return made


def endless(model: Path, folder: Path) -> Path:
    """A copy of a model that ends its texts with its padding token: the weights are linked, three files changed."""
    pad = _padding(model)
    if pad is None:
        return model
    folder.mkdir(parents=True)
    for file in model.iterdir():
        if file.name not in ("config.json", "generation_config.json", "tokenizer_config.json"):
            (folder / file.name).symlink_to(file.resolve())
    text, number = pad
    for name, changes in (
        ("config.json", {"eos_token_id": number}),
        ("generation_config.json", {"eos_token_id": number, "pad_token_id": number}),
        ("tokenizer_config.json", {"eos_token": text}),
    ):
        old = json.loads((model / name).read_text("utf-8")) if (model / name).is_file() else {}
        (folder / name).write_text(json.dumps({**old, **changes}), "utf-8")
    return folder


def plain(model: Path, folder: Path) -> Path:
    """A copy of a 4-bit model whose configuration says nothing of it, for engines that make up the weights."""
    if folder.exists():
        return folder
    folder.mkdir(parents=True)
    for file in model.iterdir():
        if file.name != "config.json":
            (folder / file.name).symlink_to(file.resolve())
    config = json.loads((model / "config.json").read_text("utf-8"))
    config.pop("quantization_config", None)
    (folder / "config.json").write_text(json.dumps({**config, "dtype": "bfloat16"}), "utf-8")
    return folder


def _padding(model: Path) -> tuple[str, int] | None:
    """The padding token and its id, where it is another than the one that ends a text."""
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    if tokenizer.pad_token_id is None or tokenizer.pad_token_id == tokenizer.eos_token_id:
        return None
    return str(tokenizer.pad_token), int(tokenizer.pad_token_id)


def _item(name: str) -> Item:
    return Item(
        id=name,
        pack="throughput",
        template="throughput",
        family="arithmetic",
        instance=0,
        lang="en",
        question="",
        check="number",
        reference=Reference(),
    )
