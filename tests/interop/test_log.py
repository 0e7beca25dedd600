"""A log is the same whatever tool wrote it: the same answers as lm-eval's and as plain lines are the same arms."""

from pathlib import Path

from bench.interop import jsonl, lm_eval
from foreign_logs import BASE, plain


def test_one_form_for_all_formats(tmp_path: Path) -> None:
    theirs = lm_eval.read(BASE)
    lines = [
        {
            "id": a.id,
            "question": a.question,
            "prompt": a.prompt,
            "target": a.target,
            "model": a.arm.model,
            "text": a.text,
            "max_new_tokens": theirs.sampling.max_new_tokens,
            "task": a.task,
        }
        for a in theirs.answers
    ]
    mine = jsonl.read(plain(tmp_path / "copy.jsonl", *lines))
    assert [(a.arm, a.task, a.id, a.prompt, a.text) for a in mine.answers] == [
        (a.arm, a.task, a.id, a.prompt, a.text) for a in theirs.answers
    ]
    assert (mine.sampling, mine.format) == (theirs.sampling, theirs.format)
