import drawings
import fakes
from bench.comparison import Comparison
from bench.figures.constraints import constraints
from bench.records import Constraint, ConstraintResult, Item, Reference, Request, World

ASKED = (
    Constraint(id="days", level="commonsense", check="day_count", args={"equals": 1}),
    Constraint(id="cheap", level="hard", check="total_at_most", args={"limit": 1}),
    Constraint(id="own", level="hard", check="a check of my own"),
)


def trips(met: dict[str, set[str]]) -> Comparison:
    """Two plans; what the plans of each arm meet."""
    reference = Reference(world=World(days=1, constraints=ASKED))
    items: list[Item] = [fakes.item(f"t{n}", family="travel", template=f"t{n}", reference=reference) for n in range(2)]

    def judged(request: Request) -> dict[str, object]:
        results = (ConstraintResult(id=c.id, level=c.level, passed=c.id in met[request.arm]) for c in ASKED)
        return {"constraints": tuple(results)}

    return drawings.compared(drawings.requests_for(items), lambda _: "wrong", judged=judged)


def test_shares_by_kind_and_level() -> None:
    found = constraints(drawings.view(trips({"base": {"days", "cheap"}, "adapter": {"own"}})))
    assert found is not None
    assert found.columns == ("Kind", "Constraint", "base", "adapter", "Items")
    assert found.rows == (
        ("commonsense", "number of days", "100 %", "0 %", "2"),
        ("hard: asked for", "within the budget", "100 %", "0 %", "2"),
        ("hard: asked for", "a check of my own", "0 %", "100 %", "2"),
    )
    assert found.alt == (
        "commonsense: number of days base 100 %, adapter 0 %. "
        "hard: asked for: within the budget base 100 %, adapter 0 %; a check of my own base 0 %, adapter 100 %."
    )
    lines = {"commonsense", "number of days", "hard: asked for", "within the budget", "a check of my own"}
    assert lines <= set(drawings.texts(found))


def test_arms_stand_beneath_one_another_on_a_line() -> None:
    found = constraints(drawings.view(trips({"base": {"days"}, "adapter": {"days"}}), "ja"))
    assert found is not None
    assert found.rows[0][:2] == ("常識", "日数")
    colours = {e.get("class") for e in drawings.drawing(found).iter() if e.get("class")}
    assert colours == {"ink-blue", "ink-orange"}


def test_no_travel_no_figure() -> None:
    assert (
        constraints(drawings.view(drawings.compared(drawings.requests_for([fakes.item()]), lambda _: "right"))) is None
    )
