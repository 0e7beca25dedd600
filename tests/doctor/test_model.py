"""How many rows fit beside the weights."""

import pytest

from bench.cards import GIB
from bench.doctor.model import Demand

DEMAND = Demand("4bit", weights=18 * GIB, adapter=0, overhead=GIB, row=GIB // 4)


@pytest.mark.parametrize(("room", "rows"), [(22, 7), (19, 0), (20, 0), (40, 76)])
def test_what_is_left_is_dealt_to_rows(room: int, rows: int) -> None:
    """95 % of the memory, less 19 GiB, in quarters of a GiB."""
    assert DEMAND.fixed == 19 * GIB
    assert DEMAND.rows(room * GIB) == rows


def test_two_cards_share_weights_and_rows_and_each_has_its_overhead() -> None:
    assert DEMAND.rows(12 * GIB, 2) == int((2 * (12 * 0.95 - 1) - 18) * 4)
    assert DEMAND.rows(9 * GIB, 2) == 0
