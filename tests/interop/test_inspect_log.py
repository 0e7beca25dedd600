"""Logs that Inspect wrote on the embedded pair, and what makes one unusable."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bench.errors import InputError
from bench.interop.importing import import_log
from bench.interop.inspect_log import read
from bench.interop.log import Arm
from bench.merging import merge
from bench.records import Sampling

INSPECT = Path(__file__).parents[1] / "data" / "inspect"
MINI, TERSE = INSPECT / "mini.json", INSPECT / "mini-terse.json"


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    log = json.loads(TERSE.read_text("utf-8"))
    change(log)
    (folder / "log.json").write_text(json.dumps(log), "utf-8")
    return folder / "log.json"


def test_a_log() -> None:
    log = read(TERSE)
    assert (log.tool, log.format, log.versions) == ("inspect", "chat", {"inspect_ai": "0.3.285"})
    assert log.sampling == Sampling(max_new_tokens=256)
    assert list(log.tasks) == ["sums"]
    assert log.tasks["sums"].startswith("1, generate ")
    second = log.answers[1]
    assert (second.arm, second.id, second.target) == (Arm("models/mini-terse"), "sum-1", "18")
    assert (second.text, second.finish_reason) == ("Answer: 5300", "stop")
    assert (second.prompt_tokens, second.new_tokens, second.seconds) == (72, 8, 3.059)
    assert second.question.startswith("A shop has 45 apples.")


def test_two_logs_of_inspect_are_two_arms(tmp_path: Path) -> None:
    for name, file in (("a", MINI), ("b", TERSE)):
        import_log(file, tmp_path / name)
    found = merge([tmp_path / "a", tmp_path / "b"]).comparison
    assert found.arms == ("mini", "mini-terse")
    assert len(found.pairs) == 3
    tokens = found.families[0].measures["new_tokens"].means
    assert tokens["mini"].value is not None and tokens["mini-terse"].value is not None
    assert tokens["mini"].value > tokens["mini-terse"].value
    assert {curve.arm for curve in found.budgets} == {"mini", "mini-terse"}


def sample(log: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = log["samples"][1]
    return found


def choice(log: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = sample(log)["output"]["choices"][0]
    return found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda log: log.update(status="started"), "status: started, not success"),
        (lambda log: log.pop("status"), "status: missing"),
        (lambda log: log.pop("samples"), "samples: missing; they hold the texts"),
        (lambda log: log.update(samples=[]), "samples: holds no answers"),
        (lambda log: log.update(samples=[1]), r"samples\[0\]: is no sample"),
        (lambda log: log["plan"]["config"].pop("max_tokens"), r"plan\.config\.max_tokens: missing"),
        (
            lambda log: (log["eval"]["model_args"].pop("do_sample"), log["plan"]["config"].pop("temperature")),
            r"plan\.config\.temperature: missing",
        ),
        (
            lambda log: (log["eval"].pop("model"), log["eval"].pop("model_args")),
            r"eval\.model: missing; it names the arm",
        ),
        (lambda log: sample(log).pop("id"), r"samples\[1\]\.id: missing"),
        (lambda log: sample(log).pop("target"), r"samples\[1\]\.target: missing where one"),
        (lambda log: sample(log).update(target=["1", "2"]), r"samples\[1\]\.target: 2 answers where one"),
        (lambda log: sample(log).update(input=[]), r"samples\[1\]\.input: is not one question"),
        (lambda log: sample(log)["output"].update(choices=[]), r"samples\[1\]\.output\.choices: 0 where one"),
        (
            lambda log: choice(log).update(stop_reason="content_filter"),
            r"samples\[1\]\.output\.choices\[0\]\.stop_reason: 'content_filter' is none of stop",
        ),
        (
            lambda log: choice(log)["message"].update(content=[{"type": "image"}]),
            r"message\.content: holds more than text",
        ),
        (
            lambda log: sample(log)["messages"].extend([{"role": "assistant"}] * 2),
            r"samples\[1\]\.messages: holds several",
        ),
    ],
)
def test_what_a_comparison_needs_is_refused_by_field(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], why: str
) -> None:
    with pytest.raises(InputError, match=rf"log\.json: .*{why}"):
        read(changed(tmp_path, change))


def test_thinking_options_epochs_and_turns_are_read(tmp_path: Path) -> None:
    def change(log: dict[str, Any]) -> None:
        parts = [{"type": "reasoning", "reasoning": "7 - 2 = 5"}, {"type": "text", "text": "B"}]
        choice(log)["message"]["content"] = parts
        choice(log)["stop_reason"] = "max_tokens"
        turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Which?"}]
        sample(log).update(epoch=2, choices=["4", "5"], target=["B"], input=turns)

    answer = read(changed(tmp_path, change)).answers[1]
    assert answer.text == "<think>\n7 - 2 = 5\n</think>\nB"
    assert (answer.sample, answer.choices, answer.target, answer.finish_reason) == (1, 2, "B", "length")
    assert answer.question == "Be brief.\n\nWhich?"


def test_an_unknown_end_is_told_by_the_tokens(tmp_path: Path) -> None:
    def ends(usage: dict[str, int]) -> str | None:
        return read(changed(tmp_path, lambda log: sample(log)["output"].update(usage=usage))).answers[1].finish_reason

    assert (ends({"output_tokens": 255}), ends({"output_tokens": 256}), ends({})) == ("stop", "length", None)


def test_another_way_of_asking_is_another_version(tmp_path: Path) -> None:
    def change(log: dict[str, Any]) -> None:
        log["plan"]["steps"].insert(0, {"solver": "chain_of_thought", "params": {}})

    version = read(changed(tmp_path, change)).tasks["sums"]
    assert version.startswith("1, chain_of_thought+generate ")
    assert version != read(TERSE).tasks["sums"]


def test_eval_files_are_read_by_inspect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "log.eval"
    file.write_bytes(b"PK")
    monkeypatch.setitem(sys.modules, "inspect_ai", None)
    monkeypatch.setitem(sys.modules, "inspect_ai.log", None)
    with pytest.raises(InputError, match=r"log\.eval: needs inspect_ai: pip install 'kenzan\[inspect\]'"):
        read(file)
    library: Any = ModuleType("inspect_ai.log")
    library.read_eval_log = lambda path: path
    library.write_eval_log = lambda log, path: shutil.copy(TERSE, path)
    monkeypatch.setitem(sys.modules, "inspect_ai", ModuleType("inspect_ai"))
    monkeypatch.setitem(sys.modules, "inspect_ai.log", library)
    assert [a.text for a in read(file).answers] == [a.text for a in read(TERSE).answers]
    assert read(file).answers[0].where == str(file)
    library.read_eval_log = lambda path: json.loads("")
    with pytest.raises(InputError, match=r"log\.eval: cannot be read as a log of Inspect: Expecting value"):
        read(file)
