"""The run directory: what was asked, what is owed, what is done.

``run.json`` (the manifest), ``requests.jsonl`` (the plan, replaced whole), ``generations.jsonl`` (append-only),
``traces.jsonl`` and ``judgments.jsonl`` (derived, rebuilt at will), ``report.html``.
"""

from bench.records import Record, Sampling


class Manifest(Record):
    """``run.json``: what was asked, of which weights, with which software."""

    format: str = "run/1"
    created: str
    """UTC, ISO 8601."""
    kenzan: str
    """Version of Kenzan that made the run."""
    command: str
    """The command that repeats it."""
    model: str
    adapter: str | None
    engine: str
    identity: dict[str, str]
    """Content hashes: base, tokenizer, quantisation, adapter."""
    versions: dict[str, str]
    """Library -> version."""
    packs: dict[str, str]
    """Pack id -> version."""
    formats: tuple[str, ...]
    samples: int
    sampling: Sampling
    seed: int
    limit: int | None
    """Instances per template; None: the packs' own number."""
    signature: str
    """One line that names everything that decides the numbers."""
