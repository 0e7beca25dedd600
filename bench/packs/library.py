"""Which packs there are, and what each holds."""

from collections.abc import Sequence
from pathlib import Path

from bench.errors import InputError
from bench.packs.items import expand
from bench.packs.loading import Pack
from bench.resources import TASKS


def find(names: Sequence[str], root: Path = TASKS) -> list[Path]:
    """Files of packs.

    Parameters
    ----------
    names : each a file (``mine.yaml``), a shipped pack (``arithmetic/shop``), or a shipped folder (``travel``); none at
        all means every shipped pack.

    Raises
    ------
    InputError
        There is no such pack; the message lists those that there are.
    """
    shipped = {path.relative_to(root).with_suffix("").as_posix(): path for path in sorted(root.rglob("*.yaml"))}
    found: dict[Path, None] = {}
    for name in names or list(shipped):
        if name in shipped:
            found[shipped[name]] = None
        elif inside := [path for known, path in shipped.items() if known.startswith(f"{name.rstrip('/')}/")]:
            found.update(dict.fromkeys(inside))
        elif name.endswith((".yaml", ".yml")):
            if not Path(name).is_file():
                raise InputError("no such file; check the path", name)
            found[Path(name)] = None
        else:
            raise InputError(f"no such pack; shipped are {', '.join(shipped)}, others are given as a .yaml file", name)
    return list(found)


def summary(pack: Pack) -> dict[str, object]:
    """One row of `kenzan tasks list`: the name that ``-t`` takes, id, title, families, languages, numbers of templates
    and of items in a run of its own size.
    """
    spec, path = pack.spec, pack.source.path
    return {
        "pack": path.relative_to(TASKS).with_suffix("").as_posix() if path.is_relative_to(TASKS) else str(path),
        "id": pack.id,
        "title": spec.title.get("en") or next(iter(spec.title.values())),
        "families": list(dict.fromkeys(item.family for item in spec.items)),
        "languages": list(spec.languages),
        "templates": len(spec.items),
        "items": len(expand(pack, seed=0)),
    }
