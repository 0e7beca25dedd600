import importlib.util
from pathlib import Path
from types import ModuleType

from bench import resources


def loaded(package: Path) -> ModuleType:
    """The module as it would be in that package."""
    file = package / "resources.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(Path(resources.__file__).read_bytes())
    spec = importlib.util.spec_from_file_location("elsewhere", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_travels_is_there() -> None:
    assert (resources.TASKS / "arithmetic" / "shop.yaml").is_file()
    assert (resources.REPORTS / "words.yaml").is_file()
    for name, weights in (("mini", "model"), ("mini-terse", "adapter_model"), ("mini-keep", "adapter_model")):
        assert (resources.MODELS / name / f"{weights}.safetensors").is_file()


def places(package: Path) -> tuple[Path, Path, Path]:
    """Where it finds packs, templates and models."""
    module = loaded(package)
    return module.TASKS, module.REPORTS, module.MODELS


def test_a_checkout_has_it_beside_the_package_and_a_wheel_inside(tmp_path: Path) -> None:
    package = tmp_path / "bench"
    names = ("tasks", "reports", "models")
    assert places(package) == tuple(tmp_path / name for name in names)
    (package / "data").mkdir()
    assert places(package) == tuple(package / "data" / name for name in names)
