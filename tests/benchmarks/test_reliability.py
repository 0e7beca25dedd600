"""The driver of the reliability figures: a part that misses what must be 0 fails the whole."""

import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def parts(scripts: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Figures of a part ``made_up``, to change, whose ``losses`` must be 0."""
    import reliability

    figures = {"tried": "1,000", "losses": "0"}
    part = ModuleType("reliability_made_up", "Made up for the test.\n\nMore.")
    part.measure, part.ZERO = lambda: figures, ("losses",)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "reliability_made_up", part)
    monkeypatch.setattr(reliability, "PARTS", ["made_up"])
    return figures


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    import reliability

    monkeypatch.setattr(sys, "argv", ["reliability.py", *words])
    reliability.main()


def test_a_part_has_its_own_section_with_its_figures_and_goals(
    parts: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import results

    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    run(monkeypatch)
    written = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert "## Reliability: Made up for the test\n\n`python benchmarks/reliability.py --part made_up`;" in written
    assert "| tried | 1,000 |  |\n| losses | 0 | 0 |\n" in written
    assert "| losses | 0 | 0 |" in capsys.readouterr().out


@pytest.mark.parametrize(("changed", "told"), [({"losses": "2"}, "losses: 2"), ({}, "losses: not measured")])
def test_a_loss_fails(
    parts: dict[str, str], monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], told: str
) -> None:
    del parts["losses"]
    parts.update(changed)
    with pytest.raises(SystemExit, match=f"not as it must be: made_up: {told}"):
        run(monkeypatch, "--no-results")


def test_an_unknown_part_is_refused(parts: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, "--part", "none")
