import fakes
from bench.comparison import compare
from test_comparison import requests_for, templates


def test_how_checks_ended_is_counted_for_each_arm() -> None:
    requests = requests_for(templates(2, 1))
    ends = {("t0", "base"): ["confirmed", "corrected", "broke"], ("t1", "base"): [None, "changed"]}
    found = compare(
        requests,
        {r.key: fakes.generation(r) for r in requests},
        {r.key: fakes.trace(r.key, checks=ends.get((r.item.template, r.arm), [])) for r in requests},
        {r.key: fakes.judgment(r.key) for r in requests},
    )
    base, adapter = found.checks
    assert (base.traces, base.with_check) == (2, 2)
    assert base.ends == {"confirmed": 1, "corrected": 1, "broke": 1, "changed": 1, "inconclusive": 1}
    assert (adapter.traces, adapter.with_check, sum(adapter.ends.values())) == (2, 0, 0)
