"""The command, called in this process."""

import sys
from collections.abc import Callable

import pytest

from bench import cli

Command = Callable[..., tuple[int, str, str]]
"""Words after ``kenzan`` -> exit status, standard output, standard error."""


def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """What calls it, with the two fixtures that it needs."""

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kenzan", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        streams = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, streams.out, streams.err

    return call
