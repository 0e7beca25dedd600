import io

import pytest
from rich.console import Console

from bench import progress


def test_a_log_hears_of_progress_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = 0.0
    monkeypatch.setattr("time.monotonic", lambda: clock)
    with progress.counting("tuning") as count:
        count.begin(10, done=2)
        for done in range(3, 9):
            clock += 25
            count.update(done, told=f"loss 0.{done}")
    assert capsys.readouterr() == (
        "",
        "kenzan: tuning 5 of 10, loss 0.5, 0:02:05 left\nkenzan: tuning 8 of 10, loss 0.8, 0:00:50 left\n",
    )


def test_a_short_job_is_silent_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.meter(2) as bar:
        bar.tick(4, 4)
        bar.done()
    assert capsys.readouterr() == ("", "")


def test_progress_shows_rate_rows_and_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    monkeypatch.setattr(progress, "Console", lambda stderr: console)
    with progress.meter(2) as bar:
        bar.tick(4, 4)
        bar.done()
    text = screen.getvalue()
    for words in ("1/2", "tokens/s", "4 rows running"):
        assert words in text
