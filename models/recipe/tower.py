"""A question about heights of one step, which no pack asks: the adapter still answers it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from .draws import Numbers
from .units import unit_words
from .words import Words
from .working import Step

if TYPE_CHECKING:
    from .ladder import Question

HEIGHT = "e_elevation_m"


def tower(question: "Question") -> "Question | None":
    """The question, about the entities and with the books of a pack's; None where it asks of no height."""
    if question.fact != HEIGHT:
        return None
    above = {"vars": {"base": {"range": [100, 500, 1]}}, "derive": {}, "where": [["compare", HEIGHT, [">", "base"]]]}
    return replace(
        question,
        template="tower",
        text=Words(
            "How many metres higher than a tower of {base} m is {e_name} in {e_place}?",
            "{e_place}にある{e_name}は高さ{base}mの塔より何メートル高いですか。",
        ),
        numbers=Numbers(above),
        steps=(Step("answer", "-", HEIGHT, "base", Words("the difference", "差")),),
        unit=unit_words("m"),
        probe=None,
    )
