import fakes
from bench.verdict.power import power
from test_comparison import compared, requests_for, templates


def test_the_smallest_effect_of_every_board_that_has_one() -> None:
    items = templates(8, 4) + [fakes.item(f"trip/{i}", family="travel", template=f"p{i}") for i in range(3)]
    wrong = {i.id for i in items[:3]}
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "a", "b")}
    outcomes |= {(id, "b"): "wrong" for id in wrong}
    found = compared(requests_for(items, adapters=("a", "b")), outcomes)
    known = [d.detectable or 0 for d in found.families[0].measures["right"].differences.values()]
    assert found.families[1].measures["right"].differences["a"].detectable is None
    (sentence,) = power(found)
    worst = f"{100 * max(known):.0f}"
    assert sentence.texts == {
        "en": f"Smallest change in answers that this run could have seen (80 % power): word problems {worst} points.",
        "ja": f"この実験で捉えられた正解率の最小の変化（検出力80 %）：文章題 {worst}ポイント。",
    }


def test_a_run_that_could_have_seen_nothing_says_nothing_of_it() -> None:
    items = templates(3)
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    assert list(power(compared(requests_for(items), outcomes))) == []
