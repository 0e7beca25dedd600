"""Truncation, loops and languages."""

import pytest

from bench.trace import health


@pytest.mark.parametrize("encoding", ["euc_jp", "shift_jis", "cp932"])
def test_what_only_simplified_chinese_writes_is_not_japanese(encoding: str) -> None:
    for character in health.SIMPLIFIED:
        with pytest.raises(UnicodeEncodeError):
            character.encode(encoding)


def test_simplified_characters_are_of_simplified_chinese() -> None:
    assert len(health.SIMPLIFIED) > 900
    assert all(len(c.encode("gb2312")) == 2 for c in health.SIMPLIFIED)


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("The pens cost 3 dollars.", "latin"),
        ("ノートは三冊です。", "kana_han"),
        ("这个问题说明了什么", "han_simplified"),
    ],
)
def test_language_shares(text: str, top: str) -> None:
    shares = health.language_shares(text)
    assert next(iter(shares)) == top
    assert sum(shares.values()) == pytest.approx(1, abs=0.01)


def test_no_letters_no_language() -> None:
    assert health.language_shares("12 + 3") == {}
    assert health.guess("12 + 3") is None


def test_switches_leave_out_what_the_question_says() -> None:
    text = "答えは、the pens are all in the red box です。"
    assert [text[a:b] for a, b in health.switches(text, "ja", None)] == ["the pens are all in the red box"]
    assert health.switches(text, "ja", "Where? the pens are all in the red box") == ()
    chinese = "まず、这个问题说明应该计算。"
    assert len(health.switches(chinese, "ja", None)) == 1


@pytest.mark.parametrize(
    ("text", "wanted", "spans"),
    [
        ("計算の结果は5です。", "ja", ["结果"]),
        ("まず問題を考える。还有，应该再检查一下。答えは5。", "ja", ["还有，应该再检查一下"]),
        ("答えは東京都千代田区です。", "ja", []),
        ("The sum is 5, 所以答案是五。", "en", ["所以答案是五。"]),
        ("The sum is, итак, 5.", "en", ["итак"]),
        ("합은 5です。", "ja", ["합은"]),
        ("这个问题のこたえは五", "zh", ["のこたえは"]),
        ("x と y を足す。", "ja", []),
    ],
)
def test_passages_in_another_language(text: str, wanted: str, spans: list[str]) -> None:
    assert [text[a:b] for a, b in health.switches(text, wanted, None)] == spans


def test_a_repeated_tail_is_a_loop() -> None:
    text = "First we add. " + "Then we wait and see. " * 12
    span = health.loop(text, len(text))
    assert span is not None
    assert 0 < span[0] < 40
    assert span[1] == len(text)
    assert health.loop("First we add, then we wait and see what comes of it, and then we stop.", 70) is None


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("".join(f"{i}. Check the sum again.\n" for i in range(1, 12)), True),
        ("\n".join(f"{i}. 京都\n{i + 1}. 大阪" for i in range(1, 20, 2)), True),
        ("".join(f"{i}. Check the sum again.\n" for i in range(1, 4)), False),
        ("\n".join(f"- item {i}" for i in range(30)), False),
        ("\n".join(str(i) for i in range(30)), False),
        ("あ" * 100, True),
        ("-" * 100, False),
        ("abcdefghij" * 3, False),
    ],
)
def test_lists_and_runs(text: str, loops: bool) -> None:
    assert (health.loop(text, len(text)) is not None) is loops


def test_a_final_answer_long_before_the_end_does_not_make_a_text_whole() -> None:
    text = "The answer is 12. " + "And then we may look at it again, " * 20 + "so that"
    near, far = (
        health.health(text, len(text), cut=True, budget=False, lang="en", question=None, answered=at)
        for at in (len(text) - 10, 17)
    )
    assert not near.truncated
    assert far.truncated


@pytest.mark.parametrize(
    ("text", "reason", "cut"),
    [
        ("Done.", "length", True),
        ("so we then", "stop", False),
        ("Done.", None, False),
        ("x " * 300 + "and then the", None, True),
        ("so \\[ 3 + 4", None, True),
        ("```python\nx", None, True),
        ("x " * 300 + "so $y = 3$", None, False),
        ("x " * 300 + "so we take |y|", None, True),
        ("x " * 300 + "\n| a | b |", None, False),
        ("First we add. Then we take the", None, True),
        ("First we add. And so he", None, True),
        ("12 + 30 =", None, True),
        ("1. 12 + 30 = 42\n2. **Now", None, True),
        ("1. 12 + 30 = 42\n2.", None, True),
        ("It is (see above", None, True),
        ("It lies in (-1, 4]", None, False),
        ("まず足す。次に三つを", None, True),
        ("The answer is \\boxed{42", None, True),
        ("Total: 42", None, False),
        ("First we add.\nTotal = 42 pens", None, False),
        ("まず足す。\n合計は42本", None, False),
        ("First we add. The sum is 42 p", None, True),
        ("First we add.\n\nThen the pens cost 3", None, True),
        ("It was Mr. Ito", None, False),
        ("x " * 300 + "Hope this helps 😊", None, False),
        ("", None, False),
    ],
)
def test_cut_off(text: str, reason: str | None, cut: bool) -> None:
    assert health.cut_off(text, len(text), reason) is cut
