"""What variants cost, paired with the base variant of the same draw."""

import fakes
from bench.records import Item
from bench.variant_scores import variant_scores
from test_comparison import compared, requests_for


def items() -> list[Item]:
    return [
        fakes.item(f"p/t{t}/{i}/{v}", template=f"t{t}", instance=i, variant=v)
        for t in range(6)
        for i in range(2)
        for v in ("base", "noop", "big")
    ]


def test_a_drop_is_right_in_the_variant_minus_right_in_the_base() -> None:
    wrong = {"p/t0/0/noop", "p/t0/1/noop", "p/t3/0/noop", "p/t5/1/base"}
    outcomes = {(i.id, "base"): "wrong" if i.id in wrong else "right" for i in items()}
    outcomes |= {(i.id, "adapter"): "right" if i.variant == "base" else "wrong" for i in items()}
    found = {s.group: s for s in variant_scores(compared(requests_for(items()), outcomes))}
    assert set(found) == {"noop", "big"}
    assert found["noop"].figures["base"].value == (-3 + 1) / 12
    assert found["noop"].figures["adapter"].value == -1
    assert (found["noop"].figures["base"].n, found["noop"].figures["base"].clusters) == (12, 6)
    assert found["noop"].differences["adapter"].value == -1 + 2 / 12
    assert found["big"].figures["base"].value == 1 / 12


def test_a_draw_without_its_base_variant_tells_nothing() -> None:
    outcomes = {(i.id, "base"): "right" for i in items() if i.instance == 0 or i.variant != "base"}
    found = variant_scores(compared(requests_for(items()), outcomes))
    assert [s.figures["base"].n for s in found] == [6, 6]


def test_other_families_have_no_variants() -> None:
    trip = fakes.item("trip", family="travel", variant="easy")
    assert variant_scores(compared(requests_for([trip]), {("trip", "base"): "right"})) == ()
