"""Run directories on the disk, generated and scored without a model."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import fakes
from bench.arms import arms_of
from bench.plan import plan
from bench.records import Elicit, Item
from bench.runs import Manifest, RunDirectory
from bench.scoring import score


def item(n: int, **changes: object) -> Item:
    """One of eight templates' items; its answer is 42."""
    return fakes.item(f"demo/t{n % 8}/{n // 8}/en", template=f"t{n % 8}", instance=n // 8, **changes)


def made(
    folder: Path,
    items: Sequence[Item],
    *,
    texts: Mapping[str, str] | None = None,
    base: str = "b" * 64,
    adapters: Sequence[str] = ("adapter",),
    formats: Sequence[str] = ("raw",),
    elicits: Sequence[Elicit] = ("none",),
    done: int | None = None,
    scored: bool = True,
    **changes: object,
) -> RunDirectory:
    """A run directory.

    Parameters
    ----------
    texts : arm -> what it answers; ``Answer: 42`` where it is not there.
    base : hash of the base's weights.
    done : generations there; None: all.
    changes : fields of the manifest.
    """
    sampling = changes.get("sampling", fakes.GREEDY)
    requests = plan(
        items,
        fakes.EchoEngine(base=base),
        arms=arms_of(list(adapters)),
        formats=formats,
        elicits=elicits,
        samples=1,
        sampling=sampling,  # type: ignore[arg-type]
        seed=1,
    )
    fields = {
        "created": "2026-01-01T00:00:00+00:00",
        "kenzan": "0.1.0",
        "command": "kenzan run",
        "model": f"model-{base[0]}",
        "adapters": {name: f"path/{name}" for name in adapters},
        "engine": "echo",
        "identity": {"base": base, "quantisation": "none"},
        "versions": {"echo": "1"},
        "packs": {"demo": "1.0.0"},
        "formats": tuple(formats),
        "elicits": tuple(elicits),
        "samples": 1,
        "sampling": sampling,
        "seed": 1,
        "select": "standard",
        "limit": None,
        "signature": f"base:{base[:4]}",
    }
    run = RunDirectory(folder)
    with run.writing():
        run.begin(Manifest.model_validate({**fields, **changes}), requests)
        for request in requests[:done]:
            text = (texts or {}).get(request.arm, "40 + 2 = 42\n\nAnswer: 42")
            run.append(fakes.generation(request, text))
        if scored:
            score(run, jobs=0)
    return run
