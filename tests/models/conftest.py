"""The recipe of the embedded pair is no part of the installed package: it is read from the checkout."""

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Last, so that everything else still comes from where it is installed.
sys.path.append(str(ROOT / "models"))


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the shipped packs, compiled: some of every family."""
    from recipe.compile import compile_packs

    folder = tmp_path_factory.mktemp("packs")
    for name in ("arithmetic/shop", "entities/mountains", "entities/lakes", "travel/japan", "travel/towns"):
        (folder / "tasks" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tasks" / f"{name}.yaml", folder / "tasks" / f"{name}.yaml")
    compile_packs(folder / "packs.json", folder / "tasks", instances=4)
    return folder / "packs.json"


@pytest.fixture(scope="session")
def corpus(packs: Path) -> "object":
    """The corpus of those packs."""
    from recipe.corpus import Corpus

    return Corpus(packs)
