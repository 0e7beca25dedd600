"""The travel packs as the recipe needs them: free questions with what they draw, closed worlds with their plans."""

import itertools
from collections.abc import Iterator
from typing import Any

from bench.checks.predicates import price
from bench.checks.world import night
from bench.packs import Pack
from bench.packs.cheapest import cheapest
from bench.packs.compiled import Template
from bench.packs.travel import items
from bench.records import Item

from .compile_numbers import numbers, plain

SEEDS, A_SEED = range(1, 4), 12
"""Draws of a closed world: few, since a world has few."""


def trip(pack: Pack, template: Template) -> dict[str, Any]:
    """A free question."""
    spec = template.spec
    args = {constraint.check: constraint.args for constraint in spec.constraints}
    return {
        "template": f"{pack.id}/{spec.id}",
        "text": plain(spec.text),
        **numbers(template, template.base),
        "days": args["day_count"]["equals"],
        "month": args.get("in_month", {}).get("month"),
    }


def closed_prompts(pack: Pack, template: Template, kept_seed: int) -> Iterator[dict[str, Any]]:
    """Questions about a closed world, each once, those of the shipped selections marked."""
    told: set[str] = set()
    for seed in (kept_seed, *SEEDS):
        count = template.spec.instances if seed == kept_seed else A_SEED
        made = list(items(pack, template, seed, count))
        for _, group in itertools.groupby(made, lambda item: item.id.rpartition("/")[0]):
            asked: dict[str, Item] = {item.lang: item for item in group}
            if asked["en"].question in told:
                continue
            told.add(asked["en"].question)
            yield _prompt(pack, template, asked, kept=seed == kept_seed)


def _prompt(pack: Pack, template: Template, asked: dict[str, Item], *, kept: bool) -> dict[str, Any]:
    world = asked["en"].reference.world
    assert world is not None
    budget = next(c.args["limit"] for c in world.constraints if c.check == "total_at_most")
    plans = {}
    inn = None
    for lang in asked:
        plan = cheapest(world, lang)
        days = [
            {
                "day": day.day,
                "stops": [{"time": stop.time, "name": stop.name, "cost": stop.cost} for stop in day.stops],
                "inn": day.inn,
            }
            for day in plan.days
        ]
        inn = next((each for each in world.inns if each.names[lang] == days[0]["inn"]), None)
        plans[lang] = {"days": days, "nights": plan.nights, "total": price(plan, world)}
    return {
        "template": f"{pack.id}/{template.spec.id}",
        "text": {lang: item.question for lang, item in asked.items()},
        "party": world.party,
        "budget": budget,
        "inn": [inn.cost, night(inn, world.party) // inn.cost] if inn else None,
        "plan": plans,
        "kept": kept,
    }
