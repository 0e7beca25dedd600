"""docs/study.md: every figure is that of the stored data, which the present code reads; its commands are the study's.

The commands run with an engine that answers at once: the real models take minutes, which `benchmarks/study.py` spends.
"""

import json
import re
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import fakes
from bench import fingerprint, pipeline
from bench.figures.svg import framed
from bench.resources import MODELS
from bench.summary import FORMAT
from commands import command
from pages import DOCS, ROOT, follow

DATA = DOCS / "study.json"
PAGE = (DOCS / "study.md").read_text("utf-8")
AGAIN = "run `python benchmarks/study.py --page`"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Scripts(NamedTuple):
    """The benchmark's modules."""

    study: ModuleType
    data: ModuleType
    page: ModuleType


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Scripts:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import study
    import study_data
    import study_page

    return Scripts(study, study_data, study_page)


def test_the_page_works(
    scripts: Scripts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(pipeline, "open_engine", lambda name, setup: fakes.EchoEngine())
    monkeypatch.chdir(tmp_path)
    assert follow("study.md", tmp_path, command(monkeypatch, capsys)) == list(scripts.study.RUNS.values())


def test_the_page_is_what_the_data_give(scripts: Scripts) -> None:
    assert scripts.page.render(scripts.data.load(DATA)) == PAGE, AGAIN


def test_other_data_give_another_page(scripts: Scripts) -> None:
    found = scripts.data.load(DATA)
    (row,) = [r for r in found.reasoning.comparison.families if (r.family, r.elicit) == ("arithmetic", "none")]
    steps = f'"value":{row.measures["steps"].means["base"].value}'
    changed = type(found).model_validate_json(found.model_dump_json().replace(steps, '"value":77.7'))
    assert "| 77.7 |" in scripts.page.render(changed)
    assert "| 77.7 |" not in PAGE


def test_a_sentence_that_the_figures_do_not_bear_out_is_refused(scripts: Scripts) -> None:
    found = scripts.data.load(DATA)
    level = {"low": -0.01, "high": 0.01, "difference": 0.0}
    families = tuple(
        row.model_copy(
            update={
                "measures": {
                    name: measure.model_copy(
                        update={"differences": {a: d.model_copy(update=level) for a, d in measure.differences.items()}}
                    )
                    for name, measure in row.measures.items()
                }
            }
        )
        for row in found.reasoning.comparison.families
    )
    comparison = found.reasoning.comparison.model_copy(update={"families": families})
    other = found.model_copy(update={"reasoning": found.reasoning.model_copy(update={"comparison": comparison})})
    with pytest.raises(ValueError, match="do not bear out"):
        scripts.page.render(other)


def test_the_figures_are_drawn_of_the_data(scripts: Scripts) -> None:
    """To half a unit: another version of the renderer may lay texts out a little differently."""
    found = scripts.page.drawings(scripts.data.load(DATA))
    assert {path.name for path in DOCS.glob("study*.svg")} == found.keys()
    for name, figure in found.items():
        stored, drawn = (DOCS / name).read_text("utf-8").strip(), framed(figure.svg, figure.title)
        assert NUMBER.sub("0", stored) == NUMBER.sub("0", drawn), AGAIN
        numbers = [[float(n) for n in NUMBER.findall(text)] for text in (stored, drawn)]
        assert numbers[0] == pytest.approx(numbers[1], abs=0.5), AGAIN
        assert f"]({name})" in PAGE


def test_the_data_are_small_and_of_the_models_that_are_shipped(scripts: Scripts) -> None:
    assert DATA.stat().st_size < 500_000
    found = scripts.data.load(DATA)
    shipped = {f"adapter {name}": fingerprint.adapter(MODELS / name) for name in ("mini-terse", "mini-keep")}
    shipped["base"] = fingerprint.base(MODELS / "mini")
    for name, part in (("reasoning", found.reasoning), ("ladder", found.ladder)):
        assert json.loads(DATA.read_text("utf-8"))[name]["format"] == FORMAT
        assert part.manifest.command == scripts.study.RUNS[name]
        assert part.comparison.owed == part.comparison.unscored == 0
        assert part.comparison.arms[:3] == ("base", "mini-terse", "mini-keep")
        assert shipped.items() <= part.manifest.identity.items(), (
            "run `python benchmarks/study.py`: other models are here"
        )
