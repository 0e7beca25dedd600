"""A few of the changes that the benchmark tries, and that a missed one is counted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import fingerprint
from bench.resources import MODELS


@pytest.fixture
def identity() -> Any:
    import reliability_identity

    return reliability_identity


def test_changes_are_caught_and_changes_of_nothing_owe_nothing(identity: Any) -> None:
    figures = identity.measure(every=300)
    assert int(figures["identity changes tried"]) > 30
    assert figures["identity changes tried"] == figures["identity changes caught"]
    assert {figures[name] for name in identity.ZERO} == {"0"}


def test_a_change_that_is_missed_is_counted(identity: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "tokenizer", lambda _: "t" * 64)
    monkeypatch.setattr(identity, "changes", of_the_tokenizer(identity.changes))
    figures = identity.measure(every=300)
    assert figures["identity changes missed"].startswith("2; file of the tokenizer end in base/tokenizer.json; ")


def of_the_tokenizer(changes: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    return lambda *how: (change for change in changes(*how) if change.kind == "file of the tokenizer")


def test_one_bit_changes_and_changes_back(identity: Any, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    change = identity.flipped(1, 0)
    change(file)
    assert file.read_bytes() == b"acc"
    change(file)
    assert file.read_bytes() == b"abc"


def test_places_of_tensors(identity: Any) -> None:
    file = MODELS / "mini" / "model.safetensors"
    places = identity.tensors(file)
    assert max(end for _, end in places.values()) == file.stat().st_size
    assert len(places) > 300


@pytest.mark.parametrize("value", [True, 0, 1.5, "a", None, [], ["a"], {}])
def test_another_value_differs(identity: Any, value: object) -> None:
    assert identity.another(value) != value
    assert identity.another(value) is not value


def test_every_setting_is_found(identity: Any) -> None:
    assert list(identity.settings({"a": {"b": 1, "c": {}}, "d": [1]})) == [("a", "b"), ("a", "c"), ("d",)]
