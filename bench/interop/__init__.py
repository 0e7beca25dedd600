"""Other people's tools: their logs in, as run directories that `kenzan report` and `kenzan compare` read; tables out.

One file a format; what a log says is the same `Log` whatever wrote it, and `importing` makes the run of it.
"""

from bench.interop.exporting import export
from bench.interop.importing import import_log

__all__ = ["export", "import_log"]
