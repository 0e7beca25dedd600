"""Nothing lost, nothing let in: what was tried to make a run lose, repeat or confuse its records, and what came of it.

    python benchmarks/reliability.py                        # all parts
    python benchmarks/reliability.py --part kills,identity  # some of them

A part is a module beside this one, ``reliability_NAME.py``: the first line of its docstring is its heading,
``measure() -> dict[str, str]`` gives its figures by name, as they are printed, and ``ZERO`` names those that must be 0.
Each part has its own section in RESULTS.md. Exit status 1 where a figure that must be 0 is not.
"""

import argparse
import importlib
import sys
from pathlib import Path
from types import ModuleType

import results

PREFIX = "reliability_"
PARTS = sorted(file.stem.removeprefix(PREFIX) for file in Path(__file__).parent.glob(f"{PREFIX}*.py"))


def heading(part: ModuleType) -> str:
    """What the part is called in RESULTS.md."""
    return f"Reliability: {(part.__doc__ or part.__name__).strip().splitlines()[0].rstrip('.')}"


def table(figures: dict[str, str], zero: tuple[str, ...]) -> str:
    """The figures, one a row."""
    rows = [f"| {name} | {value} | {'0' if name in zero else ''} |" for name, value in figures.items()]
    return "\n".join(["| what | figure | goal |", "|---|---:|---|", *rows])


def missed(figures: dict[str, str], zero: tuple[str, ...]) -> list[str]:
    """Figures that must be 0 and are not, or are missing."""
    return [f"{name}: {figures.get(name, 'not measured')}" for name in zero if figures.get(name) != "0"]


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default=",".join(PARTS), help="names, separated by commas; all by default")
    parser.add_argument("--no-results", action="store_true", help="leave RESULTS.md alone")
    asked = parser.parse_args()
    names = asked.part.split(",")
    if unknown := sorted({*names} - {*PARTS}):
        parser.error(f"unknown part {unknown[0]!r}; there are {', '.join(PARTS)}")
    failed = []
    for name in names:
        part = importlib.import_module(PREFIX + name)
        figures, zero = part.measure(), tuple(getattr(part, "ZERO", ()))
        print(f"{heading(part)}\n\n{table(figures, zero)}\n", flush=True)
        failed += [f"{name}: {line}" for line in missed(figures, zero)]
        if not asked.no_results:
            results.write(heading(part), f"reliability.py --part {name}", table(figures, zero))
    if failed:
        sys.exit("not as it must be: " + "; ".join(failed))


if __name__ == "__main__":
    main()
