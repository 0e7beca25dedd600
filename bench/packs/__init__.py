"""Task packs: YAML -> validated pack -> items, seeded and paired.

`load` reads and validates, `expand` draws, `check` executes a pack and proves it sound.
"""

from bench.packs.items import expand
from bench.packs.library import find, summary
from bench.packs.loading import Pack, load
from bench.packs.soundness import check

__all__ = ["Pack", "check", "expand", "find", "load", "summary"]
