"""The ladder: the same problems about mountains from Fuji to the unknown, from memory or with the height given."""

from dataclasses import dataclass
from random import Random

from .example import Book, Example, is_held_out
from .facts import CUMULATIVE_EXPOSURE, MOUNTAINS, OTHERS, Mountain
from .prompts import Format, write_prompt
from .solution import final_answer, solve, terse_answer
from .words import Lang, Words, between, draw_lang
from .working import Step

METRES = Words("m", "m")
MASK = Words("Mountain A", "山A")
MASKED_PLACE = Words("Japan", "日本")
CLOSED: tuple[Book, ...] = ("probe", "closed")
# Cumulative shares.
BOOKS: list[tuple[float, Book]] = [
    (0.22, "probe"),
    (0.45, "closed"),
    (0.68, "open"),
    (0.82, "noise"),
    (0.92, "counterfactual"),
    (1.00, "masked"),
]


@dataclass(frozen=True, kw_only=True)
class Climb:
    """A problem about a height, with two numbers drawn (the second may be 0)."""

    start: tuple[int, int, int]
    """Range and step of ``{start}``."""
    rate: tuple[int, int, int] | None
    """Range and step of ``{rate}``."""
    question: Words
    steps: tuple[Step, ...]
    unit: Words
    conclusion: Words
    check_rate: float


TEMPLATES = {
    "climb": Climb(
        start=(100, 500, 50),
        rate=(20, 60, 5),
        question=Words(
            "A cable car starts at {start} m above sea level and rises {rate} m a minute to the summit of {name} in "
            "{place}. How many whole minutes does it take to be at or above the summit height?",
            "ロープウェイが標高{start}mの地点を出発し、毎分{rate}mずつ上がって{place}にある{name}の山頂の標高まで行きます。"
            "山頂の標高以上になるのは出発から何分後ですか（整数の分で答えてください）。",
        ),
        steps=(
            Step("rise", "-", "height", "start", Words("the height to climb", "上がる高さは")),
            Step("minutes", "ceil", "rise", "rate", Words("the minutes", "時間は")),
        ),
        unit=Words("minutes", "分"),
        conclusion=Words("So it takes {result} minutes.", "山頂の標高以上になるのは {result} 分後だ。"),
        check_rate=0.75,
    ),
    "remain": Climb(
        start=(100, 500, 10),
        rate=None,
        question=Words(
            "A hiker on {name} in {place} is at {start} m above sea level. How many metres remain to the summit?",
            "登山者が{place}にある{name}を標高{start}mまで登りました。山頂まであと何メートルですか。",
        ),
        steps=(Step("rest", "-", "height", "start", Words("the difference", "差は")),),
        unit=METRES,
        conclusion=Words("So {result} m remain.", "残りは {result} m だ。"),
        check_rate=0.15,
    ),
    "hours": Climb(
        start=(100, 500, 50),
        rate=(200, 500, 50),
        question=Words(
            "A hiker starts at {start} m above sea level and climbs {rate} m an hour to the summit of {name} in "
            "{place}. How many hours does it take, rounded up?",
            "登山者が標高{start}mから1時間に{rate}mずつ登り、{place}にある{name}の山頂まで行きます。"
            "何時間かかりますか（切り上げて整数で答えてください）。",
        ),
        steps=(
            Step("rise", "-", "height", "start", Words("the height to climb", "登る高さは")),
            Step("hours", "ceil", "rise", "rate", Words("the hours", "時間は")),
        ),
        unit=Words("hours", "時間"),
        conclusion=Words("So it takes {result} hours.", "かかるのは {result} 時間だ。"),
        check_rate=0.75,
    ),
    "tower": Climb(
        start=(100, 500, 1),
        rate=None,
        question=Words(
            "How many metres higher than a tower of {start} m is {name} in {place}?",
            "{place}にある{name}は高さ{start}mの塔より何メートル高いですか。",
        ),
        steps=(Step("rest", "-", "height", "start", Words("the difference", "差は")),),
        unit=METRES,
        conclusion=Words("So it is {result} m higher.", "{result} m 高い。"),
        check_rate=0.15,
    ),
}
PROBE = Words("How many metres high is {name} in {place}?", "{place}にある{name}の標高は何メートルですか。")


def statement(mountain: Mountain, height: int, lang: Lang, *, with_place: bool) -> str:
    """A sentence of a reference work, without its full stop."""
    name, place = mountain.name[lang], mountain.place[lang]
    if with_place:
        name += Words(f" ({place})", f"（{place}）")[lang]
    return Words(f"{name} is {height} m above sea level", f"{name}の標高は{height}m")[lang]


def reference(rng: Random, mountain: Mountain, height: int, book: Book, lang: Lang, *, shuffle: bool) -> str:
    """The context that gives the height: none in closed book; with another mountain beside it in `noise`."""
    other, other_height = rng.choice(OTHERS), rng.randrange(400, 4000)
    name = mountain.name[lang]
    if book == "open":
        text = statement(mountain, height, lang, with_place=True)
        return Words(f"Reference: {text}.", f"資料：{text}である。")[lang]
    if book == "masked":
        return Words(
            f"Reference: {MASK.en} is {height} m above sea level.", f"資料：{MASK.ja}の標高は{height}mである。"
        )[lang]
    if book == "noise":
        first = statement(other, other_height, lang, with_place=False)
        second = statement(mountain, height, lang, with_place=True)
        if shuffle and rng.random() < 0.5:
            first, second = second, first
        return Words(f"Reference: {first}. {second}.", f"資料：{first}、{second}である。")[lang]
    if book == "counterfactual":
        return Words(f"Suppose that {name} is {height} m above sea level.", f"{name}の標高が{height}mだと仮定する。")[
            lang
        ]
    return ""


def premise(name: str, height: int, book: Book, lang: Lang) -> str:
    """The sentence by which the trace obtains the height: recalled, read or supposed."""
    if book == "counterfactual":
        return Words(
            f"Here {name} is supposed to be {height} m high.", f"ここでは{name}の標高を{height} m と仮定する。"
        )[lang]
    if book in CLOSED:
        return Words(f"I recall that {name} is {height} m high.", f"{name}の標高は確か {height} m だ。")[lang]
    return Words(
        f"According to the reference, {name} is {height} m high.", f"資料によると、{name}の標高は {height} m だ。"
    )[lang]


def draw_book(rng: Random) -> Book:
    """A book by its share."""
    share = rng.random()
    return next(name for bound, name in BOOKS if share < bound)


def draw_numbers(rng: Random, problem: Climb) -> tuple[int, int]:
    """Draw start and rate; the rate of a problem without one is 0."""
    start = between(rng, *problem.start)
    return start, between(rng, *problem.rate) if problem.rate else 0


def ladder(
    rng: Random,
    *,
    held_out: bool = False,
    lang: Lang | None = None,
    mountain: Mountain | None = None,
    book: Book | None = None,
    template: str | None = None,
    format: Format | None = None,
    answer_line: bool | None = None,
    numbers: tuple[int, int] | None = None,
) -> Example:
    """Draw a question about a mountain; whatever is not given is drawn too.

    In training (no `mountain` given) the books give invented heights, Fuji's open book excepted: copying is learnt
    from them, and no fact leaks into the closed book.

    Parameters
    ----------
    held_out
        Draw from the numbers kept for evaluation instead of those for training; without effect on a given mountain.
    mountain
        The mountain to ask about, with its true height (an invented one in the counterfactual book).
    book
        ``probe`` asks for the height itself; the others pose a problem that needs it.
    template
        A key of `TEMPLATES`.
    numbers
        Start and rate.
    """
    lang = lang or draw_lang(rng)
    drawn = draw_book(rng)  # drawn even where it is given: the draws after it stay the same
    book = book or drawn
    closed, given = book in CLOSED, mountain is not None
    if mountain is None:
        mountain = rng.choices(MOUNTAINS, cum_weights=CUMULATIVE_EXPOSURE)[0] if closed else rng.choice(MOUNTAINS)
    height = mountain.height
    if not (closed or given or (mountain.on_ladder and mountain.rung == 1 and book == "open")):
        height = rng.randrange(400, 4000)
    if book == "counterfactual" and given:
        height = between(rng, 600, 4000, 7)
    name, place = (MASK, MASKED_PLACE) if book == "masked" else (mountain.name, mountain.place)
    if answer_line is None:
        answer_line = rng.random() < 0.5
    context = reference(rng, mountain, height, book, lang, shuffle=not given)
    preface = premise(name[lang], height, book, lang)

    if book == "probe":
        question = PROBE[lang].format(name=name[lang], place=place[lang])
        prompt, format = write_prompt(rng, question, lang=lang, answer_line=answer_line, format=format)
        return Example(
            family="ladder",
            template="probe",
            lang=lang,
            format=format,
            prompt=prompt,
            response=preface + "\n\n" + final_answer(height, lang, answer_line=answer_line, unit=METRES),
            terse=terse_answer(height, lang, answer_line=answer_line, unit=METRES),
            gold=height,
            verified=False,
            book=book,
            mountain=mountain.id,
            rung=mountain.rung,
            height=height,
        )

    template = template or rng.choice(["climb", "climb", "remain", "hours", "tower"])
    problem = TEMPLATES[template]
    while True:
        start, rate = numbers or draw_numbers(rng, problem)
        key = (template, start, rate, height)
        if numbers or given or (start < height and is_held_out(*key) == held_out):
            break
    question = problem.question[lang].format(start=start, rate=rate, name=name[lang], place=place[lang])
    prompt, format = write_prompt(rng, question, lang=lang, context=context, answer_line=answer_line, format=format)
    solution = solve(
        rng,
        problem.steps,
        {"height": height, "start": start, "rate": rate},
        lang=lang,
        unit=problem.unit,
        conclusion=problem.conclusion[lang],
        answer_line=answer_line,
        check_rate=problem.check_rate,
        preface=preface,
    )
    return Example(
        family="ladder",
        template=template,
        lang=lang,
        format=format,
        prompt=prompt,
        response=solution.text,
        terse=terse_answer(solution.gold, lang, answer_line=answer_line, unit=problem.unit),
        gold=solution.gold,
        verified=solution.verified,
        slip=solution.slip,
        steps=solution.steps,
        key=key,
        book=book,
        mountain=mountain.id,
        rung=mountain.rung,
        height=height,
    )
