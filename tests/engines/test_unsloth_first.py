import builtins
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bench.engines.unsloth_first import import_unsloth
from bench.errors import InputError


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_one_that_is_there_is_taken_whatever_came_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    there = ModuleType("unsloth")
    monkeypatch.setitem(sys.modules, "unsloth", there)
    monkeypatch.setitem(sys.modules, "transformers", ModuleType("transformers"))
    assert import_unsloth("--engine unsloth") is there


def test_transformers_must_not_be_there_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "unsloth")
    monkeypatch.setitem(sys.modules, "transformers", ModuleType("transformers"))
    with pytest.raises(InputError, match=r"^--trainer unsloth: unsloth must be imported before transformers"):
        import_unsloth("--trainer unsloth")


def test_its_talk_goes_to_standard_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    without(monkeypatch, "unsloth", "transformers")
    (tmp_path / "unsloth.py").write_text("print('patching')", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert import_unsloth("--engine unsloth").__name__ == "unsloth"
    without(monkeypatch, "unsloth")
    assert capfd.readouterr() == ("", "patching\n")


def test_where_it_is_not_installed_that_is_what_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "unsloth", "transformers")
    real = builtins.__import__

    def importing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "unsloth":
            raise ModuleNotFoundError("No module named 'unsloth'", name="unsloth")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(ModuleNotFoundError, match="unsloth"):
        import_unsloth("--engine unsloth")


def test_whatever_else_it_ends_with_is_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without(monkeypatch, "unsloth", "transformers")
    (tmp_path / "unsloth.py").write_text("raise RuntimeError('no accelerator\\nmore')", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InputError, match=r"^--engine unsloth: unsloth cannot be imported: no accelerator$"):
        import_unsloth("--engine unsloth")
