"""Word problems of one step, which the adapter still solves: their wordings are no pack's."""

from dataclasses import dataclass
from random import Random

from .example import Example, Manner, is_held_out
from .prompts import ANSWER_LINE, write_prompt
from .solution import solve, terse_answer
from .units import unit_words
from .words import Words, between
from .working import Operation, Step, apply


@dataclass(frozen=True)
class Single:
    """A question with two numbers, ``{a}`` and ``{b}``, each from a range with a step."""

    text: Words
    operation: Operation
    a: tuple[int, int, int]
    b: tuple[int, int, int]
    unit: str
    label: Words


SINGLES = {
    "left": Single(
        Words(
            "A purse holds {a} yen. {b} yen of it are spent. How many yen are left?",
            "財布に{a}円入っています。そのうち{b}円を使いました。何円残っていますか。",
        ),
        "-",
        (1000, 9990, 10),
        (100, 990, 10),
        "JPY",
        Words("what is left", "残りの金額"),
    ),
    "together": Single(
        Words(
            "A lunch costs {a} yen and a drink {b} yen. How many yen is that together?",
            "昼食が{a}円、飲み物が{b}円です。合わせて何円ですか。",
        ),
        "+",
        (500, 2990, 10),
        (100, 480, 10),
        "JPY",
        Words("the sum", "合計"),
    ),
    "stamps": Single(
        Words(
            "A stamp costs {a} yen. How many yen do {b} of these stamps cost?",
            "切手は1枚{a}円です。この切手{b}枚で何円ですか。",
        ),
        "*",
        (10, 90, 10),
        (2, 9, 1),
        "JPY",
        Words("the price of the stamps", "切手の代金"),
    ),
    "pages": Single(
        Words(
            "A book has {a} pages, of which {b} have been read. How many pages remain?",
            "{a}ページの本を{b}ページまで読みました。残りは何ページですか。",
        ),
        "-",
        (200, 600, 1),
        (20, 190, 1),
        "pages",
        Words("the pages that remain", "残りのページ数"),
    ),
    "seats": Single(
        Words(
            "A hall has {a} seats downstairs and {b} upstairs. How many people can sit in it?",
            "ホールの座席は1階が{a}席、2階が{b}席です。全部で何人座れますか。",
        ),
        "+",
        (200, 900, 1),
        (50, 300, 1),
        "people",
        Words("all the seats", "全部の座席数"),
    ),
}


def one_step(rng: Random, manner: Manner, *, template: str | None = None, held_out: bool = False) -> Example:
    """Draw a problem of one step, of the instances kept for evaluation or of the others."""
    template = template or rng.choice(list(SINGLES))
    single = SINGLES[template]
    while True:
        a, b = between(rng, *single.a), between(rng, *single.b)
        if apply(single.operation, a, b) is not None and is_held_out(template, a, b) == held_out:
            break
    lang, unit = manner.lang, unit_words(single.unit)
    steps = [Step("answer", single.operation, "a", "b", single.label)]
    solution = solve(steps, {"a": a, "b": b}, lang=lang, unit=unit, answer_line=manner.answer_line)
    prompt = write_prompt(
        single.text[lang].format(a=a, b=b),
        lang=lang,
        format=manner.format,
        elicitation=manner.elicitation,
        answer_line=ANSWER_LINE[lang] if manner.answer_line else "",
    )
    prefilled, response = manner.begin(rng, solution.text)
    return Example(
        family="one_step",
        template=template,
        manner=manner,
        prompt=prompt,
        prefilled=prefilled,
        response=response,
        terse=terse_answer(solution.gold, lang, answer_line=manner.answer_line, unit=unit),
        gold=solution.gold,
        stated=solution.stated,
        outcome=solution.outcome,
        slip=solution.slip,
        steps=1,
        held_out=held_out,
    )
