import pytest

from bench.comparison import Comparison, Recovery
from bench.verdict.elicited import elicited, recovered
from test_comparison import compared, requests_for, templates


def recovery(
    metric: str, plain: float, after: float, low: float | None, high: float | None, elicit: str = "ask"
) -> Recovery:
    return Recovery.model_validate({
        "family": "arithmetic", "format": "raw", "arm": "adapter", "elicit": elicit, "metric": metric, "plain": plain,
        "elicited": after, "low": low, "high": high, "n": 12,
    })  # fmt: skip


def run(*found: Recovery, adapter: str = "wrong") -> Comparison:
    items = templates(6)
    outcomes = {(i.id, arm): "right" if arm == "base" else adapter for i in items for arm in ("base", "adapter")}
    return compared(requests_for(items), outcomes).model_copy(update={"recoveries": found})


@pytest.mark.parametrize(
    ("gain", "low", "high", "says"),
    [
        (0.6, 0.3, 0.8, "hidden, not lost"),
        (0.3, 0.1, 0.5, "mostly lost, 30 % of it comes back"),
        (0.1, -0.1, 0.3, "lost"),
        (0.3, -0.1, 0.7, "cannot tell lost from hidden"),
        (0.3, None, None, "too few clusters to tell lost from hidden"),
    ],
)
def test_what_comes_back_was_hidden(gain: float, low: float | None, high: float | None, says: str) -> None:
    assert recovered(recovery("right", 0, gain, low, high), 1.0)["en"] == says


def test_one_sentence_for_all_that_was_lost() -> None:
    (sentence,) = elicited(run(recovery("right", 0, 0.9, 0.8, 1), recovery("steps", 1, 5, 3, 5)))
    assert sentence.texts == {
        "en": "Word problems, what adapter had lost: answers 0 %, 90 % when asked for it; "
        "steps shown 1.0, 5.0 when asked for it: hidden, not lost.",
        "ja": "文章題・adapter が失ったもの：正解 0 %、求めると 90 %；示した手順 1.0、求めると 5.0："
        "隠れただけで失われていない。",
    }


def test_where_they_differ_each_has_its_end_by_the_way_that_brings_back_most() -> None:
    found = run(
        recovery("right", 0, 0.0, 0, 0.1), recovery("right", 0, 0.8, 0.7, 0.9, "prefill"),
        recovery("steps", 1, 1, -0.1, 0.1),
    )  # fmt: skip
    (sentence,) = elicited(found)
    assert sentence.text == (
        "Word problems, what adapter had lost: answers 0 %, 0 % when asked for it, 80 % when begun for it "
        "(hidden, not lost); steps shown 1.0, 1.0 when asked for it (lost)."
    )
    assert "（隠れただけで失われていない）；" in sentence.texts["ja"]


def test_what_is_not_lost_is_not_asked_for() -> None:
    kept = run(recovery("right", 1, 1, 0, 0), adapter="right")
    assert list(elicited(kept)) == []
