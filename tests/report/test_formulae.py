r"""LaTeX as MathML of a restricted structure: what is found, what is made of it, what stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.report.formulae import LONGEST, MOST, Converter, Tree, mathml


def found(text: str, budget: int = 100) -> list[str]:
    return [text[f.start : f.end] for f in Converter(budget).formulae(text)]


@pytest.mark.parametrize(
    ("text", "formulae"),
    [
        (r"so \(3+4\) and \[ \frac12 \]", [r"\(3+4\)", r"\[ \frac12 \]"]),
        ("$x = 5$ and $$y$$", ["$x = 5$", "$$y$$"]),
        (r"the answer is \boxed{1\frac{1}{2}}.", [r"\boxed{1\frac{1}{2}}"]),
        ("It costs $5 and then $10 more", []),
        ("from $5 each to $7 each$", []),
        ("a price of $4$", ["$4$"]),
        (r"\(\text{half of } 3\)", [r"\(\text{half of } 3\)"]),
        (r"\( never closed", []),
        (r"\(a \(b\)", [r"\(b\)"]),
        (r"$\text{number of apples} \cdot 3$", [r"$\text{number of apples} \cdot 3$"]),
        ("no formula", []),
    ],
)
def test_formulae_are_found_by_their_delimiters(text: str, formulae: list[str]) -> None:
    assert found(text) == formulae


@pytest.mark.parametrize(
    ("latex", "tree"),
    [
        ("3776", "n3776"),
        (r"\frac{7}{2}", ["frac", "n7", "n2"]),
        (r"x^2+\sqrt{3}", ["row", ["sup", "ix", "n2"], "o+", ["sqrt", "n3"]]),
        (r"3 \times 4 \le 12", ["row", "n3", "o×", "n4", "o≤", "n12"]),
        (r"\boxed{42}", ["enclose|notation=box", "n42"]),
        (r"\text{a < b}", "ta\u00a0<\u00a0b"),
        (r"\begin{pmatrix}1&2\end{pmatrix}", ["row", "o(", ["table", ["tr", ["td", "n1"], ["td", "n2"]]], "o)"]),
    ],
)
def test_a_formula_is_a_tree(latex: str, tree: Tree) -> None:
    assert mathml(latex) == tree


@pytest.mark.parametrize(
    ("latex", "tree"),
    [
        (r"\href{javascript:alert(1)}{x}", "ix"),
        (r"\class{evil}{x}", "ix"),
        (r"\hspace{99em}x", ["row", ["space"], "ix"]),
        (r"\color{red}x", ["style", "ix"]),
        (r"\text{<script>alert(1)</script>}", "t<script>alert(1)</script>"),
    ],
)
def test_what_could_do_harm_is_left_out(latex: str, tree: Tree) -> None:
    assert mathml(latex) == tree


@pytest.mark.parametrize(
    "latex",
    [
        "x" * (LONGEST + 1),
        "{" * 500,
        r"\frac" * 100,
        r"\def\a{\a\a}\a",
        "^" * 100,
        r"\left(" * 90,
        r"\begin{matrix}" * 30,
        "\\mathrm{",
        r"\sqrt" * 100 + "x",
    ],
)
def test_what_is_no_latex_or_too_deep_stays_text(latex: str) -> None:
    assert mathml(latex) is None


def test_a_text_and_a_report_have_their_limits() -> None:
    assert len(found("$x$ " * (MOST + 5))) == MOST
    converter = Converter(2)
    assert [len(list(converter.formulae(text))) for text in ("$a$ $b$ $c$", "$c$ $a$", "$b$")] == [2, 1, 1]


LEAF = {"n", "i", "o", "t"}
KNOWN = LEAF | {
    *("frac", "row", "sqrt", "root", "sub", "sup", "subsup", "under", "over", "underover", "table", "tr", "td"),
    *("space", "style", "padded", "phantom", "enclose", "multiscripts", "prescripts", "none", "error"),
}


def check(tree: Tree) -> None:
    if isinstance(tree, str):
        assert tree[0] in LEAF
        return
    head, *children = tree
    assert isinstance(head, str)
    name, *attributes = head.split("|")
    assert name in KNOWN
    for attribute in attributes:
        key, value = attribute.split("=")
        assert key.isalpha() and len(value) <= 40 and not set(value) & set("<>\"'()/:;")
    if name in LEAF:
        assert len(children) == 1 and isinstance(children[0], str)
    else:
        for child in children:
            check(child)


PIECES = st.sampled_from(
    [
        *(r"\frac", r"\sqrt", r"\text", r"\left", r"\right", r"\begin{matrix}", r"\end{matrix}", r"\href", r"\hspace"),
        *(
            "{",
            "}",
            "^",
            "_",
            "&",
            r"\\",
            "(",
            ")",
            "[",
            "]",
            "x",
            "12",
            "é",
            "株",
            "<",
            "$",
            " ",
            r"\color",
            r"\style",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_the_latex_the_tree_names_only_what_is_known(latex: str) -> None:
    tree = mathml(latex)
    if tree is not None:
        check(tree)


@given(st.text(alphabet="\\()[]$xb1 {}\n", max_size=200))
def test_formulae_lie_in_their_text_one_after_the_other(text: str) -> None:
    last = 0
    for formula in Converter(50).formulae(text):
        assert last <= formula.start < formula.end <= len(text)
        last = formula.end
