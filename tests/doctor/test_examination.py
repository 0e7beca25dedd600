"""The whole examination, on a machine made up for it."""

import json

import pytest

from bench.doctor import examination, libraries
from bench.doctor.examination import examine
from bench.doctor.libraries import Build
from bench.errors import InputError
from bench.machine import Gpu, Machine

L4 = Gpu("NVIDIA L4", 23034 << 20, (8, 9))
MACHINE = Machine("Linux x86_64", "3.12.1", 8, 1 << 35, (L4, L4), "580.95", (13, 0))


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two L4, a torch that sees them."""
    monkeypatch.setattr(examination, "this_machine", lambda: MACHINE)
    build = Build("2.11.0+cu130", (13, 0), ("sm_80", "sm_90"), True)
    monkeypatch.setattr(libraries, "torch_build", lambda: build)


def test_a_machine_and_a_model(two: None) -> None:
    found = examine("mini", ["mini-terse"], 512)
    assert found.healthy
    assert {"torch", "transformers", "peft"} <= set(found.libraries)
    assert found.fit is not None
    names = [(card.name, own) for card, own, *_ in found.fit.rows]
    assert names[:2] == [("NVIDIA L4", True), ("T4", False)]
    assert len(names) == 9
    assert all(rows[0] >= rows[1] > 0 for _, _, rows, _ in found.fit.rows)
    assert all(tokens[0] > tokens[1] > 0 for *_, tokens in found.fit.rows)
    assert json.loads(json.dumps(found.as_dict()))["machine"]["driver"] == "580.95"


def test_what_will_not_work_makes_it_unhealthy(two: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "torch_build", lambda: Build("2.13.0+cpu", None, (), False))
    found = examine("", [], 512)
    assert not found.healthy
    assert found.fit is None
    assert "built without CUDA" in found.findings[0].what


def test_a_model_without_what_reads_its_configuration(two: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "bench.doctor.fit", None)
    with pytest.raises(InputError, match=r"is not installed; pip install 'kenzan\[hf\]'"):
        examine("mini", [], 512)
