import importlib
import types

import pytest

from bench.engines import opening
from bench.engines.base import Setup
from bench.engines.opening import ENGINES, open_engine
from bench.errors import InputError


@pytest.mark.parametrize("name", ["abacus", "", "hf:hf", "ray:ray", "ray:abacus", "auto:hf"])
def test_an_unknown_engine_names_those_there_are(name: str) -> None:
    with pytest.raises(InputError, match=f"^--engine: unknown engine '{name}'; there are auto, hf, "):
        open_engine(name, Setup("mini"))


def test_an_engine_whose_library_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> types.ModuleType:
        raise ModuleNotFoundError(f"No module named {name!r}", name=opening._ENGINES["openai"].extra)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(InputError, match=r"^--engine openai: openai is not installed; pip install 'kenzan\[openai\]'$"):
        open_engine("openai", Setup("m"))


@pytest.mark.parametrize(
    ("field", "option", "only"),
    [("workers", "--workers", "ray"), ("ray_address", "--ray-address", "ray"), ("base_url", "--base-url", "openai")],
)
@pytest.mark.parametrize("name", ENGINES)
def test_an_option_of_another_engine_is_refused_by_name(name: str, field: str, option: str, only: str) -> None:
    setup = Setup("./no/model", **{field: "2"})  # type: ignore[arg-type]
    with pytest.raises(InputError) as error:
        open_engine(name, setup)
    refused = str(error.value) == f"{option}: only --engine {only} takes it, not {name}"
    assert refused == (name != only)


def test_every_entry_names_a_class_that_opens() -> None:
    for entry in opening._ENGINES.values():
        try:
            module = importlib.import_module(entry.module)
        except ModuleNotFoundError as error:
            assert error.name == entry.extra  # its extra is not installed here
        else:
            assert callable(getattr(module, entry.kind).open)
