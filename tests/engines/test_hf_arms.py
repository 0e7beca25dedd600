"""Several adapters and strengths of the hf engine in one batch, on the embedded pair."""

import json
import shutil
from pathlib import Path

import pytest

import fakes
from bench.arms import Arm, arms_of
from bench.engines.hf import HFEngine
from bench.plan import plan
from bench.records import Request, Sampling
from bench.resources import MODELS

MINI, TERSE = MODELS / "mini", MODELS / "mini-terse"
QUESTION = "How many metres high is Mount Fuji in Yamanashi/Shizuoka?"
"""Base and adapter are sure of it: where an arm only guesses, rounding can decide between two tokens."""
TINY = 1e-6
"""A strength at which an adapter changes nothing that a token could show."""


def asked(engine: HFEngine, arms: tuple[Arm, ...]) -> list[Request]:
    item = fakes.item(question=QUESTION, answer_line="End with one line: Answer: <number>")
    sampling = Sampling(max_new_tokens=60)
    return plan([item], engine, arms=arms, formats=["alpaca"], samples=1, sampling=sampling, seed=1)


def texts(engine: HFEngine, arms: tuple[Arm, ...]) -> dict[str, str]:
    requests = asked(engine, arms)
    made = {g.key: g.text for g in engine.generate(requests)}
    assert len(requests) == len(arms)
    return {r.arm: made[r.key] for r in requests}


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded adapter with half of its scaling (alpha / r), as a folder of its own."""
    folder = Path(shutil.copytree(TERSE, tmp_path_factory.mktemp("adapters") / "half"))
    settings = json.loads((folder / "adapter_config.json").read_text("utf-8"))
    settings["lora_alpha"] /= 2
    (folder / "adapter_config.json").write_text(json.dumps(settings), "utf-8")
    return folder


@pytest.fixture(scope="module")
def several(half: Path) -> HFEngine:
    return HFEngine(MINI, {"terse": TERSE, "half": half}, strengths=(TINY, 0.5), device="cpu")


ARMS = arms_of(["terse", "half"], [TINY, 0.5])


@pytest.fixture(scope="module")
def together(several: HFEngine) -> dict[str, str]:
    return texts(several, ARMS)


def test_every_arm_has_a_key_of_its_own(several: HFEngine) -> None:
    requests = asked(several, ARMS)
    assert [r.arm for r in requests] == [
        "base", "terse", f"terse@{TINY:g}", "terse@0.5", "half", f"half@{TINY:g}", "half@0.5",
    ]  # fmt: skip
    assert len({r.key for r in requests}) == len(requests)
    assert several.identity("terse")["adapter"] != several.identity("half")["adapter"]


def test_base_and_adapter_say_what_they_say_alone(together: dict[str, str]) -> None:
    alone = texts(HFEngine(MINI, {"adapter": TERSE}, device="cpu"), arms_of(["adapter"]))
    assert (together["base"], together["terse"]) == (alone["base"], alone["adapter"])
    assert alone["base"] != alone["adapter"]


def test_a_strength_of_nearly_nothing_is_the_base(together: dict[str, str]) -> None:
    assert together[f"terse@{TINY:g}"] == together[f"half@{TINY:g}"] == together["base"]


def test_half_the_strength_is_half_the_scaling(together: dict[str, str]) -> None:
    assert together["terse@0.5"] == together["half"]


def test_the_order_of_the_arms_changes_nothing(several: HFEngine, together: dict[str, str]) -> None:
    assert texts(several, tuple(reversed(ARMS))) == together
