"""docs/others.md: what it says of Kenzan and of the measurement holds; what it says of others is dated."""

import re

import bench
from bench import packs
from pages import DOCS, ROOT

PAGE = (DOCS / "others.md").read_text("utf-8")
RESULTS = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")


def test_versions_and_numbers_of_our_own() -> None:
    assert f"| Kenzan {bench.__version__} |" in PAGE
    assert f"| {len(packs.find([]))} packs, YAML" in PAGE
    assert re.search(r"read on 20\d\d-\d\d-\d\d in the versions", PAGE)


def test_the_speed_is_what_was_measured() -> None:
    section = RESULTS.split("## Throughput: the embedded pair on a CPU")[1].split("\n## ")[0]
    for rows, engine in ((64, "slots"), (64, "lm-eval hf, batch 32")):
        line = re.search(rf"^\| {rows} \| equal [^|]+\| base \| {engine} \| ([\d,]+)\.(\d)", section, re.M)
        assert line is not None
        rounded = round(float(line[1].replace(",", "") + "." + line[2]))
        assert f"{rounded:,}" in PAGE
