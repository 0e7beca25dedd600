"""Kenzan: what a fine-tune did to a reasoning model, measured pair by pair."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.outcome import Outcome

__version__ = version("kenzan")


def run(**asked: Any) -> "Outcome":
    """Ask a model and its adapter the same questions; what comes back shows itself in a notebook.

    Parameters
    ----------
    asked : the fields of `bench.pipeline.Job`, e.g. ``model="…", adapters="…", packs="arithmetic", limit=2``; where a
        field holds several, one alone may be given. Without a model: the embedded pair, on a short selection.

    Raises
    ------
    bench.errors.InputError
        Something asked for cannot be used, in one line. What was done before stays.
    """
    from bench import notebook, pipeline

    return pipeline.run(notebook.job_of(asked))
