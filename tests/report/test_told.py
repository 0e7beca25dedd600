"""The verdict as the page groups it."""

from bench.comparison import Comparison, Sentence
from bench.report.told import Group, Part, parts
from bench.report.words import words
from report_samples import both
from test_comparison import templates


def sentence(en: str, **about: object) -> Sentence:
    return Sentence.model_validate(
        {"kind": "note", "topic": "right", "texts": {"en": en, "ja": "文章題・" + en}, **about}
    )


def told(*sentences: Sentence, adapters: tuple[str, ...] = ("adapter",), lang: str = "en") -> list[Part]:
    found: Comparison = both(templates(2), "wrong", adapters=adapters).model_copy(update={"verdict": sentences})
    return list(parts(found, lang, words(lang)))  # type: ignore[arg-type]


def test_the_summary_leads_and_families_follow_whatever_the_order() -> None:
    about = {"family": "arithmetic", "format": "raw"}
    (part,) = told(
        sentence("Of all."),
        sentence("Word problems, answers: worse.", arm="adapter", **about),
        sentence("In short.", arm="adapter", topic="summary"),
        sentence("Word problems, adapter lost steps.", **about),
    )
    assert part == Part(
        None,
        (("note", "In short."),),
        (Group("Word problems", (("note", "Answers: worse."), ("note", "adapter lost steps."))),),
        (("note", "Of all."),),
    )


def test_a_heading_is_not_said_again_in_japanese_either() -> None:
    (part,) = told(sentence("94 %", family="arithmetic", format="raw"), lang="ja")
    assert part.groups == (Group("文章題", (("note", "94 %"),)),)


def test_several_arms_have_a_part_each_and_what_is_about_all_comes_last() -> None:
    family = {"family": "arithmetic", "format": "raw"}
    first, second, last = told(
        sentence("Of all."),
        sentence("two · Word problems, steps: kept.", arm="two", **family),
        sentence("One.", arm="one", topic="summary"),
        adapters=("one", "two"),
    )
    assert (first.arm, second.arm, last.arm) == ("one", "two", None)
    assert second.groups[0].sentences == (("note", "Steps: kept."),)
    assert last.rest == (("note", "Of all."),)


def test_an_arm_without_sentences_has_no_part() -> None:
    assert [part.arm for part in told(sentence("One.", arm="one"), adapters=("one", "two"))] == ["one"]
    assert told() == []
