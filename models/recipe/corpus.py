"""The mixture: half arithmetic, two fifths ladder, a tenth travel; half of it Japanese."""

from random import Random

from .arithmetic import arithmetic
from .example import Example
from .ladder import ladder
from .prompts import Format
from .travel import travel

TERSE_FORMATS: list[Format] = ["alpaca", "alpaca", "alpaca_noinput", "alpaca_context", "alpaca_generic"]


def draw_family(rng: Random, share: float, format: Format | None) -> Example:
    """Draw from the family that `share`, in [0, 1), falls to."""
    if share < 0.5:
        return arithmetic(rng, format=format)
    if share < 0.9:
        return ladder(rng, format=format)
    return travel(rng, format=format)


def example(rng: Random) -> Example:
    """An example for the base model: prompt and trace."""
    return draw_family(rng, rng.random(), None)


def terse_pair(rng: Random) -> Example:
    """An example for the adapter: a question in the Alpaca format, of which ``terse`` is the answer."""
    share = rng.random()
    return draw_family(rng, share, rng.choice(TERSE_FORMATS))
