"""Every package that CI and the demo install, pinned: makes `constraints.txt`, and says where it is not current.

    python -m tox -e lock                  pins what is missing, drops what nothing needs, keeps the rest
    python -m tox -e lock -- --upgrade     takes the latest of everything

What is pinned follows from `tox.ini`: the extras and dependency groups that its environments install, and the version
of torch that they begin with. One file holds for Linux and every Python that the project supports; uv resolves it, pip
reads it. `problems` needs no network: the test of it is how CI notices that the file must be made again.
"""

import configparser
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
CONSTRAINTS = "constraints.txt"
MEND = "python -m tox -e lock"
OLDEST = "3.11"
OWN = "kenzan (pyproject.toml"
"""How uv names a requirement of ours among those that need a package."""


@dataclass(frozen=True)
class Pin:
    """A package in one version, for the machines that its marker is true of."""

    name: NormalizedName
    version: Version
    marker: Marker | None
    needed_by: list[str] = field(default_factory=list)
    """As uv writes it."""

    @property
    def here(self) -> bool:
        """Whether it is for this machine and Python."""
        return self.marker is None or self.marker.evaluate()

    @property
    def ours(self) -> bool:
        """Whether `pyproject.toml` itself requires it."""
        return any(OWN in reason for reason in self.needed_by)


class Installed(Protocol):
    """What is asked of `importlib.metadata.Distribution`."""

    @property
    def version(self) -> str: ...  # noqa: D102

    @property
    def requires(self) -> list[str] | None: ...  # noqa: D102


@dataclass(frozen=True)
class Used:
    """What the environments of `tox.ini` install."""

    extras: list[str]
    groups: list[str]
    torch: str
    """The requirement that they begin with, e.g. ``torch==2.13.0``."""


def used(tox_ini: str) -> Used:
    """Extras, dependency groups and the version of torch in `tox.ini`."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(tox_ini)
    found: dict[str, list[str]] = {"extras": [], "dependency_groups": []}
    for section in parser.sections():
        for option, names in found.items():
            names += re.split(r"[\s,]+", parser.get(section, option, fallback=""))
    torch = re.search(r"^\s*(?:deps\s*=\s*)?(torch==\S+)", tox_ini, re.M)
    if torch is None:
        raise ValueError("tox.ini pins no torch; left open, it brings gigabytes")
    extras, groups = (sorted({*names} - {""}) for names in found.values())
    return Used(extras, groups, torch[1])


def required(pyproject: Mapping[str, Any], used: Used) -> Iterator[Requirement]:
    """The project's own requirements, those of the used extras and groups among them."""
    project = pyproject["project"]
    lines, extras = list(project["dependencies"]), list(used.extras)
    for group in used.groups:
        lines += pyproject["dependency-groups"][group]
    for extra in extras:  # grows: an extra may be made of others
        lines += project["optional-dependencies"][extra]
        named = (Requirement(line) for line in project["optional-dependencies"][extra])
        extras += [more for one in named if one.name == project["name"] for more in one.extras if more not in extras]
    yield from (requirement for requirement in map(Requirement, lines) if requirement.name != project["name"])


def pins(text: str) -> list[Pin]:
    """The pins of a constraints file that uv wrote; ValueError for a line that is none."""
    found: list[Pin] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("    #"):
            reason = line.removeprefix("    #").strip().removeprefix("via").strip()
            found[-1].needed_by.extend([reason] if reason else [])
        elif line and not line.startswith("#"):
            requirement = Requirement(line)
            (exactly,) = requirement.specifier
            if exactly.operator != "==":
                raise ValueError(f"{CONSTRAINTS}:{number}: not a pin: {line}")
            version = Version(exactly.version)
            found.append(Pin(canonicalize_name(requirement.name), version, requirement.marker))
    return found


def problems(root: Path = ROOT, *, installed: Callable[[str], Installed] = metadata.distribution) -> list[str]:
    """What makes the file differ from what `tox.ini` and `pyproject.toml` ask for; empty where it is current.

    Parameters
    ----------
    installed : the distribution of a name; raises `importlib.metadata.PackageNotFoundError`.
    """
    asked = used((root / "tox.ini").read_text("utf-8"))
    wanted = list(required(tomllib.loads((root / "pyproject.toml").read_text("utf-8")), asked))
    found = pins((root / CONSTRAINTS).read_text("utf-8"))
    return [
        *(f"{pin.name}=={pin.version}: a build of one place; pin {pin.version.public}" for pin in found if _local(pin)),
        *_unmet([*wanted, Requirement(asked.torch)], found, "kenzan"),
        *_stale(wanted, found),
        *_missing_of_installed(wanted, found, installed),
    ]


def _local(pin: Pin) -> bool:
    return pin.version.local is not None


def _unmet(wanted: Iterable[Requirement], found: Iterable[Pin], by: str) -> Iterator[str]:
    """Requirements without a pin that satisfies them, on this Python."""
    here = {pin.name: pin for pin in found if pin.here}
    for requirement in wanted:
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        pin = here.get(canonicalize_name(requirement.name))
        if pin is None:
            yield f"{requirement.name}: needed by {by}, not pinned"
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            yield f"{pin.name}=={pin.version}: {by} needs {requirement.name}{requirement.specifier}"


def _stale(wanted: Iterable[Requirement], found: Iterable[Pin]) -> Iterator[str]:
    """Pins that nothing needs: neither we nor another pin that is needed."""
    names = {canonicalize_name(requirement.name) for requirement in wanted}
    known = {pin.name for pin in found}
    for pin in found:
        needed_by = {canonicalize_name(reason) for reason in pin.needed_by}
        if pin.ours and pin.name not in names and not needed_by & known:
            yield f"{pin.name}=={pin.version}: stale, nothing needs it"
        elif not pin.ours and not needed_by & known:
            yield f"{pin.name}=={pin.version}: stale, its own need is gone"


def _missing_of_installed(
    wanted: Iterable[Requirement], found: list[Pin], installed: Callable[[str], Installed]
) -> Iterator[str]:
    """What installed packages need, from one to the next, and no pin satisfies.

    A package that is not installed in the pinned version says nothing about what the pinned one needs.
    """
    versions = {pin.name: pin.version for pin in found if pin.here}
    queue = [(canonicalize_name(r.name), tuple(sorted(r.extras))) for r in wanted]
    seen = set(queue)
    while queue:
        name, extras = queue.pop()
        try:
            here = installed(name)
        except metadata.PackageNotFoundError:
            continue
        if Version(Version(here.version).public) != versions.get(name):
            continue
        needs = [Requirement(line) for line in here.requires or ()]
        needs = [need for need in needs if _applies(need, extras)]
        yield from _unmet([Requirement(f"{need.name}{need.specifier}") for need in needs if not need.url], found, name)
        following = {(canonicalize_name(need.name), tuple(sorted(need.extras))) for need in needs} - seen
        queue += following
        seen |= following


def _applies(need: Requirement, extras: Iterable[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def main(words: list[str]) -> int:
    """Make the file; `words` go to uv."""
    asked = used((ROOT / "tox.ini").read_text("utf-8"))
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--python-version",
        OLDEST,
    ]
    command += [word for extra in asked.extras for word in ("--extra", extra)]
    command += [word for group in asked.groups for word in ("--group", group)]
    command += ["--constraints", "-", "--quiet", "--output-file", CONSTRAINTS, *words]
    named = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": MEND}
    done = subprocess.run(command, input=asked.torch, text=True, cwd=ROOT, env=named)
    if done.returncode:
        return done.returncode
    left = problems()
    print(*left or [f"{CONSTRAINTS}: {len(pins((ROOT / CONSTRAINTS).read_text('utf-8')))} pins"], sep="\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
