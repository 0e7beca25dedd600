"""Plain logs: what they may hold, and what a comparison needs."""

from pathlib import Path
from typing import Any

import pytest

from bench.errors import InputError
from bench.interop.jsonl import read
from bench.interop.log import Arm
from bench.records import Sampling
from foreign_logs import plain


def test_the_least_that_a_log_holds(tmp_path: Path) -> None:
    log = read(plain(tmp_path / "sums.jsonl", {}, {"id": "q2"}))
    assert (log.tool, log.tasks, log.format) == ("jsonl", {"sums": "1"}, "raw")
    assert log.sampling == Sampling(max_new_tokens=64)
    first = log.answers[0]
    assert (first.arm, first.id, first.prompt) == (Arm("models/one"), "q1", "What is 40 + 2?")
    assert (first.finish_reason, first.new_tokens, first.seconds) == (None, None, None)


def test_all_that_it_may_hold(tmp_path: Path) -> None:
    more = {
        "adapter": "a/terse",
        "task": "t",
        "version": "2",
        "prompt": "Q: What is 40 + 2?",
        "format": "chat",
        "temperature": 0.7,
        "top_p": 0.9,
        "top_k": 20,
        "sample": 1,
        "finish_reason": "length",
        "prompt_tokens": 9,
        "new_tokens": 64,
        "seconds": 2,
    }
    log = read(plain(tmp_path / "sums.jsonl", more))
    assert (log.tasks, log.format) == ({"t": "2"}, "chat")
    assert log.sampling == Sampling(temperature=0.7, top_p=0.9, top_k=20, max_new_tokens=64)
    (only,) = log.answers
    assert (only.arm.adapter, only.prompt, only.sample) == ("a/terse", "Q: What is 40 + 2?", 1)
    assert (only.finish_reason, only.prompt_tokens, only.new_tokens, only.seconds) == ("length", 9, 64, 2.0)


@pytest.mark.parametrize("name", ["id", "question", "target", "model", "text", "max_new_tokens"])
def test_what_a_comparison_needs_is_refused_by_field(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=rf"sums\.jsonl:2: {name}: missing; "):
        read(plain(tmp_path / "sums.jsonl", {}, {"id": "q2", name: None}))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"max_new_tokens": 0}, "max_new_tokens: must be 1 or more"),
        ({"max_new_tokens": 65}, "sampling or format is another than in the lines before"),
        ({"format": "xml"}, "format: 'xml' is none of alpaca, chat, raw"),
        ({"finish_reason": "eos"}, "finish_reason: 'eos' is none of stop, length"),
        ({"version": "2"}, "version: '2', and '1' in the lines before"),
        ({"anwser": "42"}, "anwser: unknown; there are adapter"),
        ({"text": 42}, "text: 42 where text is due"),
    ],
)
def test_what_cannot_be_used_is_refused_by_field(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=rf"sums\.jsonl:2: {why}"):
        read(plain(tmp_path / "sums.jsonl", {}, {"id": "q2", **change}))


def test_an_empty_log(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no answers"):
        read(plain(tmp_path / "sums.jsonl"))
