"""A job's command repeats it, and what came of it goes without the losses of all steps."""

import shlex
from pathlib import Path

from typer.main import get_command

from bench.cli import app
from bench.tuning.job import Job, Tuned
from bench.tuning.settings import Settings

LEAST = ["kenzan", "tune", "-m", "mini", "-d", "a.jsonl", "-o", "mine"]


def test_defaults_are_not_told() -> None:
    assert shlex.split(Job("mini", "a.jsonl", Path("mine")).command) == LEAST


def test_every_option_of_the_command_exists_and_is_told() -> None:
    settings = Settings(
        format="chat",
        response_only=True,
        r=8,
        alpha=4,
        dropout=0.1,
        targets=("q_proj", "v_proj"),
        rslora=True,
        loftq=True,
        max_seq_length=64,
        load_in_4bit=False,
        learning_rate=1e-3,
        batch_size=1,
        accumulation=1,
        epochs=2.0,
        max_steps=3,
        warmup_steps=0,
        schedule="cosine",
        weight_decay=0.0,
        keep_share=0.5,
        seed=1,
    )
    job = Job(
        "mini",
        "a.jsonl",
        Path("mine"),
        settings,
        fields={"output": "answer"},
        split="test",
        keep_reasoning=Path("run"),
        drop=True,
        trainer="hf",
        device="cpu",
    )
    words = shlex.split(job.command)
    told = {word for word in words if word.startswith("--")}
    known = {name for parameter in get_command(app).commands["tune"].params for name in parameter.opts}  # type: ignore[attr-defined]
    assert told <= known
    assert known - told == {"--model", "--data", "--output", "--save-every", "--json", "-m", "-d", "-o"}
    assert "--targets q_proj,v_proj" in job.command
    assert "--fields output=answer" in job.command


def test_the_result_for_programs() -> None:
    done = Tuned(Path("mine"), {"steps": 2, "losses": [{"loss": 1.0}]})
    assert done.as_dict() == {"adapter": "mine", "steps": 2}
