"""What opens an engine by default, how a refusal is told, and that the engines follow the one protocol."""

import importlib
import inspect
from dataclasses import MISSING, FrozenInstanceError, fields
from typing import cast, get_args

import pytest

import fakes
from bench.engines.base import Engine, Setup, Unserved, Verify, Weights
from bench.engines.opening import _ENGINES, _ONLY
from bench.errors import InputError

METHODS = ("identity", "chat", "encode", "generate")
ATTRIBUTES = ("versions", "context")
# The others' libraries are not installed everywhere, or change what is imported after them.
IMPORTABLE = ("slots", "hf", "openai", "ray", "replay")


def engine(name: str) -> type:
    if name == fakes.EchoEngine.name:
        return fakes.EchoEngine
    return cast(type, getattr(importlib.import_module(_ENGINES[name].module), _ENGINES[name].kind))


def test_a_setup_needs_a_model_only() -> None:
    assert [f.name for f in fields(Setup) if f.default is MISSING and f.default_factory is MISSING] == ["model"]


def test_what_one_engine_alone_has_a_use_for_is_unset_by_default() -> None:
    assert [name for name, _, _ in _ONLY if getattr(Setup("mini"), name) is not None] == []


@pytest.mark.parametrize("name", ["load_in_4bit", "allow_noop", "allow_pickle", "trust_remote_code"])
def test_nothing_is_loosened_or_quantised_unasked(name: str) -> None:
    assert getattr(Setup("mini"), name) is False


def test_what_an_engine_may_choose_is_left_to_it() -> None:
    setup = Setup("mini")
    assert (setup.device, setup.batch_size, setup.weights, setup.inner) == (None, None, "auto", "auto")
    assert (dict(setup.adapters), setup.strengths) == ({}, ())


def test_the_choices_hold_their_defaults() -> None:
    assert Setup("mini").weights in get_args(Weights)
    assert Setup("mini").verify == get_args(Verify)[0] == "sampled"


def test_a_setup_cannot_be_changed_and_shares_no_adapters() -> None:
    one, other = Setup("mini"), Setup("mini")
    with pytest.raises(FrozenInstanceError):
        one.model = "maxi"  # type: ignore[misc]
    assert one == other
    assert one.adapters is not other.adapters


def test_what_an_engine_does_not_serve_is_told_as_unusable_input() -> None:
    with pytest.raises(InputError, match=r"^lora/ledger: has a layer of another kind$"):
        raise Unserved("has a layer of another kind", "lora/ledger")


def test_unusable_input_is_not_all_unserved() -> None:
    assert not isinstance(InputError("no such folder"), Unserved)


def test_the_protocol_is_what_the_tests_ask_of_every_engine() -> None:
    members = {name for name in vars(Engine) if not name.startswith("_")}
    assert members == {*METHODS, *ATTRIBUTES}
    assert inspect.get_annotations(Engine) == {"name": str}


@pytest.mark.parametrize("name", [*IMPORTABLE, fakes.EchoEngine.name])
def test_an_engine_is_asked_as_the_protocol_says(name: str) -> None:
    for method in METHODS:
        promised, kept = (inspect.signature(getattr(of, method)).parameters.values() for of in (Engine, engine(name)))
        assert [(p.name, p.default) for p in kept] == [(p.name, p.default) for p in promised], method


@pytest.mark.parametrize("name", IMPORTABLE)
def test_an_engine_only_shows_its_versions_and_context(name: str) -> None:
    assert [shown for shown in ATTRIBUTES if not isinstance(getattr(engine(name), shown, None), property)] == []
