"""Any text as a trace: analysed, twice the same, whatever is found lying in the text and in order, whole as JSON."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bench.trace import analyse
from bench.trace.stream import Line, analyse_line
from fuzzing.mutations import documents, edited

PIECES = [
    *"0123456789+-=×÷.,、。 \n()｛}{\\$%:?!&_^'\"|<>１２万億千三あ的個円％−½",
    *(" = ", "answer", "The answer is ", "確認", "答え：", "**Final Answer**\n", "#### ", "\n\n", "Step 2: ", "1. "),
    *("\\boxed{", "\\frac{", "\\frac12", "\\text{", "\\sqrt", "\\left(", "\\right]", "\\[", "\\]", "\\cup", "\\infty"),
    *("\\begin{pmatrix}", "\\end{pmatrix}", "\\mathbb{R}", "\\mid", "\\lfloor", "\\binom", "\\cos ", "\\overline{3}"),
    *("<think>", "</think>", "<answer>", "</answer>", "```", "| a |", "<|im_end|>", "Wait, ", "half of ", "a dozen"),
    *(
        "minutes",
        " m ",
        " and ",
        "three",
        "hundred",
        "twenty-",
        "年",
        "月",
        "日",
        "時",
        "分の",
        "割",
        "半",
        "x",
        "x = ",
    ),
]
EXAMPLES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "examples" / "traces.jsonl").read_text("utf-8").splitlines()
]


@st.composite
def spliced(draw: st.DrawFn) -> str:
    """A text that a model could have written, with pieces put into it."""
    text: str = draw(st.sampled_from(EXAMPLES))["text"]
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.booleans()):
            text = edited(draw, text)
        else:
            at = draw(st.integers(0, len(text)))
            text = text[:at] + "".join(draw(st.lists(st.sampled_from(PIECES), max_size=4))) + text[at:]
    return text


ANY = st.one_of(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.text(max_size=200))
TEXTS = st.one_of(ANY, spliced())
ASKED = st.tuples(TEXTS, st.none() | ANY, st.none() | ANY, st.sampled_from([None, "stop", "length"]))
LINES = st.one_of(
    documents(EXAMPLES, ANY).map(lambda document: json.dumps(document)),
    documents(EXAMPLES, ANY).map(lambda document: json.dumps(document, ensure_ascii=False)),
    st.text(max_size=60),
)


def check(asked: tuple[str, str | None, str | None, str | None]) -> str:
    """Analyse a text with its question and answer; returns ``read``. AssertionError, or anything else, is a finding."""
    text, question, answer, reason = asked
    trace = analyse(text, question=question, answer=answer, finish_reason=reason)
    spans = [trace.reasoning, trace.response, trace.answer.span, trace.health.loop]
    lists = (trace.candidates, trace.claims, trace.episodes)
    spans += [*trace.steps, *trace.health.language_switches, *(x.span for found in lists for x in found)]
    assert all(0 <= s[0] <= s[1] <= len(text) for s in spans if s is not None)
    assert all(a[1] <= b[0] for a, b in pairwise(trace.steps))
    for found in lists:
        assert [x.span for x in found] == sorted(x.span for x in found)
    if trace.reasoning and trace.response:
        assert trace.reasoning[1] <= trace.response[0]
    if answer is None:
        assert trace.answer.verdict is None
        assert all(c.right is None for c in trace.candidates)
    if trace.answer.status == "none":
        assert trace.answer.verdict is None
    assert json.loads(trace.model_dump_json()) == trace.model_dump(mode="json")
    assert type(trace).model_validate_json(trace.model_dump_json()) == trace
    assert analyse(text, question=question, answer=answer, finish_reason=reason) == trace
    return "read"


def check_line(line: str) -> str:
    """A line of `kenzan trace`: an analysis, or what is wrong with it; returns ``read`` or ``refused``."""
    result = analyse_line(Line(line, "traces.jsonl:1"))
    out = json.loads(result.text)
    assert "\n" not in result.text
    result.text.encode("utf-8")
    if result.error is None:
        assert out["answer"]["status"]
        return "read"
    assert "\n" not in result.error
    assert len(result.error) < 500
    assert out["error"] == result.error
    return "refused"
