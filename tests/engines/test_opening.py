import ast
import importlib
import importlib.metadata
import importlib.util
import types
from pathlib import Path

import pytest

from bench.engines import opening
from bench.engines.base import Setup
from bench.engines.opening import ENGINES, open_engine
from bench.errors import InputError
from engines import shapes


@pytest.mark.parametrize("name", ["abacus", "", "hf:hf", "ray:ray", "ray:abacus", "auto:hf"])
def test_an_unknown_engine_names_those_there_are(name: str) -> None:
    with pytest.raises(InputError, match=f"^--engine: unknown engine '{name}'; there are auto, slots, hf, "):
        open_engine(name, Setup("mini"))


def test_an_engine_whose_library_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> types.ModuleType:
        raise ModuleNotFoundError(f"No module named {name!r}", name=opening._ENGINES["openai"].extra)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(InputError, match=r"^--engine openai: openai is not installed; pip install 'kenzan\[openai\]'$"):
        open_engine("openai", Setup("m"))


def test_a_library_that_is_there_but_broken_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> types.ModuleType:
        raise ImportError("libcudart.so.13: cannot open\nand so on")

    monkeypatch.setattr(importlib, "import_module", broken)
    with pytest.raises(InputError, match=r"cannot be imported \(libcudart.so.13: cannot open"):
        open_engine("vllm", Setup("m"))


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


def test_auto_goes_on_with_hf_where_slots_do_not_compute_the_adapter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {"r": 2, "target_modules": ["q_proj"], "use_dora": True}
    shapes.make(tmp_path, "qwen2", {"plain": {"r": 2, "target_modules": ["q_proj"]}, "more": more})
    assert open_engine("auto", Setup(str(tmp_path / "base"), {"a": str(tmp_path / "plain")})).name == "slots"
    assert capsys.readouterr().err == ""
    assert open_engine("auto", Setup(str(tmp_path / "base"), {"a": str(tmp_path / "more")})).name == "hf"
    assert "has DoRA, which slots do not compute" in capsys.readouterr().err


@pytest.mark.parametrize("name", opening._ENGINES)
def test_every_entry_names_a_class_and_an_extra(name: str) -> None:
    """Read, not imported: the libraries of some are not installed, or change others when they are imported."""
    entry = opening._ENGINES[name]
    source = importlib.util.find_spec(entry.module)
    assert source is not None
    assert source.origin is not None
    classes = {
        node.name for node in ast.parse(Path(source.origin).read_text("utf-8")).body if isinstance(node, ast.ClassDef)
    }
    assert entry.kind in classes
    extras = importlib.metadata.metadata("kenzan").get_all("Provides-Extra") or []
    assert not entry.extra or entry.extra in extras
