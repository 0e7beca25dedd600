"""The scripts in `tools/` are no package; tests import them by name, from their own folder."""

from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "tools"


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(SCRIPTS)
    return SCRIPTS
