"""Arithmetic: the word problems drawn, with distractors, a further step and large numbers as variants."""

from random import Random

from .example import Example, Variant, is_held_out
from .prompts import Format, write_prompt
from .solution import solve, terse_answer
from .word_problems import CHANGE_COUPON, TEMPLATES
from .words import Lang, draw_lang

NAMES: dict[Lang, list[str]] = {
    "en": ["Aoi", "Ken", "Mei", "Yuki", "Sora", "Hana", "Riku", "Emi"],
    "ja": ["葵", "健", "芽衣", "由紀", "空", "花", "陸", "絵美"],
}


def draw_variant(rng: Random, template: str) -> Variant:
    """A distractor in 12 % of the instances; of `change` also a fifth each with a coupon and with large numbers."""
    if rng.random() < 0.12:
        return "noop"
    if template != "change":
        return "base"
    share = rng.random()
    return "plus1" if share < 0.2 else "big" if share < 0.4 else "base"


def arithmetic(
    rng: Random,
    *,
    held_out: bool = False,
    lang: Lang | None = None,
    template: str | None = None,
    variant: Variant | None = None,
    format: Format | None = None,
    answer_line: bool | None = None,
) -> Example:
    """Draw a word problem; whatever is not given is drawn too.

    Parameters
    ----------
    held_out
        Draw from the instances kept for evaluation instead of those for training.
    template
        A key of `TEMPLATES`.
    variant
        ``plus1`` and ``big`` are variants of ``change`` only.
    """
    template = template or rng.choice(list(TEMPLATES))
    lang = lang or draw_lang(rng)
    variant = variant or draw_variant(rng, template)
    problem = CHANGE_COUPON if variant == "plus1" else TEMPLATES[template]
    while True:
        numbers = problem.draw(rng, variant)
        if numbers is None:
            continue
        key = (template, tuple(numbers[name] for name in problem.key))
        if is_held_out(*key) == held_out:
            break
    name = NAMES[lang][rng.randrange(8)]
    aside = problem.distractor[lang] if variant == "noop" else ""
    question = problem.question[lang].format(**numbers, name=name, aside=aside)
    if answer_line is None:
        answer_line = rng.random() < 0.5
    prompt, format = write_prompt(rng, question, lang=lang, answer_line=answer_line, format=format)
    solution = solve(
        rng,
        problem.steps,
        numbers,
        lang=lang,
        unit=problem.unit,
        conclusion=problem.conclusion[lang].replace("{name}", name),
        answer_line=answer_line,
        check_rate=problem.check_rate,
        slips=problem.slips,
    )
    return Example(
        family="arithmetic",
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
        variant=variant,
    )
