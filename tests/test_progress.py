import io

import pytest
from rich.console import Console

from bench import progress


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
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
