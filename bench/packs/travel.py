"""Travel: free questions, of which only the structure is judged, and closed worlds, whose table is in the prompt.

The loader finds the cheapest feasible plan of a closed world and sets the budget from it, so that every instance can be
satisfied.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic import JsonValue

from bench.checks.plans import Day, Plan, Visit
from bench.checks.predicates import price
from bench.checks.world import clock, minutes
from bench.packs import draws
from bench.packs.cheapest import cheapest
from bench.packs.compiled import Case, Template
from bench.packs.draws import Instance
from bench.packs.sandbox import StopSpec
from bench.packs.schema import ItemSpec
from bench.packs.text import render, with_clause
from bench.packs.world_table import table
from bench.records import Constraint, Inn, Item, Lang, Reference, Stop, World

if TYPE_CHECKING:
    from bench.packs.loading import Pack

_TIMES = ("09:00", "13:00", "16:00")


def items(pack: "Pack", template: Template, seed: int, count: int) -> Iterator[Item]:
    """Every draw in every variant (free) or at every slack of the budget (closed world)."""
    spec = template.spec
    for instance in draws.instances(pack.id, pack.version, template, seed=seed, count=count):
        for case in template.cases:
            values, world = world_of(template, case, instance)
            for lang in pack.spec.languages:
                words = draws.shown(template, draws.own(template, case, instance), values, lang)
                if spec.sandbox:
                    words["table"] = table(spec.sandbox, {c.check for c in spec.constraints}, lang)
                clause = render(case.clause[lang], words) if case.clause else None
                yield Item(
                    id="/".join((pack.id, spec.id, str(instance.index), case.variant, "-", "-", lang)),
                    pack=pack.id,
                    template=spec.id,
                    family=spec.family,
                    instance=instance.index,
                    lang=lang,
                    variant=case.variant,
                    question=render(with_clause((case.text or spec.text)[lang], clause, lang), words),
                    check="itinerary",
                    reference=Reference(world=world),
                )


def world_of(template: Template, case: Case, instance: Instance) -> tuple[dict[str, Fraction | int], World]:
    """All numbers of a draw, derived ones included, and the world that a plan is judged against."""
    spec = template.spec
    drawn = draws.own(template, case, instance)
    words: dict[str, Fraction | int | str] = {name: one.value for name, one in drawn.items()}
    more: dict[str, Fraction | int] = {"slack": case.slack} if case.slack is not None else {}
    values = draws.values(template, drawn, more)
    for name in spec.solver:
        world = _world(spec, {**words, **values}, missing_ok=True)
        plan = cheapest(world, next(iter(world.stops[0].names)))
        more[name] = Fraction(price(plan, world) or 0, world.party)
    values = draws.values(template, drawn, more)
    return values, _world(spec, {**words, **values})


def witness(spec: ItemSpec, world: World, lang: Lang) -> Plan:
    """A plan that meets all constraints."""
    if spec.witness is None or spec.witness.stops is None:
        return cheapest(world, lang)
    args: dict[str, Mapping[str, JsonValue]] = {c.check: c.args for c in world.constraints}
    month = args.get("in_month", {}).get("month", 1)
    a_day = args.get("stops_per_day", {}).get("min", 2)
    assert isinstance(a_day, int)
    days = []
    for d in range(world.days):
        names = spec.witness.stops[d * a_day : (d + 1) * a_day]
        stops = [Visit(time=time, name=name) for time, name in zip(_TIMES, names, strict=False)]
        inn = "Inn" if d < world.days - 1 else None
        days.append(Day(day=d + 1, date=f"{month:02d}-{d + 10:02d}", stops=stops, inn=inn))
    return Plan(days=days, nights=world.days - 1)


def _world(spec: ItemSpec, values: Mapping[str, Fraction | int | str], *, missing_ok: bool = False) -> World:
    """The world with a draw's numbers filled in; constraints whose numbers are not known yet may be left out."""
    constraints = []
    for c in spec.constraints:
        if missing_ok and any(isinstance(v, str) and v in spec.derive and v not in values for v in c.args.values()):
            continue
        args = {name: _filled(value, values) for name, value in c.args.items()}
        constraints.append(Constraint(id=c.id, level=c.level, check=c.check, args=args))
    days = next(c.args["equals"] for c in constraints if c.check == "day_count")
    assert isinstance(days, int)
    party = values.get("party", 1)
    stops: tuple[Stop, ...] = ()
    inns: tuple[Inn, ...] = ()
    if spec.sandbox:
        stops = tuple(_stop(stop) for stop in spec.sandbox.stops)
        inns = tuple(Inn.model_validate({**i.model_dump(exclude={"name"}), "names": i.name}) for i in spec.sandbox.inns)
    return World(days=days, party=int(party), constraints=tuple(constraints), stops=stops, inns=inns)


def _stop(spec: StopSpec) -> Stop:
    fields = spec.model_dump(exclude={"name"})
    if spec.departures:
        ends = minutes(spec.departures[-1]) + spec.min_minutes
        fields |= {"open": spec.departures[0], "close": clock(ends)}
    return Stop.model_validate({**fields, "names": spec.name})


def _filled(value: JsonValue, values: Mapping[str, Fraction | int | str]) -> JsonValue:
    """An argument: the value of the variable that it names, else itself."""
    if not isinstance(value, str) or value not in values:
        return value
    number = values[value]
    return int(number) if isinstance(number, Fraction) and number.denominator == 1 else number  # type: ignore[return-value]
