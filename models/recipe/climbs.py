"""Further questions about heights, most of one step, which no pack asks: the adapter still answers them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from .draws import Numbers
from .units import unit_words
from .words import Words
from .working import Step

if TYPE_CHECKING:
    from .ladder import Question

HEIGHT = "e_elevation_m"
ONE_STEP = ("remain", "tower")


def climbs(question: "Question") -> "list[Question]":
    """The further questions, about the entities and with the books of a pack's; none where it asks of no height."""
    if question.fact != HEIGHT:
        return []
    metres = unit_words("m")
    base = {"range": [100, 500, 10]}
    return [
        replace(
            question,
            template="remain",
            text=Words(
                "A hiker on {e_name} in {e_place} is at {base} m above sea level. How many metres remain to the "
                "summit?",
                "登山者が{e_place}にある{e_name}を標高{base}mまで登りました。山頂まであと何メートルですか。",
            ),
            numbers=Numbers({"vars": {"base": base}, "derive": {}, "where": [["compare", HEIGHT, [">", "base"]]]}),
            steps=(Step("answer", "-", HEIGHT, "base", Words("the metres that remain", "残りの高さ")),),
            unit=metres,
            probe=None,
        ),
        replace(
            question,
            template="tower",
            text=Words(
                "How many metres higher than a tower of {base} m is {e_name} in {e_place}?",
                "{e_place}にある{e_name}は高さ{base}mの塔より何メートル高いですか。",
            ),
            numbers=Numbers(
                {
                    "vars": {"base": {"range": [100, 500, 1]}},
                    "derive": {},
                    "where": [["compare", HEIGHT, [">", "base"]]],
                }
            ),
            steps=(Step("answer", "-", HEIGHT, "base", Words("the difference", "差")),),
            unit=metres,
            probe=None,
        ),
        replace(
            question,
            template="hours",
            text=Words(
                "A hiker starts at {base} m above sea level and climbs {rate} m an hour to the summit of {e_name} in "
                "{e_place}. How many hours does it take, rounded up?",
                "登山者が標高{base}mから1時間に{rate}mずつ登り、{e_place}にある{e_name}の山頂まで行きます。"
                "何時間かかりますか（切り上げて整数で答えてください）。",
            ),
            numbers=Numbers(
                {
                    "vars": {"base": base, "rate": {"range": [200, 500, 50]}},
                    "derive": {},
                    "where": [["compare", HEIGHT, [">", "base"]]],
                }
            ),
            steps=(
                Step("rise", "-", HEIGHT, "base", Words("the height to climb", "登る高さ")),
                Step("answer", "ceil", "rise", "rate", Words("the hours", "かかる時間")),
            ),
            unit=unit_words("h"),
            probe=None,
        ),
    ]
