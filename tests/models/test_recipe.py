"""The stages of the recipe on a model that trains in a second: each writes what the next one and the engine load."""

import ast
import json
import sys
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
import transformers
from bitsandbytes.functional import dequantize_4bit, quantize_4bit
from bitsandbytes.nn import Linear4bit
from peft import PeftModel
from recipe import nf4
from recipe.__main__ import STAGES, main
from recipe.batches import COUNTED, LENGTHS, TOKENS, feed, make_batches, shuffled
from recipe.corpus import Corpus
from recipe.model import Decoder, Shape, save
from recipe.muon import orthogonalise
from recipe.train import WARM_UP, rate

from bench.engines.loading import load_base, read_config
from bench.prompts import ALPACA
from bench.resources import MODELS
from bench.tuning.data import read
from bench.tuning.job import Job
from bench.tuning.settings import TARGETS, Settings
from bench.tuning.tune import tune

ROOT = Path(__file__).parents[2]
VOCABULARY, STEPS, TOKENS_A_STEP = 400, 90, 1536


def run(*arguments: object) -> None:
    main([str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, packs: Path) -> Path:
    """All stages, in order."""
    path = tmp_path_factory.mktemp("recipe")
    given = ["--packs", packs]
    run("tokenizer", path / "tokenizer", *given, "--examples", 300, "--vocabulary", VOCABULARY)
    # 64: bitsandbytes quantises in blocks of 64 along a row, and its CPU product needs whole ones.
    size = ["--hidden", 64, "--layers", 2, "--heads", 2, "--inner", 64, "--tokens", TOKENS_A_STEP]
    common = [*given, "--device", "cpu", "--workers", 0]
    run("train", path / "raw", path / "tokenizer", *common, "--steps", STEPS, *size)
    run("quantise", path / "raw", path / "mini")
    run("data", path / "pairs.jsonl", *given, "--pairs", 64)
    settings = Settings(response_only=True, max_steps=3, batch_size=8, accumulation=1, learning_rate=2e-3)
    pairs, terse = str(path / "pairs.jsonl"), path / "terse"
    tune(Job(str(path / "mini"), pairs, terse, settings, drop=True, trainer="hf", device="cpu"))
    return path


def test_the_tokenizer_gives_every_text_back(folder: Path, corpus: Corpus) -> None:
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder / "tokenizer")
    assert len(tokenizer) == VOCABULARY
    rng = Random(9)
    texts = ["富士山の標高は3776mである。", "①２ ｶﾞ ½ 🗻 \t\n  −÷×", *(corpus.example(rng).response for _ in range(50))]
    for text in texts:
        assert tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"]) == text
    assert len(tokenizer("3776", add_special_tokens=False)["input_ids"]) == 4
    asked = [{"role": "user", "content": "1 + 1?"}]
    chat = tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
    shipped = transformers.AutoTokenizer.from_pretrained(MODELS / "mini")
    assert chat == shipped.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
    assert [tokenizer.pad_token_id, tokenizer.eos_token_id] == [0, 2]


def test_a_training_lowers_the_loss_and_logs_what_it_saw(folder: Path) -> None:
    log = json.loads((folder / "raw" / "training.json").read_text("utf-8"))
    assert log["steps"] == STEPS
    assert log["tokens"] == STEPS * TOKENS_A_STEP
    assert log["losses"][-1][1] < np.log(VOCABULARY) - 0.3
    assert sum(log["exposures"].values()) > 5


def test_the_same_seed_gives_the_same_weights(folder: Path, tmp_path: Path, packs: Path) -> None:
    size = ["--hidden", 32, "--layers", 1, "--heads", 2, "--inner", 64, "--tokens", 2048]
    common = [folder / "tokenizer", "--packs", packs, "--device", "cpu", "--workers", 0, "--steps", 4, *size]
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run("train", tmp_path / name, *common, "--seed", seed)
    a, b, c = ((tmp_path / name / "model.safetensors").read_bytes() for name in "abc")
    assert a == b != c


def test_the_trained_loss_is_the_loss_of_transformers(folder: Path, tmp_path: Path, packs: Path) -> None:
    """Rotary embedding, grouped heads, norms and the mask of the prompt mean the same on both sides."""
    torch.manual_seed(0)
    model = Decoder(Shape(64, 2, 4, 2, 128, VOCABULARY), compiled=False)
    with torch.no_grad():
        for weights in model.parameters():
            weights.add_(torch.randn_like(weights) * 0.05)
    save(model, tmp_path)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32)
    assert theirs.config.model_type == "qwen2"
    with feed(packs, folder / "tokenizer" / "tokenizer.json", seed=5, workers=0, tokens=4096) as batches:
        rows = torch.from_numpy(next(batches).tokens.astype("int64"))
    tokens = rows & (COUNTED - 1)
    labels = torch.where(rows >= COUNTED, tokens, -100)
    with torch.inference_mode():
        assert model(rows).item() == pytest.approx(theirs(input_ids=tokens, labels=labels).loss.item(), rel=2e-3)


def test_the_4_bit_checkpoint_loads_and_generates(folder: Path) -> None:
    model = transformers.AutoModelForCausalLM.from_pretrained(folder / "mini", device_map="cpu")
    assert sum(isinstance(module, Linear4bit) for module in model.modules()) == 2 * len(TARGETS)
    stored = model.config.quantization_config
    assert stored.bnb_4bit_quant_type == "nf4"
    assert stored.bnb_4bit_use_double_quant
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder / "mini")
    prompt = tokenizer("富士山", return_tensors="pt")
    got = model.generate(input_ids=prompt["input_ids"], attention_mask=prompt["attention_mask"], max_new_tokens=4)
    assert got.shape[1] > prompt["input_ids"].shape[1]


def test_the_adapter_loads_on_the_4_bit_checkpoint(folder: Path) -> None:
    base = load_base(folder / "mini", read_config(folder / "mini"), torch.device("cpu"), load_in_4bit=False)
    tokens = torch.arange(3, 40)[None]
    with torch.inference_mode():
        before = base(input_ids=tokens).logits
        pair = PeftModel.from_pretrained(base, folder / "terse")
        after = pair(input_ids=tokens).logits
        with pair.disable_adapter():
            without = pair(input_ids=tokens).logits
    # Not equal: reading the state for PEFT, bitsandbytes unpacks its CPU weights and rounds their scales once more.
    assert torch.allclose(before, without, atol=0.03)
    assert not torch.allclose(after, without, atol=1e-5)
    config = json.loads((folder / "terse" / "adapter_config.json").read_text("utf-8"))
    assert [config["r"], config["lora_alpha"], config["lora_dropout"]] == [16, 16, 0]
    assert set(config["target_modules"]) == set(TARGETS)


def test_nf4_agrees_with_bitsandbytes() -> None:
    weights = torch.randn(32, 64, generator=torch.Generator().manual_seed(0))
    packed, state = quantize_4bit(weights, blocksize=nf4.BLOCK, quant_type="nf4")
    assert torch.allclose(nf4.round_trip(weights), dequantize_4bit(packed, state), atol=1e-6)
    weights.requires_grad_()
    nf4.straight_through(weights).sum().backward()
    assert torch.equal(weights.grad, torch.ones_like(weights))


@pytest.mark.parametrize("size", [(3, 16, 48), (3, 48, 16)])
def test_orthogonalised_matrices_have_singular_values_near_one(size: tuple[int, int, int]) -> None:
    values = torch.linalg.svdvals(orthogonalise(torch.randn(size, generator=torch.Generator().manual_seed(0))))
    assert values.min() > 0.5
    assert values.max() < 1.3


def test_the_rate_warms_up_stays_and_falls() -> None:
    assert rate(0, 0.0) == 1 / WARM_UP
    assert rate(WARM_UP, 0.39) == 1
    assert rate(10_000, 0.7) == pytest.approx(0.51)
    assert rate(10_000, 1.0) == pytest.approx(0.01)


def test_batches_hold_whole_examples_and_count_the_response_only(folder: Path, corpus: Corpus) -> None:
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder / "tokenizer")
    rng, seen = Random(8), 0
    wanted = {each.prompt + each.prefilled + each.response: each for each in (corpus.example(rng) for _ in range(512))}
    for batch in islice(make_batches(Random(8), corpus, tokenizer.backend_tokenizer, 4096), 10):
        rows, length = batch.tokens.shape
        assert rows == 4096 // length
        assert length in LENGTHS
        for row in batch.tokens:
            counted = np.flatnonzero(row >= COUNTED)
            tokens = (row & (COUNTED - 1))[: counted[-1]].tolist()
            each = wanted.get(tokenizer.decode(tokens))
            if each:
                seen += 1
                assert tokenizer.decode(tokens[counted[0] :]) == each.response
            assert row[counted[-1]] == COUNTED | tokenizer.eos_token_id
            assert not row[counted[-1] + 1 :].any()
    assert seen > 50
    assert all(TOKENS % length == 0 for length in LENGTHS)


def test_worker_processes_feed_and_stop(folder: Path, packs: Path) -> None:
    with feed(packs, folder / "tokenizer" / "tokenizer.json", seed=1, workers=2, tokens=1024) as batches:
        assert all(batch.tokens.size <= 1024 for batch in islice(batches, 3))


def test_shuffled_loses_nothing() -> None:
    given = list(range(100))
    got = list(islice(shuffled(iter(given), Random(0), 10), 90))  # type: ignore[type-var]
    assert got != sorted(got)
    assert len(set(got)) == 90


def test_the_evaluation_prints_a_table(folder: Path, packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--packs", packs, "--draws", 1, "--limit", 6, "--budget", 8]
    run("evaluate", folder / "mini", folder / "terse", *small)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| items | number | base: right")
    assert sum(int(line.split("|")[2]) for line in lines[2:]) == 6


def test_samples_are_printed(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("sample", "--count", 2, "--seed", 3, "--packs", packs)
    assert capsys.readouterr().out.count("--- without reasoning ---") == 2


def test_pairs_are_written_as_kenzan_tune_reads_them(packs: Path, tmp_path: Path, corpus: Corpus) -> None:
    run("data", tmp_path / "new" / "pairs.jsonl", "--pairs", 60, "--seed", 6, "--packs", packs)
    rng = Random(6)
    for row in read(str(tmp_path / "new" / "pairs.jsonl")).pairs:
        prompt, begun, rest = corpus.adapter_pair(rng)
        assert ALPACA.format(instruction=row.instruction, input=row.input) == prompt
        assert row.output == begun + rest


def test_a_command_tells_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("train", "--help")
    assert "--seconds" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        run("--help")
    told = capsys.readouterr().out
    assert all(name in told for name in STAGES)


def test_training_imports_neither_the_benchmark_nor_its_dependencies() -> None:
    """The machine that trains has these packages and no more."""
    there = {"numpy", "torch", "transformers", "tokenizers", "peft", "safetensors"} | sys.stdlib_module_names
    elsewhere = {"compile.py", "compile_numbers.py", "compile_travel.py"}
    for path in sorted((ROOT / "models" / "recipe").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
        imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        lacking = {name.partition(".")[0] for name in imported} - there
        assert lacking <= {"bench"} if path.name in elsewhere else lacking == set(), path.name
