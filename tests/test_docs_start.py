"""The first three pages, followed in their order in one folder, with the embedded pair; the figures of fit and size."""

import json
import re
from pathlib import Path

import pytest

from bench import packs
from bench.cards import CARDS, GIB
from bench.doctor import libraries
from bench.doctor.fit import measure
from bench.doctor.model import Model
from bench.runs import RunDirectory
from bench.selections import SELECTIONS, select
from commands import command
from pages import DOCS, ROOT, follow
from qwq import NF4

ADAPTER = (DOCS / "adapter.md").read_text("utf-8")
LORA = {
    "peft_type": "LORA",
    "task_type": "CAUSAL_LM",
    "r": 16,
    "lora_alpha": 16,
    "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
}
SHAPES = {
    "7B": {"hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28}
    | {"num_key_value_heads": 4},
    "14B": {"hidden_size": 5120, "intermediate_size": 13824, "num_hidden_layers": 48, "num_attention_heads": 40}
    | {"num_key_value_heads": 8},
    "32B": {"hidden_size": 5120, "intermediate_size": 27648, "num_hidden_layers": 64, "num_attention_heads": 40}
    | {"num_key_value_heads": 8},
}
"""Of Qwen2.5 models; QwQ-32B has the largest."""


def test_the_pages_work(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    # What the tests install, and the GPU of who runs them, are no matter of the page.
    monkeypatch.setattr(libraries, "conflicts", list)
    monkeypatch.setattr(libraries, "torch_findings", lambda machine, build: [])
    monkeypatch.chdir(tmp_path)
    kenzan = command(monkeypatch, capsys)
    assert len(follow("index.md", tmp_path, kenzan)) == 3
    made = RunDirectory(tmp_path / "runs" / "first").generations().keys()
    assert follow("adapter.md", tmp_path, kenzan) == ["kenzan doctor -m mini -a mini-terse"]
    assert len(follow("report.md", tmp_path, kenzan)) == 6
    assert RunDirectory(tmp_path / "runs" / "first").generations().keys() == made
    assert (tmp_path / "figures" / "flips.png").is_file()
    assert "comparison/1" in (tmp_path / "comparison.json").read_text("utf-8")


def fit(folder: Path, size: str, budget: int) -> Model:
    config = {"model_type": "qwen2", "vocab_size": 152064, "max_position_embeddings": 32768, **SHAPES[size]}
    config |= {"architectures": ["Qwen2ForCausalLM"], "tie_word_embeddings": False, "quantization_config": NF4}
    for name, content in (("base", config), ("adapter", LORA)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / ("config.json" if name == "base" else "adapter_config.json")).write_text(json.dumps(content))
    return measure(str(folder / "base"), [str(folder / "adapter")], budget)


def test_the_table_of_cards_is_what_the_doctor_computes(tmp_path: Path) -> None:
    found = [fit(tmp_path, "32B", budget) for budget in (1024, 2048)]
    four, half = found[0].demands
    assert f"computes {four.weights / GIB:.1f} GiB of weights and {four.fixed / GIB:.1f} GiB before" in ADAPTER
    assert f"({half.weights / GIB:.1f} GiB of weights where" in ADAPTER
    rows = re.findall(r"^\| ([^|]+), ([\d.]+) GiB \| (.+) / (.+) \| (.+) / (.+) \|$", ADAPTER, re.M)
    assert len(rows) == len(CARDS) - 1  # an A10 is an L4 in memory
    for name, memory, *shown in rows:
        (card,) = [card for card in CARDS if card.name == name]
        assert float(memory) == pytest.approx(card.memory / GIB, abs=0.06)
        computed = [demand.rows(card.memory) for model in found for demand in model.demands]
        assert shown == [str(number) if number else "–" for number in computed], name


def test_what_a_small_card_holds(tmp_path: Path) -> None:
    (card,) = [card for card in CARDS if card.name == "T4"]
    seven, fourteen = (fit(tmp_path, size, 1024).demands[0].rows(card.memory) for size in ("7B", "14B"))
    assert f"room for {seven} rows of 1,024 new tokens, a 14B for {fourteen}:" in " ".join(ADAPTER.split())


def test_what_was_measured_is_what_the_results_say() -> None:
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")
    title = "## Throughput: qwen2, 64 layers, 32.8 billion weights, 1 x NVIDIA H200"
    latest, earlier = (
        results.split(f"{title}{more}\n")[1].split("\n## ")[0] for more in ("", ", before long prefills were compiled")
    )

    def measured(rows: str, lengths: str, arms: str, engine: str, section: str = latest) -> tuple[float, str]:
        line = re.search(
            rf"^\| {rows} \| {lengths} [^|]+\| {arms} \| {re.escape(engine)} \| ([\d,.]+) .* ([\d.]+) \|$",
            section,
            re.M,
        )
        assert line is not None, (rows, lengths, arms, engine)
        return float(line[1].replace(",", "")), line[2]

    def before(*setting: str) -> float:
        return measured(*setting, section=earlier)[0]

    shown = re.findall(r"^\| (64|256) \| (4|16) bit \| ([\d,]+) \| ([\d.]+) \|$", ADAPTER, re.M)
    assert len(shown) == 4
    for rows, bits, rate, memory in shown:
        found = measured(rows, "equal", "mixed", "slots@4bit" if bits == "4" else "slots@bf16")
        assert (rate, memory) == (f"{found[0]:,.0f}", found[1])
    text = " ".join(ADAPTER.split())
    beside = [f"{measured(rows, 'equal', 'mixed', 'vllm+dummy')[0]:,.0f}" for rows in ("64", "256")]
    assert f"made {beside[0]} tokens a second in 64 rows and {beside[1]} in 256." in text
    assert f"in 4 bit made {before('64', 'equal', 'mixed', 'vllm'):,.0f} in 64 rows" in text
    assert f"`--engine unsloth` {before('64', 'equal', 'mixed', 'unsloth'):,.0f};" in text
    assert f"as in a notebook's cell, ran at {before('1', 'equal', 'adapter', 'unsloth'):.1f}," in text
    assert f"384 at most) at {before('64', 'long-tailed', 'mixed', 'slots@bf16'):,.0f}." in text


def test_the_size_of_the_demo() -> None:
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")
    (items,) = re.findall(r"^The run: (\d+) items for the base", results, re.M)
    assert f"{items} questions for each of the two" in " ".join((DOCS / "index.md").read_text("utf-8").split())


def test_the_sizes_of_the_selections() -> None:
    loaded = [packs.load(path) for path in packs.find([])]
    shown = dict(re.findall(r"^\| `(\w+)`[^|]*\| ([\d,]+) \| [\d,]+ \|$", ADAPTER, re.M))
    assert shown.keys() == SELECTIONS.keys()
    for name in ("quick", "standard"):
        assert shown[name] == f"{sum(len(select(pack, SELECTIONS[name])) for pack in loaded):,}"
    # Counted from the definition: to expand 86,344 items takes seconds that `benchmarks/packs.py` measures.
    assert f"selection `full`: {shown['full']} items" in (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")
