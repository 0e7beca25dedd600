"""Properties of what is read: comparison is symmetric, a prefix answers nothing, what is printed is read back."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.trace import analyse
from bench.trace.compare import same
from bench.trace.numbers import fold, quantities, read
from fuzzing.traces import ANY


@settings(max_examples=300, deadline=None)
@given(ANY, ANY)
def test_comparison_is_symmetric_and_finds_a_text_the_same_as_itself(one: str, other: str) -> None:
    assert (same(one, other) == "right") == (same(other, one) == "right")
    assert same(one, one) != "wrong"


ANSWERS = st.integers(10, 10**7).map(str) | st.sampled_from(["3/4", "1,250", "12.75", "x^2 + 12", "(12, 34)", "3万5千"])
FORMS = st.sampled_from(
    [
        "The answer is {}.",
        "**Answer:** {} apples",
        "答え：{}円",
        "答えは{}個です。",
        r"So \boxed{{{}}}.",
        r"Thus $x = \boxed{{{}}}$.",
        "#### {}",
        "**Final Answer**\n\n{}",
        "So there are {} apples left.",
        "よって、{}個です。",
        "<answer>{}</answer>",
        "<think>\nSo it may be {}.\n</think>\n\nIt is {}.",
    ]
)
PROSE = st.sampled_from(
    ["", "First we add 1 and 2, which is 3.\n\n", "まず、1 + 2 = 3 です。\n\n", "Let me see. " * 40]
)
REST = st.sampled_from(["", "\n\nThat is all.", " I hope this helps.", "以上です。", "\n"])


@settings(max_examples=150, deadline=None)
@given(PROSE, FORMS, ANSWERS, REST, st.data())
def test_a_prefix_reports_no_answer_that_needs_the_missing_rest(
    prose: str, form: str, answer: str, rest: str, data: st.DataObject
) -> None:
    text = prose + form.replace("{{", "{").replace("}}", "}").replace("{}", answer) + rest
    whole = {(c.span[0], c.value) for c in analyse(text, finish_reason="stop").candidates}
    cut = data.draw(st.integers(0, len(text)))
    found = analyse(text[:cut], finish_reason="length").answer
    assert found.span is None or (found.span[0], found.value) in whole


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 60))
def test_an_unclosed_box_states_nothing(number: int, before: int) -> None:
    text = "We see. " * before + rf"So the answer is \boxed{{{number}"
    assert analyse(text).answer.status == "none"


DIGITS = "〇一二三四五六七八九"
WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def kanji(n: int) -> str:
    """三万五千二百"""

    def below(n: int) -> str:
        out = ""
        for unit, size in (("千", 1000), ("百", 100), ("十", 10)):
            if digit := n // size % 10:
                out += (DIGITS[digit] if digit > 1 else "") + unit
        return out + (DIGITS[n % 10] if n % 10 else "")

    out = ""
    for unit, size in (("億", 10**8), ("万", 10**4), ("", 1)):
        if part := n // size % 10**4:
            out += below(part) + unit if part > 1 or not unit else DIGITS[1] + unit
    return out or DIGITS[0]


def words(n: int) -> str:
    """thirty-five thousand two hundred and six"""

    def below(n: int) -> str:
        if n < 20:
            return WORDS[n]
        if n < 100:
            return TENS[n // 10 - 2] + (f"-{WORDS[n % 10]}" if n % 10 else "")
        return f"{WORDS[n // 100]} hundred" + (f" and {below(n % 100)}" if n % 100 else "")

    out = []
    for name, size in (("million", 10**6), ("thousand", 10**3), ("", 1)):
        if part := n // size % 1000:
            out.append(f"{below(part)} {name}".strip())
    return " ".join(out) or WORDS[0]


def mixed(n: int) -> str:
    """1億2345万6789"""
    parts = [(n // 10**8, "億"), (n // 10**4 % 10**4, "万"), (n % 10**4, "")]
    return "".join(f"{value}{unit}" for value, unit in parts if value) or "0"


PRINTED = {
    "plain": str,
    "separated": "{:,}".format,
    "full width": lambda n: str(n).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "full width, separated": lambda n: f"{n:,}".translate({48 + i: 0xFF10 + i for i in range(10)} | {44: "，"}),
    "latex": lambda n: f"{n:,}".replace(",", "{,}"),
    "latex, thin spaces": lambda n: f"{n:,}".replace(",", r"\,"),
    "mixed": mixed,
    "kanji": kanji,
    "words": words,
}
QUANTITIES = {
    "{} yen": "円",
    "¥{}": "円",
    "{}円": "円",
    "${}": "$",
    "{} dollars": "$",
    "{}個": "個",
    "{} kg": "kg",
    "{}%": "%",
    "{} people": "people",
    "{}人": "人",
}


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9 - 1), st.sampled_from(sorted(PRINTED)))
def test_every_printed_integer_is_read_back(number: int, form: str) -> None:
    printed = PRINTED[form](number)
    found = read(printed)
    assert found is not None, printed
    assert found.value == number, printed


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 10**8), st.sampled_from(["plain", "separated", "full width"]), st.sampled_from(sorted(QUANTITIES))
)
def test_every_printed_quantity_is_read_back_from_running_text(number: int, form: str, shape: str) -> None:
    printed = shape.format(PRINTED[form](number))
    text = fold(f"We know that it is {printed}, as we said.")
    [found] = quantities(text)
    assert (found.value, found.unit) == (number, QUANTITIES[shape]), text


@settings(max_examples=300, deadline=None)
@given(
    st.fractions(min_value=0, max_value=1000, max_denominator=97),
    st.sampled_from(["{}/{}", r"\frac{{{}}}{{{}}}", r"\dfrac{{{}}}{{{}}}", "{1}分の{0}", "mixed", "latex mixed"]),
    st.sampled_from(["", "-", "−", "マイナス"]),
)
def test_every_printed_fraction_is_read_back(value: Fraction, form: str, sign: str) -> None:
    whole, rest = divmod(value.numerator, value.denominator)
    if "mixed" in form:
        tail = rf"\frac{{{rest}}}{{{value.denominator}}}" if "latex" in form else f" {rest}/{value.denominator}"
        printed = f"{whole}{tail}" if whole and rest else str(value)
    else:
        printed = form.format(value.numerator, value.denominator)
    found = read(sign + printed)
    assert found is not None, sign + printed
    assert found.value == (-value if sign else value), sign + printed


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False), st.sampled_from(["{}", "{:,}", "-{}", "{}e2"])
)
def test_every_printed_decimal_is_read_back(value: object, form: str) -> None:
    printed = form.format(value)
    exact = Fraction(str(value)) * (-1 if form[0] == "-" else 100 if form.endswith("e2") else 1)
    found = read(printed)
    assert found is not None, printed
    assert found.value == exact, printed


@given(
    st.integers(0, 99), st.integers(0, 59), st.sampled_from(["{}時間{}分", "{} h {} min", "{} hours and {} minutes"])
)
def test_every_printed_duration_is_read_back(hours: int, minutes: int, form: str) -> None:
    found = read(form.format(hours, minutes))
    assert found is not None
    assert (found.value, found.unit) == (60 * hours + minutes, "min")
