from bench.comparison import Comparison
from test_comparison import compared, requests_for, templates


def test_a_comparison_survives_json() -> None:
    items = templates(6)
    found = compared(requests_for(items), {(i.id, arm): "right" for i in items for arm in ("base", "adapter")})
    assert Comparison.model_validate_json(found.model_dump_json()) == found
