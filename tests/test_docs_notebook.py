"""docs/colab.ipynb: stored without outputs, and executed from the first cell to the last with the embedded pair."""

import os
import sys
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from pages import DOCS

NOTEBOOK = DOCS / "colab.ipynb"


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Any, kind: str) -> str:
    return "".join(output.data.get(kind, "") for output in cell.outputs if "data" in output)


def printed(cell: Any) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    places = (str(Path(sys.executable).parent), os.environ["PATH"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join(places))
        patch.setenv("JUPYTER_PLATFORM_DIRS", "1")
        folder = tmp_path_factory.mktemp("notebook")
        nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def test_it_is_stored_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert len(code(notebook)) > 5
    assert [cell for cell in code(notebook) if cell.outputs or cell.execution_count] == []


def test_it_installs_only_where_it_must(executed: Any) -> None:
    install = code(executed)[0]
    assert "%pip install" in install.source
    assert install.outputs == []


def test_a_run_shows_itself(executed: Any) -> None:
    run = shown(code(executed)[1], "text/html")
    assert "Kenzan: mini + mini-terse" in run
    assert 'href="runs/first/report.html"' in run


def test_both_texts_are_printed(executed: Any) -> None:
    texts = printed(code(executed)[2])
    assert "--- base: right" in texts
    assert "--- adapter: " in texts


def test_the_tuned_adapter_is_compared(executed: Any) -> None:
    *_, tune, compare = code(executed)
    assert "4 steps on 4 pairs" in printed(tune)
    assert "my-adapter" in shown(compare, "text/html")
