"""Streams that are the same everywhere, and uniform."""

from collections import Counter

import pytest

from bench.packs import sampling
from bench.packs.sampling import Drawn, Stream, Unsatisfiable, draw, draw_all
from bench.packs.schema import Variable


def test_a_stream_never_changes() -> None:
    """Written numbers: another Python, machine or version must give the same prompts."""
    stream = Stream("pack", "1.0.0", "item", 3442, 0, "n")
    assert [stream.below(1000) for _ in range(6)] == [943, 873, 929, 597, 396, 215]
    assert Stream("pack", "1.0.0", "item", 3442, 0, "n").shuffled(list("abcdef")) == list("fcbade")


def test_each_part_of_the_key_matters() -> None:
    keys = [("a", "b", 1), ("a", "b", 2), ("ab", "", 1), ("a", "b1"), ("b", "a", 1)]
    assert len({Stream(*key).below(10**12) for key in keys}) == len(keys)


def test_draws_are_uniform() -> None:
    stream = Stream("uniform")
    counts = Counter(stream.below(7) for _ in range(7000))
    assert set(counts) == set(range(7))
    assert all(850 < n < 1150 for n in counts.values())  # 5 standard deviations


def test_ranges_and_steps() -> None:
    variable = Variable.model_validate({"int": [80, 405], "step": 10})
    seen = {draw(variable, Stream("range", i)).value for i in range(400)}
    assert seen == set(range(80, 401, 10))


def test_a_choice_is_one_index_in_all_languages() -> None:
    variable = Variable.model_validate({"choice": {"en": ["May", "June"], "ja": [5, 6]}, "value": [5, 6]})
    for i in range(20):
        drawn = draw(variable, Stream("choice", i))
        assert drawn.text("en") == {5: "May", 6: "June"}[drawn.value]  # type: ignore[index]
        assert drawn.text("ja") == str(drawn.value)


def test_variables_have_streams_of_their_own() -> None:
    one = {"n": Variable.model_validate({"int": [1, 10**6]})}
    two = {"m": Variable.model_validate({"int": [1, 10**6]}), **one}

    def drawn(variables: dict[str, Variable]) -> Drawn:
        return draw_all(variables, lambda name: Stream("pack", name), lambda _: True)[0]["n"]

    assert drawn(one) == drawn(two)


def test_conditions_that_nothing_meets() -> None:
    with pytest.raises(Unsatisfiable, match="none of 2000 draws"):
        draw_all({"n": Variable.model_validate({"int": [1, 9]})}, lambda name: Stream(name), lambda _: False)


def test_draws_that_take_too_long_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "MAX_SECONDS", 0)
    tried: list[object] = []
    variables = {"n": Variable.model_validate({"int": [1, 9]})}
    with pytest.raises(Unsatisfiable, match="no draw meets `where` within 0 s"):
        draw_all(variables, lambda name: Stream(name), lambda drawn: bool(tried.append(drawn)))
    assert len(tried) < sampling.MAX_TRIES
