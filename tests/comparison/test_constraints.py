import fakes
from bench.comparison import compare
from bench.records import Constraint, ConstraintResult, Item, Judgment, Reference, World
from test_comparison import requests_for

KINDS = (("must", "hard", "visits"), ("days", "commonsense", "day_count"), ("ride", "hard", "visits"))


def trip(n: int) -> Item:
    constraints = tuple(Constraint.model_validate({"id": i, "level": le, "check": c}) for i, le, c in KINDS)
    reference = Reference(world=World(days=1, constraints=constraints[: 2 if n == 1 else 3]))
    return fakes.item(f"trip/{n}", family="travel", template=f"t{n}", check="itinerary", reference=reference)


def test_a_kind_is_the_share_that_each_plan_meets_and_no_plan_meets_none() -> None:
    requests = requests_for([trip(n) for n in range(2)])
    passed = {("trip/0", "base"): ("must", "days"), ("trip/1", "base"): ("must",), ("trip/1", "adapter"): ("days",)}
    judgments = {}
    for r in requests:
        met = passed.get((r.item.id, r.arm))
        world = r.item.reference.world
        assert world is not None
        results = () if met is None else world.constraints
        judgments[r.key] = Judgment(
            key=r.key,
            check="itinerary",
            outcome="none" if met is None else "wrong",
            constraints=tuple(ConstraintResult(id=c.id, level=c.level, passed=c.id in (met or ())) for c in results),
        )
    found = compare(
        requests,
        {r.key: fakes.generation(r) for r in requests},
        {r.key: fakes.trace(r.key) for r in requests},
        judgments,
    ).constraints
    shares = {(c.level, c.check): {arm: mean.value for arm, mean in c.measure.means.items()} for c in found}
    assert list(shares) == [("commonsense", "day_count"), ("hard", "visits")]
    assert shares["commonsense", "day_count"] == {"base": 0.5, "adapter": 0.5}
    assert shares["hard", "visits"] == {"base": 0.75, "adapter": 0}
    assert found[1].measure.differences["adapter"].difference == -0.75
