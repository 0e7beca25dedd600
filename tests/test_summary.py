import json
import re
from pathlib import Path

import drawings
from bench.comparison import Comparison
from bench.summary import FORMAT, summary
from report_samples import manifest
from test_comparison import templates

DOCUMENT = (Path(__file__).parents[1] / "docs" / "comparison-json.md").read_text("utf-8")


def found() -> dict[str, object]:
    requests = drawings.requests_for(templates(2), adapters=("a", "b"), elicits=("none", "ask"))
    comparison = drawings.compared(requests, lambda r: "" if r.arm == "b" and r.item.instance else "right")
    return json.loads(json.dumps(summary(comparison, manifest())))


def test_everything_but_texts() -> None:
    told = found()
    assert told["format"] == FORMAT
    assert told["run"]["signature"] == manifest().signature
    assert told["arms"] == ["base", "a", "b"]
    first = told["pairs"][0]
    assert (first["item"], first["format"], first["elicit"], first["sample"]) == ("demo/t0/0", "raw", "none", 0)
    assert first["sides"]["a"]["outcome"] == "right"
    assert first["sides"]["a"]["metrics"]["new_tokens"] == 100
    owed = next(pair for pair in told["pairs"] if pair["item"] == "demo/t0/1")
    assert set(owed["sides"]) == {"base", "a"}, "what is owed is missing"
    assert "What is 40 + 2?" not in json.dumps(told)


def test_every_key_is_documented() -> None:
    schema = Comparison.model_json_schema(mode="serialization")
    ours = {"Metric", "Sentence", "Row", "Measure", "Mean", "Difference", "Outcomes", "Flips", "SelfChecks"}
    ours |= {
        "BudgetCurve",
        "BudgetPoint",
        "ConstraintRate",
        "StrengthCurve",
        "StrengthPoint",
        "Recovery",
        "Score",
        "Figure",
    }
    assert ours <= schema["$defs"].keys()
    keys = {key for name in ours for key in schema["$defs"][name]["properties"]}
    told = found()
    keys |= told.keys() | told["pairs"][0].keys() | told["pairs"][0]["sides"]["a"].keys()
    documented = set(re.findall(r"`(\w+)`", DOCUMENT))
    assert keys <= documented, sorted(keys - documented)


def test_every_key_of_the_whole_has_its_line_and_no_line_is_left_over() -> None:
    table = re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.M)
    assert sorted(table) == sorted(found())
