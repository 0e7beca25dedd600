import numpy as np

import fakes
from bench.comparison.table import Entry, Table, clusters_of
from test_comparison import compared, requests_for, templates


def table() -> Table:
    items = [*templates(2, 2), *(fakes.item(f"l/{e}", family="entity_ladder", entity=e, rung=1) for e in "ab")]
    outcomes = {(i.id, arm): "right" for i in items for arm in ("base", "adapter")}
    del outcomes["l/b", "adapter"]
    found = compared(requests_for(items), outcomes)
    return Table(found.pairs, found.arms)


def test_every_value_of_every_generation_is_a_row() -> None:
    one = table()
    rows = list(one.entries())
    assert len(rows) == 11 * len(one.names)
    assert rows[0] == Entry(
        0, "t0", "demo", "arithmetic", "en", None, None, "base", "raw", "none", "base", 0, "right", 1
    )
    assert {e.value for e in rows if e.metric == "step_recall"} == {None}
    assert sum(e.arm == "adapter" for e in rows) == 5 * len(one.names)


def test_clusters_are_entities_on_the_ladder_else_templates_and_within_one_template_draws() -> None:
    one = table()
    for rows, kind, codes in (
        ([0, 1, 2, 3], "template", [0, 0, 1, 1]),
        ([0, 1], "instance", [0, 1]),
        ([4, 5], "entity", [0, 1]),
        ([0, 4], "template", [0, 1]),
    ):
        found, clusters = one.clusters(np.array(rows))
        assert (found, np.unique(clusters, return_inverse=True)[1].tolist()) == (kind, codes)
        items = [one.labels[row].item for row in rows]
        named, labels = clusters_of(items)
        assert (named, [list(dict.fromkeys(labels)).index(label) for label in labels]) == (kind, codes)


def test_what_is_not_defined_or_owed_is_missing_and_not_zero() -> None:
    one = table()
    assert np.isnan(one.values[-1, 1]).all()
    assert one.present[-1].tolist() == [True, False]
    assert np.isnan(one.values[0, 0, one.names.index("step_recall")])


def test_places_part_the_pairs() -> None:
    found = {place: index.tolist() for place, index in table().places().items()}
    assert found == {("arithmetic", "raw", "none"): [0, 1, 2, 3], ("entity_ladder", "raw", "none"): [4, 5]}


def test_imported_questions_are_each_a_draw_whatever_their_task() -> None:
    items = [item.model_copy(update={"family": "imported"}) for item in templates(3, 2)]
    by, found = clusters_of(items)
    assert (by, len(set(found))) == ("instance", 6)
    outcomes = {(item.id, arm): "right" for item in items for arm in ("base", "adapter")}
    made = compared(requests_for(items), outcomes)
    kind, clusters = Table(made.pairs, made.arms).clusters(np.arange(6))
    assert (kind, len(np.unique(clusters))) == ("instance", 6)
