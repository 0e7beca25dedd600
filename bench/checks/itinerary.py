"""Does a travel plan meet what was asked? Read from the text, then recomputed constraint by constraint."""

from typing import Literal

from bench.checks.plans import Plan, read_block, read_headings
from bench.checks.predicates import fails
from bench.errors import InputError
from bench.records import ConstraintResult, Generation, Item, Judgment, Trace, World

_LEVELS = ("commonsense", "hard")
Delivery = Literal["strict", "recovered", "none"]


def judge(item: Item, generation: Generation, trace: Trace) -> Judgment:
    """Judge the plan that a text delivers.

    Outcome: right when every constraint is met, wrong when not; none where no plan is delivered, truncated where the
    text was cut off before its plan was complete. A cut-off list of headings is no plan; a complete block is one.

    Metrics, as TravelPlanner (Xie et al. 2024) names them: ``<level>_micro`` is the share of a level's constraints that
    are met, ``<level>_macro`` whether all are; both 0 where there is no plan, None where a level has no constraints.
    """
    world = item.reference.world
    if world is None:
        raise InputError("an itinerary check needs constraints", item.id)
    delivery, plan = _read(generation.text, trace, closed=bool(world.stops))
    results = evaluate(plan, world) if plan is not None else ()
    metrics: dict[str, float | int | None] = {"delivered": int(plan is not None)}
    for level in _LEVELS:
        wanted = sum(c.level == level for c in world.constraints)
        met = sum(r.passed for r in results if r.level == level)
        metrics[f"{level}_micro"] = met / wanted if wanted else None
        metrics[f"{level}_macro"] = int(met == wanted) if wanted else None
    failed = [r.id for r in results if not r.passed]
    cut = trace.health.truncated
    return Judgment(
        key=generation.key,
        check="itinerary",
        outcome=("truncated" if cut else "none") if plan is None else "wrong" if failed else "right",
        reason=("budget" if cut else "not_delivered") if plan is None else ", ".join(failed),
        value=plan.model_dump_json(exclude_none=True) if plan is not None else None,
        delivery=delivery,
        constraints=results,
        metrics=metrics,
    )


def evaluate(plan: Plan, world: World) -> tuple[ConstraintResult, ...]:
    """Every constraint of a world, recomputed for a plan."""
    return tuple(
        ConstraintResult(id=c.id, level=c.level, passed=not detail, detail=detail)
        for c in world.constraints
        for detail in [fails(c.check, plan, world, c.args)]
    )


def _read(text: str, trace: Trace, *, closed: bool) -> tuple[Delivery, Plan | None]:
    """What is delivered, and how. Reasoning that tags set apart is not searched: a draft is no answer."""
    if "</think>" in text and trace.response is not None:
        text = text[trace.response[0] : trace.response[1]]
    if plan := read_block(text):
        return "strict", plan
    if not closed and not trace.health.truncated and (plan := read_headings(text)):
        return "recovered", plan
    return "none", None
