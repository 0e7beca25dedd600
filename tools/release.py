"""What a release is made of: source distribution, wheel, and a bill of materials of what a user installs with it.

    python -m tox -e release               dist/: kenzan-*.tar.gz, kenzan-*.whl, kenzan-*.cdx.json, SHA256SUMS
    python -m tox -e release -- hf openai  a bill for each of these extras as well

A bill (CycloneDX, JSON) is read off an environment that holds the wheel and what it needs, in the versions of
`constraints.txt`, and nothing else. The same sources give the same files.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
CONSTRAINTS = ROOT / "constraints.txt"


def build() -> Path:
    """Source distribution and wheel, in an empty `dist/`; returns the wheel."""
    shutil.rmtree(DIST, ignore_errors=True)
    # Without isolation the pinned hatchling of this environment builds, and none that was resolved just now.
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(DIST), str(ROOT))
    (wheel,) = DIST.glob("*.whl")
    return wheel


def bill(wheel: Path, extra: str | None = None) -> Path:
    """The bill of materials of the wheel's requirements, those of an extra among them."""
    name = "-".join(filter(None, [*wheel.name.split("-")[:2], extra]))
    file = DIST / f"{name}.cdx.json"
    with tempfile.TemporaryDirectory() as folder:
        _run(sys.executable, "-m", "venv", "--without-pip", folder)
        python = str(Path(folder, "bin", "python"))
        wanted = f"{wheel}[{extra}]" if extra else str(wheel)
        constrained = ["--constraint", str(CONSTRAINTS)]
        _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *constrained, wanted)
        words = ["environment", "--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"]
        _run("cyclonedx-py", *words, "--output-reproducible", "--output-file", str(file), python)
    return file


def components(bill: Path) -> dict[str, str]:
    """Name -> version of what a bill lists beside the project itself."""
    told = json.loads(bill.read_text("utf-8"))
    own = told["metadata"]["component"]["name"]
    return {part["name"]: part["version"] for part in told["components"] if part["name"] != own}


def sums(files: list[Path]) -> str:
    """As ``sha256sum`` writes and checks them."""
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(files))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": _date()})


def _date() -> str:
    """Of the last commit: the files hold no time of their building."""
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "0"


def main(extras: list[str]) -> None:
    """Build, and bill."""
    wheel = build()
    for file in (bill(wheel, extra) for extra in [None, *extras]):
        print(f"{file.relative_to(ROOT)}: {len(components(file))} components")
    (DIST / "SHA256SUMS").write_text(sums([f for f in DIST.iterdir() if f.is_file()]), "utf-8")
    print(*sorted(str(f.relative_to(ROOT)) for f in DIST.iterdir()), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
