"""The base's own right traces from a run, in the run's prompts, mixed by share and seed."""

import json
from pathlib import Path

import pytest

from bench import fingerprint
from bench.engines.loading import read_config
from bench.engines.tokens import Tokens
from bench.errors import InputError
from bench.resources import MODELS
from bench.runs import GENERATIONS, JUDGMENTS, MANIFEST
from bench.tuning.examples import IGNORED, Example
from bench.tuning.keeping import mix, read
from bench.tuning.settings import Settings
from scored_runs import item, made

MINI = MODELS / "mini"
RIGHT, WRONG = "Step 1: 40 + 2 = 42.\n\nAnswer: 42<|im_end|>", "Answer: 41<|im_end|>"


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(MINI, read_config(MINI))


def run(folder: Path, *, base: str | None = None, seed: int = 7, texts: dict[str, str] | None = None) -> Path:
    """A run of eight items in both arms, as if by the embedded base."""
    hashes = {"base": base or fingerprint.base(MINI), "hashed": "whole", "quantisation": "nf4"}
    directory = made(
        folder,
        [item(n) for n in range(8)],
        texts=texts or {"base": RIGHT, "adapter": "Answer: 42"},
        identity=hashes,
        seed=seed,
    )
    return directory.path


def test_right_traces_of_the_base_are_taken_as_they_are(tmp_path: Path, tokens: Tokens) -> None:
    folder = run(tmp_path / "run")
    lines = (folder / GENERATIONS).read_text("utf-8").splitlines()
    keys = [json.loads(line)["key"] for line in (folder / "requests.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == len(set(keys)) == 16
    settings = Settings(response_only=True)
    found = read(folder, MINI, settings, tokens, drop=False)
    assert len(found.examples) == 8
    first = json.loads((folder / "requests.jsonl").read_text("utf-8").splitlines()[0])
    shown = tokens.encode(first["prompt"])
    assert found.examples[0].input_ids[: len(shown)] == shown
    assert found.examples[0].labels[: len(shown)] == [IGNORED] * len(shown)
    assert tokens.text(found.examples[0].labels[len(shown) :]) == RIGHT
    assert found.signature.startswith("base:")
    assert read(folder / GENERATIONS, MINI, settings, tokens, drop=False) == found


def test_cut_off_and_wrong_ones_are_not(tmp_path: Path, tokens: Tokens) -> None:
    folder = run(tmp_path / "run")
    lines = [json.loads(line) for line in (folder / GENERATIONS).read_text("utf-8").splitlines()]
    for line in lines[:6]:
        line["finish_reason"] = "length"
    (folder / GENERATIONS).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    cut = sum(1 for line in lines[:6] if line["text"] == RIGHT)
    assert cut > 1
    assert len(read(folder, MINI, Settings(), tokens, drop=False).examples) == 8 - cut
    wrong = run(tmp_path / "wrong", texts={"base": WRONG})
    with pytest.raises(InputError, match="wrong: the base has no right answer in this run"):
        read(wrong, MINI, Settings(), tokens, drop=False)


def test_what_is_no_run_of_this_base_is_refused(tmp_path: Path, tokens: Tokens) -> None:
    other = run(tmp_path / "other", base="c" * 64)
    with pytest.raises(InputError, match="other: the run is of another base; make one with this -m"):
        read(other, MINI, Settings(), tokens, drop=False)
    (other / JUDGMENTS).unlink()
    with pytest.raises(InputError, match="the run is not judged"):
        read(other, MINI, Settings(), tokens, drop=False)
    (other / MANIFEST).unlink()
    with pytest.raises(InputError, match="not a run directory"):
        read(other, MINI, Settings(), tokens, drop=False)


def test_a_run_on_the_questions_of_the_test_is_told(
    tmp_path: Path, tokens: Tokens, capsys: pytest.CaptureFixture[str]
) -> None:
    read(run(tmp_path / "run", seed=7), MINI, Settings(), tokens, drop=False)
    assert capsys.readouterr().err == ""
    read(run(tmp_path / "same", seed=3442), MINI, Settings(), tokens, drop=False)
    assert "same: its traces answer the questions that `kenzan run` asks by default" in capsys.readouterr().err


def test_traces_longer_than_the_sequence_are_told(tmp_path: Path, tokens: Tokens) -> None:
    folder = run(tmp_path / "run")
    with pytest.raises(InputError, match=r"8 of 8 are longer than 20 tokens .*nothing is left"):
        read(folder, MINI, Settings(max_seq_length=20), tokens, drop=True)


def test_a_file_of_pairs_serves_too(tmp_path: Path, tokens: Tokens) -> None:
    path = tmp_path / "traces.jsonl"
    path.write_text(json.dumps({"instruction": "6 × 7?", "output": "6 × 7 = 42\n\nAnswer: 42"}) + "\n", "utf-8")
    found = read(path, MINI, Settings(), tokens, drop=False)
    assert len(found.examples) == 1
    assert found.signature == ""


def test_the_share_is_of_the_mixture_and_the_seed_chooses(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [Example([n], [n]) for n in range(60)]
    traces = [Example([n], [n]) for n in range(100, 200)]
    mixture, number = mix(pairs, traces, 0.25, seed=1)
    assert number == 20
    assert mixture[:60] == pairs
    assert len({example.input_ids[0] for example in mixture[60:]}) == 20
    assert mix(pairs, traces, 0.25, seed=1)[0] == mixture != mix(pairs, traces, 0.25, seed=2)[0]
    assert capsys.readouterr().err == ""
    assert mix(pairs, traces[:3], 0.25, seed=1) == ([*pairs, *traces[:3]], 3)
    assert capsys.readouterr().err == "kenzan: 3 traces are all there are, 5% of the mixture instead of 25%\n"
