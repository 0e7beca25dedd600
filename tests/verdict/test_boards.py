import fakes
from bench.comparison import Comparison
from bench.records import Item
from bench.verdict import verdict
from strengths import run
from test_comparison import compared, requests_for, templates


def told(found: Comparison, topic: str | None = None) -> list[tuple[str, str]]:
    return [(s.kind, s.text) for s in verdict(found) if topic in (None, s.topic)]


def both(items: list[Item], adapter: str) -> Comparison:
    return compared(
        requests_for(items),
        {(i.id, a): "right" if a == "base" else adapter for i in items for a in ("base", "adapter")},
    )


def test_a_loss_is_told_with_its_interval() -> None:
    sentences = told(both(templates(6), "wrong"))
    assert ("loses", "Word problems, answers: 100 % → 0 % (−100 points, −100 to −66): worse.") in sentences
    assert ("loses", "Word problems, steps shown: 5.0 → 1.0 (−4.0, −4.0 to −4.0): fewer.") in sentences


def test_what_lost_self_checks_had_done_is_told() -> None:
    ((_, text),) = told(both(templates(6), "wrong"), "self_checks")
    assert text == (
        "Word problems, self-checks: in 100 % → 0 % (−100 points, −100 to −66): fewer; "
        "they had corrected 12 and spoilt 0."
    )


def test_in_japanese_it_says_the_same() -> None:
    texts = {s.topic: s.texts["ja"] for s in verdict(both(templates(6), "wrong"))}
    assert texts["right"] == "文章題・正解：100 % → 0 %（−100ポイント、−100〜−66）：低下。"
    assert texts["steps"] == "文章題・示した手順：5.0 → 1.0（−4.0、−4.0〜−4.0）：減少。"
    assert texts["self_checks"].endswith("減少。検算は 12 件を正し、0 件を誤らせていた。")


def test_what_does_not_move_is_kept() -> None:
    ((kind, text),) = told(both(templates(8, 10), "right"), "right")
    assert (kind, text) == ("keeps", "Word problems, answers: 100 % → 100 % (+0 points, −5 to +5): kept.")


def test_what_the_run_cannot_tell_is_said_to_be_so() -> None:
    items = templates(6)
    outcomes = {(i.id, "base"): "right" for i in items}
    outcomes |= {(i.id, "adapter"): "wrong" if i.id == "demo/t0/0" else "right" for i in items}
    ((kind, text),) = told(compared(requests_for(items), outcomes), "right")
    assert kind == "unsure"
    assert text.endswith(": cannot tell.")


def test_an_interval_that_leaves_zero_is_not_enough_where_many_things_are_tested() -> None:
    items = templates(12, 1)
    wrong = {i.id for i in items[:6]}
    outcomes = {(i.id, "base"): "right" for i in items}
    outcomes |= {(i.id, "adapter"): "wrong" if i.id in wrong else "right" for i in items}
    found = compared(requests_for(items), outcomes)
    change = found.families[0].measures["right"].differences["adapter"]
    assert (change.high or 0) < 0
    assert (change.p or 1) < 0.05 < (change.adjusted or 0)
    ((kind, text),) = told(found, "right")
    assert kind == "unsure"
    assert text.endswith("(−50 points, −83 to −15): cannot tell (p = 0.06 after correction).")


def test_too_few_templates_are_named() -> None:
    ((kind, text),) = told(both(templates(3), "wrong"), "right")
    assert (kind, text.rsplit(": ", 1)[1]) == ("unsure", "3 templates are too few to tell.")
    ((kind, text),) = told(both(templates(1), "wrong"), "right")
    assert text.rsplit(": ", 1)[1] == "2 draws are too few to tell."


def test_cut_off_texts_are_told_with_the_answers_of_the_others() -> None:
    items = templates(12, 2)
    outcomes = {(i.id, "base"): "right" for i in items}
    outcomes |= {(i.id, "adapter"): "truncated" if i.instance else "right" for i in items}
    ((kind, text),) = told(compared(requests_for(items), outcomes), "truncated")
    assert kind == "loses"  # more of them
    assert text.startswith("Word problems, cut off: 0 % → 50 % (+50 points, ")
    assert text.endswith(": more; of the texts that were not, right: 100 % → 100 %.")


def test_the_summary_comes_first_and_groups_what_is_said_alike() -> None:
    items = templates(6) + [fakes.item(f"trip/{i}", family="travel", template=f"p{i}") for i in range(3)]
    first = verdict(both(items, "wrong"))[0]
    assert (first.kind, first.topic, first.arm) == ("loses", "summary", "adapter")
    assert first.texts["en"] == (
        "Worse: answers (Word problems); fewer: steps shown, self-checks (Word problems); "
        "cannot tell: answers, steps shown, self-checks (Travel plans)."
    )
    assert first.texts["ja"] == (
        "低下：正解（文章題）；減少：示した手順、検算（文章題）；判断できない：正解、示した手順、検算（旅行計画）。"
    )


def test_formats_are_told_apart_and_arms_have_sentences_of_their_own() -> None:
    items = templates(6)
    outcomes = {(i.id, arm): "right" if arm != "a" else "wrong" for i in items for arm in ("base", "a", "b")}
    found = verdict(compared(requests_for(items, ["raw", "chat"], adapters=("a", "b")), outcomes))
    rights = [(s.arm, s.format, s.kind, s.text.split(":")[0]) for s in found if s.topic == "right"]
    assert rights == [
        ("a", "chat", "loses", "a · Word problems (chat), answers"),
        ("a", "raw", "loses", "a · Word problems (raw), answers"),
        ("b", "chat", "unsure", "b · Word problems (chat), answers"),
        ("b", "raw", "unsure", "b · Word problems (raw), answers"),
    ]


def test_points_of_a_strength_curve_have_none() -> None:
    assert {s.arm for s in verdict(run(0.5)) if s.topic in ("right", "steps", "summary")} == {"adapter"}
