from bench.comparison import Comparison
from test_comparison import compared, requests_for, templates


def test_a_comparison_survives_json() -> None:
    items = templates(6)
    found = compared(requests_for(items), {(i.id, arm): "right" for i in items for arm in ("base", "adapter")})
    assert Comparison.model_validate_json(found.model_dump_json()) == found


def test_a_row_gives_the_second_arms_differences_and_one_arms_means() -> None:
    items = templates(6)
    two = compared(requests_for(items), {(i.id, arm): "right" for i in items for arm in ("base", "adapter")})
    assert two.families[0].differences["right"] == two.families[0].measures["right"].differences["adapter"]
    one = compared(requests_for(items, adapters=()), {(i.id, "base"): "right" for i in items})
    found = one.families[0].differences["right"]
    assert (found.means, found.difference, found.n) == ({"base": 1.0}, None, 12)
