"""Writing a measurement into RESULTS.md: one section a benchmark, replaced by its latest run."""

import datetime
import importlib.metadata
import os
import platform
import re
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADER = "# Results\n\nEach section is written by the script that it names; run the script again to replace it.\n"
_LIBRARIES = ("kenzan", "torch", "transformers", "peft", "bitsandbytes", "numpy", "sympy")


def machine() -> str:
    """Date, processor, cores, Python and library versions in one line."""
    versions = []
    for name in _LIBRARIES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    today = datetime.datetime.now(datetime.UTC).date()
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{today}; {system}; {', '.join(versions)}"


def model(config: Any, parameters: int) -> str:
    """Architecture, layers and number of weights of a model.

    Parameters
    ----------
    config : as transformers reads it.
    parameters : how many weights `bench.memory` counts.
    """
    weights = f"{parameters / 1e9:.3g} billion" if parameters >= 1e9 else f"{parameters / 1e6:.3g} million"
    return f"{config.model_type}, {config.get_text_config().num_hidden_layers} layers, {weights} weights"


def write(title: str, script: str, body: str, machine_line: str | None = None) -> None:
    """Put a section into RESULTS.md, in the place of the one with the same title.

    Parameters
    ----------
    title : the section's heading, without ``##``.
    script : file name of the script, e.g. ``demo.py``.
    body : Markdown: usually a table.
    machine_line : date, machine and versions where the figures were made elsewhere; this machine's by default.
    """
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else HEADER
    section = f"## {title}\n\n`python benchmarks/{script}`; {machine_line or machine()}\n\n{body.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.M | re.S)
    if pattern.search(text):
        text = pattern.sub(lambda _: section + "\n", text)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    RESULTS.write_text(text.rstrip() + "\n", "utf-8")
