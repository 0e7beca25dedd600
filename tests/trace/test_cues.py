"""The quick search for cues finds what the pattern alone finds."""

import importlib
import pkgutil
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bench.trace
from bench.trace.cues import Cues, lowered

PIECES = (
    "The ", "the final ", "our ", "answer", "Answer", "result", "solution", "ans", " A", "is", " is ", " would be ",
    ":", " = ", " ", "\n", "\n\n", ". ", "**", "#### ", "12", "x", "答え", "正解", "は", "：", "。", "最終的な",
    "解答", "that is ", "clearly ", "wrong", "I made ", "a ", "small ", "mistake", "correction", "does not match",
    "should be", "not right", "間違え", "計算ミス", "正しくは", "Wait, ", "no, ", "hmm", "re", "recheck",
    "double-check", "again", "もう一度", "待って", "いや", "違う", "so ", "therefore", "in total ", "which means ",
    "つまり", "以上より", "check", "verify", "make sure ", "another ", "way", "İ",
)  # fmt: skip


def shipped() -> list[tuple[str, Cues]]:
    found = []
    for info in pkgutil.walk_packages(bench.trace.__path__, "bench.trace."):
        module = importlib.import_module(info.name)
        found += [(f"{info.name}.{name}", cue) for name, cue in vars(module).items() if isinstance(cue, Cues)]
    return found


@pytest.mark.parametrize(("name", "cues"), shipped())
@given(text=st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_cue_is_found_as_the_pattern_alone_finds_it(name: str, cues: Cues, text: str) -> None:
    assert [m.span() for m in cues.finditer(text)] == [m.span() for m in cues.pattern.finditer(text)]


def test_only_the_passage_is_searched() -> None:
    cues = Cues(r"\bthe (?:answer|result) is\b", "answer|result", before=4, length=20)
    text = "The answer is 4. So the result is 4."
    assert [m[0] for m in cues.finditer(text)] == ["The answer is", "the result is"]
    assert [m[0] for m in cues.finditer(text, 5)] == ["the result is"]
    assert cues.search(text, 0, 12) is None
    assert isinstance(cues.search(text), re.Match)


def test_lower_case_keeps_every_place() -> None:
    assert lowered("İSTANBUL 12") == "istanbul 12"
