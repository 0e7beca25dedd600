"""A few seconds of each target, the same examples every time; `benchmarks/fuzz.py` goes on for minutes."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fuzzing import logs, packs, run_files, traces


def outcomes(check: Callable[[Any], str], strategy: st.SearchStrategy[Any], examples: int) -> Counter[str]:
    """How many of so many examples were read, and refused; what a check raises is shrunk and raised."""
    seen: Counter[str] = Counter()

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=examples,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def once(example: Any) -> None:
        seen[check(example)] += 1

    once()
    return seen


def test_any_file_is_a_pack_or_refused() -> None:
    assert outcomes(packs.check, packs.PACKS, 100).keys() == {"read", "refused"}


def test_any_text_is_analysed() -> None:
    assert outcomes(traces.check, traces.ASKED, 400).keys() == {"read"}


def test_any_line_is_a_trace_or_refused() -> None:
    assert outcomes(traces.check_line, traces.LINES, 200).keys() == {"read", "refused"}


def test_any_file_is_a_log_or_refused() -> None:
    assert outcomes(logs.check, logs.LOGS, 100).keys() == {"read", "refused"}


def test_any_files_are_a_run_or_refused() -> None:
    assert outcomes(run_files.check, run_files.DIRECTORIES, 60).keys() == {"read", "refused"}
