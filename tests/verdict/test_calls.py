import pytest

from bench.comparison import METRICS, Difference
from bench.verdict.calls import call, ending, word

BY_NAME = {metric.name: metric for metric in METRICS}


def change(metric: str, low: float | None, high: float | None, adjusted: float | None = 0.01) -> Difference:
    middle = None if low is None or high is None else (low + high) / 2
    return Difference(
        metric=metric, arm="adapter", means={}, n=40, difference=middle, low=low, high=high, adjusted=adjusted,
        clusters=1 if low is None else 8,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "low", "high", "called", "said"),
    [
        ("right", -0.2, -0.1, "loses", "worse"),
        ("right", 0.1, 0.2, "gains", "better"),
        ("right", -0.05, 0.05, "keeps", "kept"),
        ("right", -0.06, 0.05, "unsure", "cannot tell"),
        ("truncated", 0.1, 0.2, "loses", "more"),
        ("truncated", -0.2, -0.1, "gains", "fewer"),
        ("steps", -2, -1, "loses", "fewer"),
        ("steps", 1, 2, "gains", "more"),
        ("steps", -0.5, 0.5, "keeps", "kept"),
        ("self_checks", -0.5, 0, "unsure", "cannot tell"),
    ],
)
def test_an_interval_decides(metric: str, low: float, high: float, called: str, said: str) -> None:
    found = change(metric, low, high)
    assert (call(found, BY_NAME[metric]), word(found, BY_NAME[metric])["en"]) == (called, said)
    assert ending(found, BY_NAME[metric])["en"] == said
    assert ending(found, BY_NAME[metric])["ja"] == word(found, BY_NAME[metric])["ja"]


def test_the_corrected_p_decides_too_where_there_is_one() -> None:
    right = BY_NAME["right"]
    assert call(change("right", -0.2, -0.1, 0.05), right) == "unsure"
    assert ending(change("right", -0.2, -0.1, 0.05), right) == {
        "en": "cannot tell (p = 0.05 after correction)",
        "ja": "判断できない（補正後 p = 0.05）",
    }
    assert call(change("right", -0.2, -0.1, None), right) == "loses"


def test_without_an_interval_the_clusters_are_too_few() -> None:
    found = change("right", None, None)
    assert call(found, BY_NAME["right"]) == "unsure"
    assert ending(found, BY_NAME["right"])["en"] == "one template is too few to tell"
    entity = found.model_copy(update={"clustered_by": "entity"})
    assert ending(entity, BY_NAME["right"])["en"] == "one entity is too few to tell"
    many = found.model_copy(update={"clusters": 4})
    assert ending(many, BY_NAME["right"]) == {
        "en": "4 templates are too few to tell",
        "ja": "テンプレート4件では判断できない",
    }
