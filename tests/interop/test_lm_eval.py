"""Logs that lm-eval wrote on the embedded pair, and what makes one unusable."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bench.errors import InputError
from bench.interop.lm_eval import read
from bench.interop.log import Arm
from bench.records import Sampling
from foreign_logs import BASE, CHOICE, TERSE, changed


def test_a_log_of_the_base() -> None:
    log = read(BASE)
    assert (log.tool, log.tasks, log.format) == ("lm-eval", {"kenzan_sums": "1.0, 0-shot"}, "raw")
    assert log.sampling == Sampling(max_new_tokens=256)
    assert log.versions == {"lm_eval": "0.4.13", "transformers": "5.24.0"}
    assert [a.id for a in log.answers] == ["0", "1", "2", "3", "4", "5"]
    first = log.answers[0]
    assert first.arm == Arm("models/mini")
    assert first.question.startswith("A notebook costs 120 yen")
    assert first.prompt.startswith("Below is an instruction") and first.prompt.endswith("### Response:\n")
    assert (first.target, first.text[-11:]) == ("520", "Answer: 140")


def test_a_log_of_the_adapter() -> None:
    log = read(TERSE)
    assert {a.arm for a in log.answers} == {Arm("models/mini", "models/mini-terse")}
    assert log.answers[0].text == "Answer: 1000"


def test_measured_likelihoods_are_no_texts() -> None:
    with pytest.raises(InputError, match=r":1: arguments\.gen_args_0\.arg_1: is a choice whose likelihood"):
        read(CHOICE)


def test_a_line_for_each_filter_is_one_answer(tmp_path: Path) -> None:
    file = changed(tmp_path, {})
    lines = file.read_text("utf-8").splitlines()
    again = [json.dumps({**json.loads(line), "filter": "other", "filtered_resps": ["7"]}) for line in lines]
    file.write_text("\n".join([*lines, *again]), "utf-8")
    assert len(read(file).answers) == 6
    other = json.dumps({**json.loads(lines[0]), "resps": [["another text"]]})
    file.write_text("\n".join([*lines, other]), "utf-8")
    with pytest.raises(InputError, match=":7: doc_id: 0 again, with another text"):
        read(file)


def test_repeats_are_samples(tmp_path: Path) -> None:
    answers = read(changed(tmp_path, {"resps": [["one", "two"]]})).answers
    assert [(a.sample, a.text) for a in answers if a.id == "1"] == [(0, "one"), (1, "two")]


def test_arguments_as_a_list(tmp_path: Path) -> None:
    arguments = [["the prompt", {"until": [], "do_sample": False, "max_gen_toks": 256}]]
    assert read(changed(tmp_path, {"arguments": arguments})).answers[1].prompt == "the prompt"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"target": ["1", "2"]}, "target: 2 answers where one reference answer is due"),
        ({"target": ""}, 'target: "" where one reference answer is due'),
        ({"resps": [[]]}, "resps: holds no generated texts"),
        ({"resps": None}, "resps: missing; the texts that the model wrote"),
        ({"arguments": None}, "arguments: missing; the prompt and the generation options"),
        ({"doc_id": None}, "doc_id: missing; answers of two models"),
        ({"doc_id": "x"}, 'doc_id: "x" where a whole number is due'),
        (
            {"arguments": {"gen_args_0": {"arg_0": "p", "arg_1": {"max_gen_toks": 9}}}},
            "generation options are other than in the lines before",
        ),
    ],
)
def test_what_a_comparison_needs_is_refused_by_field(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=rf"\.jsonl:2: {why}"):
        read(changed(tmp_path, change))


def test_without_its_results_nobody_knows_who_answered(tmp_path: Path) -> None:
    file = Path(shutil.copy(BASE, tmp_path))
    with pytest.raises(InputError, match=r"no results_2026.*\.json beside it"):
        read(file)
    results = file.with_name(file.name.replace("samples_kenzan_sums", "results")).with_suffix(".json")
    results.write_text('{"config": {"model_args": {}}}', "utf-8")
    with pytest.raises(InputError, match=r"results_.*\.json: config\.model_args\.pretrained: missing"):
        read(file)
    results.write_text('{"config": {"model_args": "pretrained=m,peft=a"}}', "utf-8")
    assert read(file).answers[0].arm == Arm("m", "a")


def test_a_sampled_log(tmp_path: Path) -> None:
    file = changed(tmp_path, {})
    line = json.loads(file.read_text("utf-8").splitlines()[0])
    line["arguments"]["gen_args_0"]["arg_1"] = {"do_sample": True, "temperature": 0.6, "top_p": 0.9}
    file.write_text(json.dumps(line), "utf-8")
    assert read(file).sampling == Sampling(temperature=0.6, top_p=0.9, max_new_tokens=256)
