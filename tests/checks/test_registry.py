"""Checks by name, plug-ins included."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Any

import pytest

import fakes
from bench.checks import checks, judge, registry
from bench.errors import InputError
from bench.records import Judgment
from bench.trace import analyse


def always_right(item: Any, generation: Any, trace: Any) -> Judgment:
    return Judgment(key=generation.key, check="generous", outcome="right")


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def plug(name: str, value: str) -> None:
        entry = EntryPoint(name, value, registry.GROUP)
        monkeypatch.setattr(registry, "entry_points", lambda group: [entry] if group == registry.GROUP else [])
        checks.cache_clear()

    yield plug
    checks.cache_clear()


def test_own_checks() -> None:
    assert {"number", "choice", "text", "itinerary"} <= checks().keys()


def test_a_plug_in_judges(plugged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "always_right", always_right, raising=False)
    plugged("generous", "bench.checks.registry:always_right")
    item = fakes.item(check="generous")
    assert judge(item, fakes.generation(fakes.request(item), ""), analyse("")).outcome == "right"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("number", "bench.checks.text:judge", "check number: there is a check of this name already"),
        ("mine", "no_such_module:judge", "check mine: cannot be loaded .*No module named 'no_such_module'"),
        ("mine", "bench.checks.text:nothing", "check mine: cannot be loaded"),
        ("mine", "bench.checks.registry:GROUP", "check mine: .*is no function"),
    ],
)
def test_plug_ins_that_do_not_fit(name: str, value: str, told: str, plugged: Any) -> None:
    plugged(name, value)
    with pytest.raises(InputError, match=told):
        checks()
