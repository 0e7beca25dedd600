"""Prove a travel template: its witness meets all constraints, and every constraint can be turned red by a mutation."""

from collections.abc import Iterator

from bench.checks.itinerary import evaluate as judge
from bench.packs import draws, travel
from bench.packs.compiled import Template
from bench.packs.loading import Pack
from bench.packs.mutations import MUTATIONS, NotApplicable
from bench.packs.notes import Problem


def prove(pack: Pack, template: Template, samples: int, seed: int) -> Iterator[Problem]:
    """What is unsound, over all draws, variants and languages; worlds that come again are judged once."""
    spec = template.spec
    red: set[str] = set()
    used: set[int] = set()
    seen = set()
    for instance in draws.instances(pack.id, pack.version, template, seed=seed, count=samples):
        for case in template.cases:
            values, world = travel.world_of(template, case, instance)
            key = world.model_dump_json()
            if key in seen:
                continue
            seen.add(key)
            shown = ", ".join(f"{name} = {value}" for name, value in values.items())
            for lang in pack.spec.languages:
                plan = travel.witness(spec, world, lang)
                failed = {r.id: r.detail for r in judge(plan, world) if not r.passed}
                if failed:
                    first = next(iter(failed.values()))
                    yield ("witness",), f"fails {', '.join(failed)}: {first} for {shown}"
                    continue
                for i, mutation in enumerate(spec.mutations):
                    ((name, given),) = mutation.args.items()
                    argument = instance.base[given].value if given in instance.base else given
                    try:
                        changed = MUTATIONS[name](plan, world, argument)
                    except (NotApplicable, IndexError):  # IndexError: of a plan without that many days or stops
                        continue
                    used.add(i)
                    broken = {r.id for r in judge(changed, world) if not r.passed}
                    red |= broken
                    if broken != set(mutation.breaks):
                        got = ", ".join(sorted(broken)) or "nothing"
                        yield ("mutations", i), f"breaks {got}, not {', '.join(mutation.breaks)}: for {shown}"
    for i in range(len(spec.mutations)):
        if i not in used:
            yield ("mutations", i), "changes nothing in any witness; take it out, or another argument"
    for i, constraint in enumerate(spec.constraints):
        if constraint.id not in red:
            yield ("constraints", i), "vacuous: no mutation turns it red; add one, or take the constraint out"
