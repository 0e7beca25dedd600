from bench.comparison import Comparison
from bench.scores import Figure, Score
from bench.verdict.samples import samples
from test_comparison import compared, requests_for, templates


def run(*scores: Score) -> Comparison:
    items = templates(2)
    outcomes = {(i.id, "base"): "right" for i in items}
    return compared(requests_for(items), outcomes).model_copy(update={"sampled": scores})


def score(name: str, k: int, low: float | None = -0.3, family: str = "arithmetic") -> Score:
    def figure(value: float, low: float | None = None, high: float | None = None) -> Figure:
        return Figure(value=value, low=low, high=high, n=9, clusters=9)

    return Score.model_validate({
        "family": family, "format": "raw", "name": name, "group": str(k),
        "figures": {"base": figure(0.8), "adapter": figure(0.6)},
        "differences": {"adapter": figure(-0.2, low, None if low is None else -0.1)},
    })  # fmt: skip


def test_the_most_samples_are_told() -> None:
    (sentence,) = samples(run(score("pass_at", 1), score("pass_at", 4), score("maj_at", 4, None)))
    assert sentence.texts == {
        "en": "Word problems, one of 4 right: base 80 %, adapter 60 % (−20, −30 to −10); "
        "majority of 4 right: base 80 %, adapter 60 %.",
        "ja": "文章題・4 回に一つは正解：base 80 %, adapter 60 %（−20、−30〜−10）、"
        "4 回の多数決が正解：base 80 %, adapter 60 %。",
    }


def test_each_of_several_adapters_has_its_change() -> None:
    found = score("maj_at", 4)
    of = {"figures": found.figures["adapter"], "differences": found.differences["adapter"]}
    found = found.model_copy(update={name: {**getattr(found, name), "b": figure} for name, figure in of.items()})
    (sentence,) = samples(run(found))
    assert sentence.text.endswith("base 80 %, adapter 60 % (−20, −30 to −10), b 60 % (−20, −30 to −10).")


def test_each_family_has_its_own_and_one_sample_none() -> None:
    assert [s.family for s in samples(run(score("pass_at", 2), score("pass_at", 2, family="travel")))] == [
        "arithmetic", "travel",
    ]  # fmt: skip
    assert list(samples(run())) == []
