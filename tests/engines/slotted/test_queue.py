from itertools import pairwise

import fakes
from bench.engines.rows import Row
from bench.engines.slotted.queue import Queue
from bench.records import Sampling


def rows(arm: str, count: int, budget: int = 50) -> list[Row]:
    request = fakes.request(fakes.item()).model_copy(update={"arm": arm, "sampling": Sampling(max_new_tokens=budget)})
    return [Row(request.model_copy(update={"key": f"{arm}{n}"}), [1]) for n in range(count)]


def test_the_largest_budget_goes_first_while_nothing_is_known() -> None:
    queue = Queue([*rows("base", 2, 10), *rows("adapter", 2, 40)])
    assert [row.request.arm for row in queue.take(3)] == ["adapter", "adapter", "base"]
    assert len(queue) == 1


def test_what_has_ended_teaches_what_to_expect() -> None:
    short, long = rows("adapter", 3), rows("base", 3)
    queue = Queue([*short, *long])
    for row, made in ((short[0], 2), (long[0], 30)):
        row.made = [0] * made
        queue.ended(row)
    assert queue.expected(short[0].kind) == 2
    assert queue.expected(long[0].kind) == 30
    assert [row.request.arm for row in queue.take(6)] == ["base"] * 3 + ["adapter"] * 3


def test_rows_of_a_kind_keep_their_order_and_come_back_in_front() -> None:
    waiting = rows("base", 5)
    queue = Queue(waiting)
    taken = queue.take(2)
    queue.put_back(taken)
    order = [waiting.index(row) for row in queue.take(9)]
    assert all(a < b for a, b in pairwise(order))
    assert len(order) == 5
