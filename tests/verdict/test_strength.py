from bench.verdict.strength import strength
from strengths import run
from test_comparison import compared, requests_for, templates


def test_up_to_where_nothing_is_lost_and_what_is_lost_next() -> None:
    (sentence,) = strength(run(0.5, 0.25, 0.02))  # steps: 10, 10, 8, 6, 2
    assert sentence.texts == {
        "en": "Word problems, strength of adapter: up to 0.02 nothing is lost for certain, at 0.25: "
        "steps shown 10.0 → 8.0.",
        "ja": "文章題・adapter の強さ：0.02 までは確かな損失はなく、0.25 では 示した手順 10.0 → 8.0。",
    }


def test_what_is_lost_at_once() -> None:
    (sentence,) = strength(run(0.5))
    assert sentence.text == "Word problems, strength of adapter: already at 0.5: steps shown 10.0 → 6.0."


def test_without_a_curve_or_intervals_nothing_is_said() -> None:
    items = templates(6)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    assert list(strength(compared(requests_for(items), outcomes))) == []
    assert list(strength(run(0.5, count=3))) == []


def test_nothing_lost_at_any() -> None:
    (sentence,) = strength(run(0.5, fewer=0))
    assert sentence.text == "Word problems, strength of adapter: nothing is lost for certain at any, up to 1."
