"""What eliciting brings back, as paired differences within an arm, and the words for it."""

import pytest

import fakes
from bench.comparison import Comparison, compare
from bench.elicitation import recoveries
from bench.records import Item
from bench.stats.intervals import cluster_interval
from bench.verdict import verdict
from test_comparison import requests_for, templates

WAYS = ("none", "ask", "prefill")


def elicited(items: list[Item], steps: dict[str, int], right: dict[str, str] | None = None) -> Comparison:
    """The base always shows 5 steps and is right; the adapter shows as many as told for each way of eliciting."""
    requests = requests_for(items, elicits=WAYS)
    outcomes = {r.key: "right" if r.arm == "base" else (right or {}).get(r.elicit, "wrong") for r in requests}
    found = compare(
        requests,
        {r.key: fakes.generation(r) for r in requests},
        {r.key: fakes.trace(r.key, steps=5 if r.arm == "base" else steps[r.elicit]) for r in requests},
        {r.key: fakes.judgment(r.key, outcomes[r.key]) for r in requests},
    )
    found = found.model_copy(update={"recoveries": recoveries(found)})
    return found.model_copy(update={"verdict": verdict(found)})


def notes(found: Comparison) -> list[str]:
    return [s.text for s in found.verdict if s.kind == "note"]


def test_a_recovery_is_the_paired_change_within_the_arm() -> None:
    items = templates(6)
    found = elicited(items, {"none": 1, "ask": 1, "prefill": 4})
    by = {(r.arm, r.elicit, r.metric): r for r in found.recoveries}
    assert set(by) == {
        (a, e, m) for a in ("base", "adapter") for e in WAYS[1:] for m in ("right", "steps", "self_checks")
    }
    steps = by["adapter", "prefill", "steps"]
    assert (steps.plain, steps.elicited, steps.n) == (1, 4, 12)
    assert (steps.low, steps.high) == cluster_interval([3.0] * 12, [i.template for i in items])
    assert by["base", "prefill", "steps"].elicited == 5


@pytest.mark.parametrize(
    ("steps", "ending"),
    [
        ({"none": 1, "ask": 1, "prefill": 4}, "1.0, 1.0 when asked for it, 4.0 when begun for it (hidden, not lost)"),
        (
            {"none": 1, "ask": 2, "prefill": 1},
            "1.0, 2.0 when asked for it, 1.0 when begun for it (mostly lost, 25 % of it comes back)",
        ),
        ({"none": 1, "ask": 1, "prefill": 1}, "1.0, 1.0 when asked for it, 1.0 when begun for it"),
    ],
)
def test_lost_or_hidden_in_words(steps: dict[str, int], ending: str) -> None:
    (told,) = [n for n in notes(elicited(templates(6), steps)) if n.startswith("Word problems, what adapter had lost:")]
    assert f"; steps shown {ending}" in told


def test_what_was_not_lost_is_not_asked_after() -> None:
    steps = dict.fromkeys(WAYS, 5)
    assert not [n for n in notes(elicited(templates(6), steps)) if "; steps shown" in n]


def test_too_few_templates_cannot_tell() -> None:
    found = elicited(templates(3), {"none": 1, "ask": 1, "prefill": 4})
    assert all(r.low is None for r in found.recoveries)


def test_the_main_sentences_are_about_the_items_asked_plainly() -> None:
    found = elicited(templates(6), {"none": 1, "ask": 5, "prefill": 5})
    told = [s.text for s in found.verdict if s.text.startswith("Word problems, steps shown:")]
    assert told == ["Word problems, steps shown: 5.0 → 1.0 (−4.0, −4.0 to −4.0): fewer."]


def test_a_run_that_did_not_elicit_has_none() -> None:
    items = templates(6)
    requests = requests_for(items)
    found = compare(
        requests,
        {r.key: fakes.generation(r) for r in requests},
        {r.key: fakes.trace(r.key) for r in requests},
        {r.key: fakes.judgment(r.key, "right") for r in requests},
    )
    assert recoveries(found) == ()
