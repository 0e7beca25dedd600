"""An unusable input is one line: the place, then what is wrong."""

import pytest

from bench.errors import InputError


@pytest.mark.parametrize(("where", "line"), [("shop.yaml:12", "shop.yaml:12: no such field"), ("", "no such field")])
def test_the_line_that_the_command_prints(where: str, line: str) -> None:
    error = InputError("no such field", where)
    assert (str(error), error.what, error.where) == (line, "no such field", where)
