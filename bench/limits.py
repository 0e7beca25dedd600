"""What one text may take of this machine. What takes more is marked `limit`: in no figure, and never a wrong answer.

Texts come from models and from other tools' logs, so anything may stand in them. The reader of traces takes time and
memory linear in a text (`benchmarks/reliability_hostile.py` measures it), and these limits hold where it should not:
`bench.processes` ends the process that exceeds them and starts another, and the run goes on.
"""

from typing import Literal

Limit = Literal["text", "claims", "depth", "seconds", "memory"]

CHARACTERS = 4_000_000
"""Of a text: about a million tokens, more than any model's context."""
CLAIMS = 20_000
"""Arithmetic claims of a text."""
SECONDS = 60
"""Of a processor, for analysis and judgment of one text: about twice what the slowest of `CHARACTERS` takes."""
WAIT = 600.0
"""Seconds by the clock after which a process is ended that does not come to its limit: the machine may be busy."""
MEMORY = 1 << 30
"""Bytes that a process may take beside what it has with nothing to do, where the system can hold it to that (Linux)."""
LINE = 64 << 20
"""Bytes of a line of other tools' JSON: a text of `CHARACTERS` in escapes, with its question."""

_WORDS: dict[Limit, str] = {
    "text": f"longer than {CHARACTERS:,} characters",
    "claims": f"more than {CLAIMS:,} arithmetic claims",
    "depth": "nested too deeply",
    "seconds": f"took more than {SECONDS} s",
    "memory": f"took more than {MEMORY >> 20:,} MiB of memory",
}


class Exceeded(Exception):
    """A text takes more than it may."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.limit = limit


def words(limit: str) -> str:
    """What a limit means, as the part of a line."""
    return next((told for name, told in _WORDS.items() if name == limit), limit)
