"""A short walk of the machine; `benchmarks/fuzz.py` walks for minutes."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from fuzzing.run_directory import RunMachine


def test_a_run_directory_holds_what_was_done_whatever_is_done_to_it() -> None:
    run_state_machine_as_test(
        RunMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=15,
            derandomize=True,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert RunMachine.steps > 50
