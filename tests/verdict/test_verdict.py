from bench.verdict import verdict
from test_comparison import compared, requests_for, templates


def test_a_partial_run_says_so() -> None:
    found = compared(requests_for(templates(6)), {("demo/t0/0", "base"): "right"})
    last = verdict(found)[-1]
    assert (last.kind, last.topic) == ("note", "owed")
    assert last.texts == {
        "en": "23 generations are still owed; all figures are partial.",
        "ja": "未生成が 23 件残っている。数値はすべて途中のもの。",
    }


def test_one_arm_alone_claims_no_difference_and_says_why() -> None:
    items = templates(6)
    (only,) = verdict(compared(requests_for(items, adapters=()), {(i.id, "base"): "right" for i in items}))
    assert only.texts["en"] == "One arm, base: there is nothing to compare it with; its means stand alone."


def test_every_sentence_is_in_both_languages_and_ends() -> None:
    items = templates(6)
    outcomes = {(i.id, arm): "right" if arm == "base" else "none" for i in items for arm in ("base", "adapter")}
    found = verdict(compared(requests_for(items, ["raw", "chat"]), outcomes))
    assert {s.topic for s in found} == {"summary", "right", "steps", "self_checks", "power"}
    for sentence in found:
        assert sentence.texts["en"].endswith(".")
        assert sentence.texts["ja"].endswith("。")
