"""Known vulnerabilities of the pinned packages, by pip-audit; where its data cannot be reached, that is what is said.

    python -m tox -e audit

Three ends, never mistaken for one another: packages with a known vulnerability are listed and the status is 1; none
has one; or some or all could not be looked up. pip-audit calls a package that its service does not answer for
"skipped" and ends well even if that is all of them, which here is no clean bill.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
OPTIONS = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
UNREACHABLE = re.compile(r"Could not connect|ConnectionError|Timeout|not redirecting properly")
SHOWN = 10


class Verdict(NamedTuple):
    """What an audit ended with."""

    lines: list[str]
    status: int


def verdict(status: int, out: str, err: str) -> Verdict:
    """What pip-audit's exit status and streams mean."""
    try:
        packages: list[dict[str, Any]] = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = [line.strip() for line in err.splitlines() if line.strip()] or [f"exit status {status}"]
        if UNREACHABLE.search(err):
            return Verdict(["audit: not done, the vulnerability service cannot be reached"], 0)
        return Verdict([f"audit: failed: {lines[-1]}"], 1)
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = [
        f"audit: {package['name']} {package['version']}: {flaw['id']}, fixed in {' '.join(flaw['fix_versions']) or '?'}"
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    if found:
        return Verdict(found, 1)
    if packages and len(skipped) == len(packages):
        return Verdict(["audit: not done, the vulnerability service knows none of the packages from here"], 0)
    if status or not packages:
        return Verdict([f"audit: failed: exit status {status}, {len(packages)} packages"], 1)
    line = f"audit: clean, {len(packages) - len(skipped)} packages without a known vulnerability"
    if skipped:
        more = ", …" if len(skipped) > SHOWN else ""
        line += f"; not looked up: {len(skipped)} ({', '.join(skipped[:SHOWN])}{more})"
    return Verdict([line], 0)


def main(words: list[str]) -> int:
    """Audit, and say how it ended; `words` go to pip-audit."""
    command = ["pip-audit", "-r", str(CONSTRAINTS), *OPTIONS, *words]
    done = subprocess.run(command, capture_output=True, text=True)
    lines, status = verdict(done.returncode, done.stdout, done.stderr)
    print(*lines, sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
