"""Every way of asking for what is not there: one line on stderr, exit status 2, nothing written."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import transformers
from safetensors.numpy import load_file, save_file

from bench.resources import MODELS, TASKS
from commands import Command, command
from scored_runs import item, made
from test_outcome import finished

TINY = Path(__file__).parent / "data" / "tiny.yaml"


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command in an empty directory: (exit status, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


def refused(result: tuple[int, str, str], *told: str) -> None:
    status, out, err = result
    assert status == 2
    assert out == ""
    assert err.startswith("kenzan: ")
    assert err.count("\n") == 1
    for words in told:
        assert words in err


def pack(folder: Path, change: Callable[[str], str]) -> str:
    file = folder / "mine.yaml"
    file.write_text(change(TINY.read_text("utf-8")), "utf-8")
    return str(file)


def test_a_model_that_does_not_exist(kenzan: Command, tmp_path: Path) -> None:
    refused(kenzan("run", "-m", "./no/model"), "-m ./no/model", "no such folder", "check the path")
    refused(kenzan("run", "-m", "mini", "-a", "./no/adapter"), "-a ./no/adapter", "no such folder")
    assert list(tmp_path.iterdir()) == []


def test_base_and_adapter_exchanged(kenzan: Command) -> None:
    refused(kenzan("run", "-m", "mini-terse", "-a", "mini"), "mini-terse", "give the base to -m and the adapter to -a")


def test_an_adapter_without_its_base(kenzan: Command) -> None:
    refused(kenzan("run", "-a", "mini-terse"), "-a mini-terse", "give the base that the adapter was trained on with -m")


def test_an_adapter_of_another_base(kenzan: Command, tmp_path: Path) -> None:
    config = transformers.Qwen2Config(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, vocab_size=3072)
    transformers.Qwen2ForCausalLM(config).save_pretrained(tmp_path / "other")
    shutil.copy(MODELS / "mini" / "tokenizer.json", tmp_path / "other")
    shutil.copy(MODELS / "mini" / "tokenizer_config.json", tmp_path / "other")
    refused(
        kenzan("run", "-m", "other", "-a", "mini-terse", "-o", "run"),
        "adapter_model.safetensors: the adapter does not fit the base: base_model.model.model.layers.",
    )
    assert not (tmp_path / "run").exists()


def test_an_adapter_that_does_nothing(kenzan: Command, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "mini-terse", tmp_path / "lora")
    file = tmp_path / "lora" / "adapter_model.safetensors"
    save_file({key: np.zeros_like(tensor) for key, tensor in load_file(file).items()}, file)
    asked = ("run", "-m", "mini", "-a", "lora", "-t", str(TINY), "-o", "run")
    status, out, err = kenzan(*asked)
    assert (status, out) == (2, "")
    assert "lora: the adapter does nothing: B is zero in all of its 56 layers" in err.splitlines()[-1]
    assert not (tmp_path / "run").exists()
    status, _, err = kenzan(*asked, "--allow-noop", "--format", "xml")
    assert status == 2
    assert "does nothing" not in err


def test_unknown_packs_engines_and_formats(kenzan: Command) -> None:
    refused(kenzan("run", "-t", "astrology"), "astrology", "arithmetic/shop")
    refused(kenzan("run", "--engine", "abacus"), "--engine", "abacus", "auto, slots, hf, ")
    refused(kenzan("run", "--format", "alpaca,xml"), "--format", "xml", "alpaca, chat, raw")
    refused(kenzan("run", "--verify", "half"), "--verify", "half", "sampled, full")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("    gold: {expr", "    golds: {expr", 1), ["golds"]),
        (lambda text: text.replace("items:", "items: [", 1), []),
        (lambda text: text.replace("version: 1.0.0", "version: 1.0.0\nversion: 2.0.0"), ["version"]),
        (lambda text: text.replace('"v*t + w*u"', '"v*t + speed"', 1), ["speed"]),
        (lambda text: text.replace('"v*t + w*u"', "\"__import__('os').system('touch hacked')\"", 1), []),
        (lambda text: "", []),
    ],
    ids=["unknown key", "broken YAML", "duplicate key", "unknown name", "code", "empty"],
)
def test_a_pack_that_is_broken(kenzan: Command, tmp_path: Path, change: Callable[[str], str], told: list[str]) -> None:
    refused(kenzan("run", "-t", pack(tmp_path, change)), "mine.yaml", *told)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.yaml"]


def test_a_broken_pack_names_the_line(kenzan: Command, tmp_path: Path) -> None:
    name = pack(tmp_path, lambda text: text.replace("    gold: {expr", "    golds: {expr", 1))
    line = next(i for i, text in enumerate(Path(name).read_text("utf-8").splitlines(), 1) if "golds" in text)
    refused(kenzan("run", "-t", name), f"mine.yaml:{line}")


def test_not_a_run_directory(kenzan: Command, tmp_path: Path) -> None:
    for name in ("score", "report", "view"):
        refused(kenzan(name, str(tmp_path / "nothing")), "nothing", "kenzan ")
    assert list(tmp_path.iterdir()) == []


def test_a_report_as_markdown_as_json_and_its_figures(kenzan: Command, tmp_path: Path) -> None:
    run = str(finished(tmp_path / "run").directory)
    status, out, err = kenzan("report", run, "--format", "md", "--figures", "figures")
    assert (status, err) == (0, "")
    assert out.startswith("## Kenzan: mini + mini-terse\n")
    assert out.endswith("</details>\n")
    names = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert names == ["budget.png", "flips.png", "lengths.png", "slopes.png"]
    status, out, _ = kenzan("report", run, "--json")
    assert (status, json.loads(out)["format"]) == (0, "comparison/1")
    refused(kenzan("report", run, "--format", "pdf"), "--format", "'pdf'", "html, md")
    refused(kenzan("report", run, "--format", "md", "--json"), "--json with --format md")
    refused(kenzan("report", run, "--figures", str(Path(run) / "run.json")), "run.json: cannot write", "another folder")


def test_an_output_that_is_a_file(kenzan: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    refused(kenzan("run", "-t", str(TINY), "-o", "taken"), "taken", "cannot write")
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize(
    "words", [["--nope"], ["run", "--samples", "x"], ["run", "--limit", "0"], ["trace"], ["dance"]]
)
def test_unusable_arguments(kenzan: Command, words: list[str]) -> None:
    refused(kenzan(*words))


def test_traces_that_are_none(kenzan: Command, tmp_path: Path) -> None:
    refused(kenzan("trace", "missing.jsonl"), "missing.jsonl")
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "Answer: 1"}\n{"id": "b"}\n')
    status, _, err = kenzan("trace", "in.jsonl", "-o", "out.jsonl")
    assert status == 2
    assert "in.jsonl:2" in err
    assert "text" in err
    status, _, err = kenzan("trace", "in.jsonl", "-o", "out.jsonl", "--keep-going")
    assert (status, err) == (1, "1 lines were not analysed\n")
    first, second = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines())
    assert first["answer"]["value"] == "1"
    assert second["id"] == "b"
    assert "text" in second["error"]


def test_tasks_list_check_and_show(kenzan: Command) -> None:
    status, out, err = kenzan("tasks", "list", "--json")
    assert (status, err) == (0, "")
    assert len(json.loads(out)) == len(list(TASKS.rglob("*.yaml")))
    assert kenzan("tasks", "check", str(TINY)) == (0, "all sound\n", "")
    status, out, _ = kenzan("tasks", "show", str(TINY), "--lang", "ja", "-n", "2", "--json")
    assert [item["lang"] for item in json.loads(out)] == ["ja", "ja"]
    status, out, _ = kenzan("tasks", "show", str(TINY), "-n", "1")
    assert "→ " in out


def test_check_finds_a_wrong_formula(kenzan: Command, tmp_path: Path) -> None:
    name = pack(tmp_path, lambda text: text.replace('"a*p + c*p/2"', '"a*p + c*p"', 1))
    status, out, _ = kenzan("tasks", "check", name)
    assert status == 1
    assert "tickets" in out


def test_help_is_quick_to_load() -> None:
    """What makes `--help` slow are imports: none of the heavy libraries is among them."""
    code = "import sys; from bench.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"torch", "transformers", "numpy", "scipy", "sympy", "jinja2", "ruamel.yaml"}
    assert "bench.cli" in loaded


def test_runs_made_apart_are_compared(kenzan: Command, tmp_path: Path) -> None:
    for name, base in (("a", "b"), ("b", "c")):
        made(tmp_path / name, [item(n) for n in range(8)], base=base * 64)
    assert kenzan("compare", "a", "b") == (0, "comparison.html\n", "")
    assert (tmp_path / "comparison.html").read_text("utf-8").startswith("<!doctype html>")
    status, out, _ = kenzan("compare", "a", "b", "--json", "-o", "other.html", "--reference", "b:base")
    assert (status, json.loads(out)["arms"][0], (tmp_path / "other.html").is_file()) == (0, "b:base", True)
    (tmp_path / "comparison.html").unlink()
    assert kenzan("compare", "a", "b", "--format", "md")[1].startswith("## Kenzan: model-b / model-c")
    assert not (tmp_path / "comparison.html").exists()
    refused(kenzan("compare", "a", "b", "--format", "md", "--json"), "--json with --format md")
    status, out, _ = kenzan("compare", "a", "b", "--format", "md", "--figures", "figures", "-o", "none.html")
    assert status == 0
    assert out.startswith("## Kenzan: model-b / model-c")
    assert (tmp_path / "figures" / "flips.png").is_file()
    assert not (tmp_path / "none.html").exists()


def test_runs_that_cannot_be_compared_are_refused(kenzan: Command, tmp_path: Path) -> None:
    for name in "ab":
        made(tmp_path / name, [item(0)], packs={"demo": name})
    refused(kenzan("compare", "a"), "give two runs or more")
    refused(kenzan("compare", "a", "nowhere"), "nowhere", "not a run directory")
    refused(kenzan("compare", "a", "b"), "a and b", "demo in version a and b")
    assert not (tmp_path / "comparison.html").exists()
    refused(kenzan("compare", "a", "a"), "each once")
    made(tmp_path / "c", [item(0)], packs={"demo": "a"}, base="c" * 64)
    refused(kenzan("compare", "a", "c", "-o", "none/x.html"), "none/x.html", "cannot be written")


@pytest.mark.parametrize("command", ["report", "compare"])
def test_runs_that_have_nothing_to_show_are_refused(kenzan: Command, tmp_path: Path, command: str) -> None:
    made(tmp_path / "whole", [item(0)])
    others = ["whole"] if command == "compare" else []
    made(tmp_path / "empty", [item(0)], done=0)
    refused(kenzan(command, "empty", *others), "empty", "nothing is generated yet")
    made(tmp_path / "raw", [item(0)], scored=False)
    refused(kenzan(command, "raw", *others), "raw", "nothing is scored yet; `kenzan score` does it")
    run = made(tmp_path / "old", [item(0)])
    manifest = run.path / "run.json"
    manifest.write_text(manifest.read_text("utf-8").replace("run/1", "run/0"), "utf-8")
    refused(kenzan(command, "old", *others), "old/run.json", "is in the format run/0, and this version reads run/1")


def test_a_run_of_which_part_can_be_shown_has_a_page_that_says_so(kenzan: Command, tmp_path: Path) -> None:
    one = made(tmp_path / "one", [item(n) for n in range(8)], adapters=())
    half = made(tmp_path / "half", [item(n) for n in range(8)])
    judgments = half.path / "judgments.jsonl"
    judgments.write_text("".join(judgments.read_text("utf-8").splitlines(keepends=True)[:5]), "utf-8")
    for run, told in ((one, "there is nothing to compare it with"), (half, "11 generations are not scored")):
        assert kenzan("report", run.path.name)[0] == 0
        assert told in (run.path / "report.html").read_text("utf-8")
