import pytest
from pydantic import ValidationError

from bench.figures.record import Figure


def test_a_figure_is_immutable_and_goes_through_json() -> None:
    figure = Figure(id="i", title="t", caption="c", alt="a", svg="<svg/>", columns=("x",), rows=(("1",),))
    assert Figure.model_validate_json(figure.model_dump_json()) == figure
    with pytest.raises(ValidationError):
        figure.title = "other"
