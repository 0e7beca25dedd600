from strengths import run


def test_a_curve_rises_from_the_base_to_the_strongest_arm() -> None:
    (curve,) = run(0.5, 0.25).strengths
    assert curve.adapter == "adapter"
    assert [(p.strength, p.arm) for p in curve.points] == [
        (0, "base"), (0.25, "adapter@0.25"), (0.5, "adapter@0.5"), (1, "adapter"),
    ]  # fmt: skip
    assert [p.means["steps"].value for p in curve.points] == [10, 8, 6, 2]


def test_all_points_are_of_the_items_that_every_arm_answered() -> None:
    (curve,) = run(0.5, owed="adapter@0.5").strengths
    assert {p.means["right"].n for p in curve.points} == {11}


def test_each_adapter_has_its_own() -> None:
    assert [c.adapter for c in run(0.5, adapters=("a", "b")).strengths] == ["a", "b"]


def test_two_points_are_no_curve() -> None:
    assert run().strengths == ()
