"""Seeded draws: every variable of every instance has a random stream of its own.

A stream is keyed by (pack, version, item, seed, instance, variable) and read as SHA-256 in counter mode, so the same
seed gives the same numbers in any process and on any Python, and a new item or variable changes no old one.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.packs.parts import Scalar
from bench.packs.schema import Variable

MAX_TRIES = 2000
"""Draws in which `where` must hold once."""
MAX_SECONDS = 20
"""Of these draws, by the clock: a hundred times what any needs that is not made to take long."""


class Stream:
    """Whole numbers below a bound, uniformly, from a key."""

    def __init__(self, *key: Scalar) -> None:
        self._key = "\x1f".join(str(part).replace("\x1f", "") for part in key).encode()
        self._block = 0

    def below(self, bound: int) -> int:
        """A number in ``[0, bound)``: the first of the stream's candidates of just enough bits that is below it."""
        if bound < 1:
            raise ValueError("nothing is below 1")
        bits = (bound - 1).bit_length()
        while True:
            number = int.from_bytes(self._bytes((bits + 7) // 8), "big") >> (-bits % 8)
            if number < bound:
                return number

    def shuffled(self, values: list[str]) -> list[str]:
        """A copy in random order (Fisher and Yates)."""
        values = list(values)
        for i in range(len(values) - 1, 0, -1):
            j = self.below(i + 1)
            values[i], values[j] = values[j], values[i]
        return values

    def _bytes(self, count: int) -> bytes:
        out = b""
        while len(out) < count:
            out += hashlib.sha256(self._key + b"\x1e" + str(self._block).encode()).digest()
            self._block += 1
        return out[:count]


@dataclass(frozen=True)
class Drawn:
    """The value of one variable."""

    value: Scalar
    """What expressions and constraints see."""
    shown: Mapping[str, str]
    """Language -> what the text shows; ``*`` for all."""

    def text(self, lang: str) -> str:
        """As the text of a language shows it."""
        return self.shown.get(lang, self.shown.get("*", str(self.value)))


def draw(variable: Variable, stream: Stream) -> Drawn:
    """One value of a variable. A range of any size costs the same."""
    if variable.range is not None:
        low, high = variable.range
        value = low + variable.step * stream.below((high - low) // variable.step + 1)
        return Drawn(value, {"*": str(value)})
    return chosen(variable, stream.below(len(variable.numbers or [])))


def chosen(variable: Variable, index: int) -> Drawn:
    """The value of a choice at an index."""
    value = (variable.numbers or [])[index]
    if isinstance(variable.choice, dict):
        return Drawn(value, {lang: str(values[index]) for lang, values in variable.choice.items()})
    return Drawn(value, {"*": str(value)})


class Unsatisfiable(ValueError):
    """`where` held in none of the tries."""


def draw_all(
    variables: Mapping[str, Variable],
    stream: Callable[[str], Stream],
    accept: Callable[[Mapping[str, Drawn]], bool],
) -> tuple[dict[str, Drawn], int]:
    """Draw all variables until they are accepted, each from its own stream.

    Returns
    -------
    drawn : by name.
    tries : how many draws it took.

    Raises
    ------
    Unsatisfiable
        None of `MAX_TRIES` draws was accepted.
    """
    streams = {name: stream(name) for name in variables}
    end = time.monotonic() + MAX_SECONDS
    for tries in range(1, MAX_TRIES + 1):
        drawn = {name: draw(variable, streams[name]) for name, variable in variables.items()}
        if accept(drawn):
            return drawn, tries
        if not variables:
            break
        if time.monotonic() > end:
            raise Unsatisfiable(f"no draw meets `where` within {MAX_SECONDS} s; make it simpler")
    raise Unsatisfiable(f"`where` holds in none of {MAX_TRIES} draws")
